import { parseDecimal, type SymbolQuote } from '@bellwether/domain';
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
