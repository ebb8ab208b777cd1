import { feeTotal, formatDate, type Fees, type OrderFact } from '@bellwether/domain';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import type { OrderRow } from './table.ts';

type Placed = Extract<OrderFact, { type: 'OrderAccepted' | 'OrderRejected' }>['data'];

/** An order as it was placed, before anything came of it. */
export function placed(data: Placed, { at, position }: FactContext): OrderRow {
  const { orderId, accountId, instrumentId, side, type, timeInForce, quantity, limitPrice } = data;
  return {
    orderId,
    accountId,
    instrumentId,
    side,
    type,
    timeInForce,
    quantity,
    limitPrice,
    stopPrice: data.stopPrice ?? null,
    displayQuantity: data.displayQuantity ?? null,
    expiresOn: data.expiresOn === undefined ? null : formatDate(data.expiresOn),
    clientOrderId: data.clientOrderId ?? null,
    leaves: 0n,
    shown: 0n,
    executed: 0n,
    notional: 0n,
    fees: 0n,
    status: 'PENDING',
    reason: null,
    message: null,
    receivedAt: at,
    validatedAt: 0n,
    approvedAt: 0n,
    updatedAt: at,
    position,
  };
}

/** What the book shows of an open quantity. */
export function shownOf(open: bigint, display: bigint | null | undefined): bigint {
  return display !== null && display !== undefined && display < open ? display : open;
}

/** One side of a trade in our book. */
export function traded(
  row: OrderRow,
  trade: DataOf<'TradeExecuted'>,
  orderId: string,
): Partial<OrderRow> {
  const buys = orderId === trade.buyOrderId;
  const resting = trade.auction !== true && (trade.aggressor === 'BUY') !== buys;
  const [leaves, fees] = buys
    ? [trade.buyLeaves, trade.buyFees]
    : [trade.sellLeaves, trade.sellFees];
  return executed(row, trade, leaves, fees, resting);
}

/** @param resting whether the quantity came off what the book shows; an incoming order shows only what it leaves. */
export function executed(
  row: OrderRow,
  { price, quantity }: { readonly price: bigint; readonly quantity: bigint },
  leaves: bigint,
  fees: Fees | undefined,
  resting: boolean,
): Partial<OrderRow> {
  return {
    leaves,
    shown: shownAfterFill(row, quantity, leaves, resting),
    executed: row.executed + quantity,
    notional: row.notional + price * quantity,
    fees: row.fees + feeTotal(fees),
    status: leaves === 0n ? 'EXECUTED' : 'PARTIALLY_EXECUTED',
  };
}

/** What is hidden stays hidden: only a trigger, or the next tranche of a reserve, shows more. */
function shownAfterFill(row: OrderRow, quantity: bigint, leaves: bigint, resting: boolean): bigint {
  if (row.shown === 0n) return 0n;
  return resting ? row.shown - quantity : shownOf(leaves, row.displayQuantity);
}

/** A trade is taken back: an order that lives gets its quantity back, one that has ended stays ended. */
export function restored(
  row: OrderRow,
  trade: DataOf<'TradeBusted'>,
  orderId: string,
): Partial<OrderRow> {
  const [back, fees] =
    orderId === trade.buyOrderId
      ? [trade.buyRestored, trade.buyFees]
      : [trade.sellRestored, trade.sellFees];
  const leaves = row.leaves + back;
  return {
    leaves,
    shown: row.shown > 0n && row.displayQuantity === null ? leaves : row.shown,
    executed: row.executed - trade.quantity,
    notional: row.notional - trade.price * trade.quantity,
    fees: row.fees - feeTotal(fees),
  };
}
