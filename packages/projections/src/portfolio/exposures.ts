/** What moves together with something, 1/10 000 USD. */
export interface Exposure {
  /** ASSET_CLASS, UNDERLYING or CURRENCY. */
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

/**
 * Exposure by class of asset, by what it is of in the end (of an option its underlying), and by currency; the reference data
 * has no sectors. Each in the order of its names.
 */
export function exposuresOf(
  positions: readonly Exposed[],
  underlyingOf: (instrumentId: string) => string | undefined,
): readonly Exposure[] {
  const kinds: readonly (readonly [string, (one: Exposed) => string])[] = [
    ['ASSET_CLASS', ({ assetClass }) => assetClass],
    ['CURRENCY', () => CURRENCY],
    ['UNDERLYING', ({ instrumentId }) => underlyingOf(instrumentId) ?? instrumentId],
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
