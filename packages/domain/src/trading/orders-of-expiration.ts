import type { ExpirationDueFact } from '../expiration/facts.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import type { CancelReason, OrderCancelledFact } from '../orders/facts.ts';
import type { OptionExercisedFact, PositionExpiredFact } from './expiration-facts.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import type { TradingState } from './state.ts';

/**
 * The open orders that an expiration ends: all of a series that is over; of one that goes on, those of accounts whose position
 * in it changes; and those that were to close a position in the shares which a delivery takes.
 */
export function ordersThatEnd(
  state: TradingState,
  { instrumentId, kind }: ExpirationDueFact['data'],
  positions: readonly (OptionExercisedFact | PositionExpiredFact)[],
): readonly OrderCancelledFact[] {
  const inSeries = state.orders.ofInstrument(instrumentId);
  const deliveries = positions.flatMap((one) => (one.type === 'OptionExercised' ? [one.data] : []));
  const concerned = new Set<string | undefined>(
    positions.flatMap((one) =>
      one.type === 'OptionExercised'
        ? [one.data.buyAccountId, one.data.sellAccountId]
        : [one.data.accountId],
    ),
  );
  const own =
    kind === 'EXPIRATION'
      ? inSeries.map((order) => ended(order, 'EXPIRED'))
      : inSeries
          .filter(({ accountId }) => concerned.has(accountId))
          .map((order) => ended(order, 'RISK'));
  const [first] = deliveries;
  if (first === undefined) return own;
  const buys = new Set<string | undefined>(deliveries.map(({ buyAccountId }) => buyAccountId));
  const sells = new Set<string | undefined>(deliveries.map(({ sellAccountId }) => sellAccountId));
  return [...own, ...uncovered(state, first.underlyingId, { buys, sells })];
}

/** Orders that close a position in the shares, of accounts that a delivery leaves with less of it. */
function uncovered(
  state: TradingState,
  underlyingId: InstrumentId,
  { buys, sells }: Readonly<Record<'buys' | 'sells', ReadonlySet<string | undefined>>>,
): readonly OrderCancelledFact[] {
  return state.orders
    .ofInstrument(underlyingId)
    .filter(
      ({ side, closing, accountId }) =>
        closing > 0n && (side === 'BUY' ? buys : sells).has(accountId),
    )
    .map((order) => ended(order, 'RISK'));
}

function ended(order: OpenOrder, reason: CancelReason): OrderCancelledFact {
  const { orderId, accountId, instrumentId, side, leaves: quantity, reserved: released } = order;
  const named = { orderId, accountId, instrumentId, side, quantity, released };
  return { type: 'OrderCancelled', data: { ...named, reason } };
}
