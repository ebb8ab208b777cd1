import { parseDecimal, type PrimaryStatus, type SymbolQuote } from '@bellwether/domain';
import type { HearPrimary } from '../../src/lanes/primary-feed.ts';
import type { HearQuotes } from '../../src/lanes/venue-feed.ts';
import type { SimulationOptions } from './options.ts';
import { Random } from './random.ts';
import type { SimProcess } from './sim-process.ts';

const SYMBOLS = ['AMZN', 'MSFT', 'NONE'];
const VENUES = ['XNAS', 'XNYS'];
const MS_PER_SECOND = 1_000;
const CENT = parseDecimal('0.01');

/**
 * What other venues quote around 100 USD, as a process hears it: some of it old, some one-sided, some told again.
 * @param areOpen whether they quote now: states are compared when nothing happens any more.
 */
export function venuesOf(
  process: SimProcess,
  { seed, quotes }: SimulationOptions,
  areOpen: () => boolean,
): HearQuotes {
  return (heard) => {
    const { runtime } = process;
    const random = new Random(seed ^ 0x900d);
    let before: SymbolQuote | undefined;
    let deaf = false;
    const tell = (): void => {
      if (deaf) return;
      const again = before !== undefined && random.chance(0.2);
      const at = runtime.clock() - BigInt(random.between(0, 6_000)) * 1_000_000n;
      before = again ? { ...before!, at } : quoteOf(random, at);
      if (areOpen()) heard([before]);
      runtime.after((MS_PER_SECOND / quotes) * (0.5 + random.next()), tell);
    };
    tell();
    return () => (deaf = true);
  };
}

/** What the primary market says of an instrument that trades around 100 USD. @param areOpen whether it says anything now. */
export function primaryOf(
  process: SimProcess,
  { seed, primary }: SimulationOptions,
  areOpen: () => boolean,
): HearPrimary {
  return (heard) => {
    const { runtime } = process;
    const random = new Random(seed ^ 0x9a17);
    let deaf = false;
    const tell = (): void => {
      if (deaf) return;
      if (areOpen()) heard({ source: 'tape', instruments: [statusOf(random)] });
      runtime.after((MS_PER_SECOND / primary) * (0.5 + random.next()), tell);
    };
    tell();
    return () => (deaf = true);
  };
}

function statusOf(random: Random): PrimaryStatus {
  const cents = random.between(9_700, 10_000);
  const [lower, upper] = [BigInt(cents), BigInt(cents + random.between(0, 500))];
  return {
    symbol: random.pick(SYMBOLS),
    detail: 'SIMULATED',
    ...(random.chance(0.5) ? { trades: random.chance(0.7) } : {}),
    ...(random.chance(0.5) ? { bands: { lower: lower * CENT, upper: upper * CENT } } : {}),
  };
}

function quoteOf(random: Random, at: bigint): SymbolQuote {
  const bid = parseDecimal('97') + BigInt(random.between(0, 500)) * CENT;
  return {
    symbol: random.pick(SYMBOLS),
    venue: random.pick(VENUES),
    bid,
    bidQuantity: BigInt(random.between(0, 5)),
    offer: bid + BigInt(random.between(1, 100)) * CENT,
    offerQuantity: BigInt(random.between(0, 5)),
    at,
  };
}
