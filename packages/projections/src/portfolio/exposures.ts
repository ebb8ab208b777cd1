/** What moves together with something, 1/10 000 USD. */
export interface Exposure {
  /** ASSET_CLASS, CURRENCY, SECTOR or UNDERLYING. */
  readonly by: string;
  readonly name: string;
  readonly long: bigint;
  /** Below zero. */
  readonly short: bigint;
  readonly net: bigint;
  readonly gross: bigint;
}

interface Exposed {
  readonly instrumentId: string;
  readonly assetClass: string;
  readonly exposure: bigint;
}

/** All that is traded here is. */
const CURRENCY = 'USD';

/** What nobody has put into a sector. */
const UNCLASSIFIED = 'Unclassified';

/** What is known of an instrument. */
interface Classified {
  readonly underlyingId: string | undefined;
  readonly sector: string | undefined;
}

/**
 * Exposure by class of asset, by currency, by sector, and by what it is of in the end: of an option its underlying, whose
 * sector is the option's. Each in the order of its names.
 */
export function exposuresOf(
  positions: readonly Exposed[],
  of: (instrumentId: string) => Classified | undefined,
): readonly Exposure[] {
  const lastOf = (id: string): string => of(id)?.underlyingId ?? id;
  const kinds: readonly (readonly [string, (one: Exposed) => string])[] = [
    ['ASSET_CLASS', ({ assetClass }) => assetClass],
    ['CURRENCY', () => CURRENCY],
    ['SECTOR', ({ instrumentId: id }) => of(id)?.sector ?? of(lastOf(id))?.sector ?? UNCLASSIFIED],
    ['UNDERLYING', ({ instrumentId }) => lastOf(instrumentId)],
  ];
  const open = positions.filter(({ exposure }) => exposure !== 0n);
  return kinds.flatMap(([by, nameOf]) => {
    const sums = new Map<string, { long: bigint; short: bigint }>();
    for (const one of open) {
      const name = nameOf(one);
      const sum = sums.get(name) ?? { long: 0n, short: 0n };
      sums.set(name, sum);
      sum[one.exposure > 0n ? 'long' : 'short'] += one.exposure;
    }
    return [...sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { long, short }]) => ({
        by,
        name,
        long,
        short,
        net: long + short,
        gross: long - short,
      }));
  });
}
