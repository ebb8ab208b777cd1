import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { splitFill, signedQuantity, type Fill, type LotMethod } from './fill.ts';
import { closeLots, type ClosedLot, type Lot } from './lots.ts';

/** Shares that were traded and have not changed hands yet. */
export interface PendingDelivery {
  readonly settlementDate: CivilDate;
  /** Signed: what will come in, or below zero go out. */
  readonly quantity: Quantity;
}

/** What an account has of an instrument. Exposure and P&L follow the trade date, delivery the settlement date. */
export interface Position {
  /** Of one direction only, the oldest first. */
  readonly lots: readonly Lot[];
  /** Trade-date quantity: the sum of the lots, below zero when short. */
  readonly quantity: Quantity;
  /** Settlement-date quantity: what has changed hands. */
  readonly settled: Quantity;
  readonly pending: readonly PendingDelivery[];
  /** P&L of all lots closed so far, 1/10 000 USD. */
  readonly realised: Money;
}

export const EMPTY_POSITION: Position = {
  lots: [],
  quantity: 0n,
  settled: 0n,
  pending: [],
  realised: 0n,
};

/**
 * Books an execution. The lots it closes are chosen by `method`, which later changes of method never touch again.
 * @returns the position after it, and the lots (or parts) that it closed.
 * @throws UnknownLotError
 */
export function bookFill(
  position: Position,
  fill: Fill,
  method: LotMethod,
): { readonly position: Position; readonly closed: readonly ClosedLot[] } {
  let lots = position.lots;
  let closed: readonly ClosedLot[] = [];
  for (const { effect, quantity, cost } of splitFill(fill, position.quantity)) {
    if (effect === 'CLOSE') {
      const closing = closeLots(lots, { ...fill, quantity, cost, method });
      lots = closing.left;
      closed = closing.closed;
    } else {
      const signed = fill.side === 'BUY' ? quantity : -quantity;
      lots = [...lots, openedLot(fill, signed, cost)];
    }
  }
  return {
    position: {
      lots,
      quantity: position.quantity + signedQuantity(fill),
      settled: position.settled,
      pending: [
        ...position.pending,
        { settlementDate: fill.settlementDate, quantity: signedQuantity(fill) },
      ],
      realised: closed.reduce((sum, lot) => sum + lot.realised, position.realised),
    },
    closed,
  };
}

function openedLot(fill: Fill, quantity: Quantity, cost: Money): Lot {
  return {
    lotId: fill.executionId,
    openedBy: fill.executionId,
    tradeDate: fill.tradeDate,
    settlementDate: fill.settlementDate,
    quantity,
    cost,
  };
}

/** Everything that was to change hands by the end of `date` has. */
export function settlePosition(position: Position, date: CivilDate): Position {
  const due = position.pending.filter((delivery) => delivery.settlementDate <= date);
  return {
    ...position,
    settled: due.reduce((sum, { quantity }) => sum + quantity, position.settled),
    pending: position.pending.filter((delivery) => delivery.settlementDate > date),
  };
}

/** What the position is worth at a mark, 1/10 000 USD; below zero when short. */
export function marketValue(quantity: Quantity, mark: Price, multiplier: bigint): Money {
  return quantity * mark * multiplier;
}

/** Gain or loss if the position were closed at `mark` without fees. */
export function unrealised(position: Position, mark: Price, multiplier: bigint): Money {
  const cost = position.lots.reduce((sum, lot) => sum + lot.cost, 0n);
  return marketValue(position.quantity, mark, multiplier) - cost;
}
