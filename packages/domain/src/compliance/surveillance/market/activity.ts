import { SECOND, type Instant } from '../../../time/new-york.ts';
import type { BookSide } from '../../../orders/terms.ts';
import { peek, valueOf } from '../keyed.ts';
import type { ActivitySecond, MarketState, SeenInstrument, SeenOrder } from './state.ts';

/** What an owner did is kept for so long. */
const ACTIVITY_KEPT: Instant = 20n * SECOND;

/** Notes that an owner has put so much into the book, or that so much of what it had there was executed. */
export function noteActivity(
  market: MarketState,
  { owner, instrumentId, side }: Pick<SeenOrder, 'owner' | 'instrumentId' | 'side'>,
  what: 'entered' | 'executed',
  quantity: bigint,
  at: Instant,
): void {
  const key = `${owner}/${instrumentId}`;
  const seconds = valueOf<ActivitySecond[]>(market.activity, key, at, ACTIVITY_KEPT, () => []);
  const second = at / SECOND;
  let last = seconds.at(-1);
  if (last?.second !== second) {
    last = { second, entered: { BUY: 0n, SELL: 0n }, executed: { BUY: 0n, SELL: 0n } };
    seconds.push(last);
    const oldest = second - ACTIVITY_KEPT / SECOND;
    while ((seconds[0] as ActivitySecond).second < oldest) seconds.shift();
  }
  last[what][side] += quantity;
}

/**
 * How much an owner means by a side of a book: what it shows there, has put there, or was executed there within a while,
 * whichever is most. Who quotes both sides means both; who leans on one side means little by the other.
 */
export function weightOf(
  market: MarketState,
  { instrumentId, owned }: SeenInstrument,
  owner: string,
  side: BookSide,
  since: Instant,
): bigint {
  let [shown, entered, executed] = [0n, 0n, 0n];
  for (const order of owned.get(owner)?.values() ?? [])
    if (order.side === side) shown += order.shown;
  const from = since / SECOND;
  for (const one of peek(market.activity, `${owner}/${instrumentId}`) ?? [])
    if (one.second >= from) {
      entered += one.entered[side];
      executed += one.executed[side];
    }
  const most = entered > executed ? entered : executed;
  return shown > most ? shown : most;
}
