import type { TradeBustFact } from '../trade-busts/facts.ts';
import type { TradeBustedFact } from '../orders/facts.ts';
import { bustTrade } from './bust-trade.ts';
import type { Follower } from './follower.ts';
import { instrumentOf } from './lookups.ts';
import type { TradingState } from './state.ts';

/**
 * What it means for a partition that a trade is to be taken back: the one that trades the instrument now does it.
 * @param sourcePosition commit position of `fact`.
 */
export function followBust(
  state: TradingState,
  { data: { instrumentId, trade, reason } }: TradeBustFact,
  sourcePosition: bigint,
  here: Pick<Follower, 'partition'>,
): readonly TradeBustedFact[] {
  if (instrumentOf(state, instrumentId).partition !== here.partition) return [];
  const { type, data } = bustTrade(state, trade, reason);
  return [{ type, data: { ...data, sourcePosition } }];
}
