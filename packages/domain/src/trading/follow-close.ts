import type { InstrumentFact } from '../instruments/facts.ts';
import type { Price } from '../kernel/fixed-point.ts';
import type { VariationPaidFact } from './expiration-facts.ts';
import type { ReferenceFact } from './facts.ts';
import type { Follower } from './follower.ts';
import { variationsAt } from './future-variation.ts';
import { instrumentOf } from './lookups.ts';
import type { TradingState } from './state.ts';

/** Facts that say what a day ends with. */
export type CloseFact = Extract<
  InstrumentFact,
  { readonly type: 'ClosePublished' | 'FutureSettlementDue' }
>;

/**
 * What the end of a day means for a partition: the close, and of a future what everybody has gained or lost since it was
 * settled last. A future of which nobody has said a settlement price is settled at its mark: the last sale (house rule).
 * @param sourcePosition commit position of `fact`.
 */
export function followClose(
  state: TradingState,
  { type, data }: CloseFact,
  sourcePosition: bigint,
  here: Pick<Follower, 'partition'>,
): readonly (ReferenceFact | VariationPaidFact)[] {
  const { instrumentId, tradeDate } = data;
  const { future, partition, delisted, risk } = instrumentOf(state, instrumentId);
  if (type === 'ClosePublished') return closed(data.price);
  const isSettled = partition === here.partition && !delisted && risk.mark > 0n;
  return isSettled ? closed(risk.mark) : [];

  function closed(price: Price): readonly (ReferenceFact | VariationPaidFact)[] {
    const close = { instrumentId, tradeDate, price, sourcePosition };
    if (future === undefined) return [{ type: 'CloseAdopted', data: close }];
    const paid = variationsAt(state, instrumentId, price, tradeDate);
    const variations = paid.length;
    return [{ type: 'CloseAdopted', data: { ...close, variations } }, ...paid];
  }
}
