import {
  cancelProceeds,
  cancelPurchase,
  payPurchase,
  receiveProceeds,
  sellPurchase,
} from '../margin/cash-funding.ts';
import { recordDayTrade } from '../margin/day-trades.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { abs, min, positive } from '../kernel/rounding.ts';
import { bookSideOf, isShortSale, type BookSide } from '../orders/terms.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { Instant } from '../time/new-york.ts';
import type { AccountRisk } from './account-risk.ts';
import { changeOpen, closable, type Exposure, type RiskOrder } from './exposure.ts';
import { changePosition, exposureOf, forgetIfIdle, noteClosing } from './exposures-of.ts';
import { isStock, type InstrumentRisk } from './instrument-risk.ts';
import { countMessage, forgetOrder, rememberOrder } from './throttle.ts';

/**
 * An order was accepted (FIX 150=0) with the reserve that `assess` named. Sets `order.closing`; `leaves`, `limitPrice`
 * and `reserved` are already what the fact says.
 */
export function applyAccepted(
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: RiskOrder,
  at: Instant,
): void {
  enter(account, instrument, order);
  account.openOrders += 1;
  useLocate(account, order, order.leaves);
  countMessage(account, at);
  rememberOrder(account, {
    instrumentId: instrument.instrumentId,
    side: order.side,
    quantity: order.leaves,
    limitPrice: order.limitPrice,
    at,
  });
}

function enter(account: AccountRisk, instrument: InstrumentRisk, order: RiskOrder): void {
  const exposure = exposureOf(account, instrument);
  order.closing = min(order.leaves, closable(exposure, order.side));
  account.reserved += order.reserved;
  changeHeld(account, exposure, order, order.leaves, order.closing);
}

/** Leaves go out of the books of open orders with the reserve that was for them. */
function withdraw(
  account: AccountRisk,
  exposure: Exposure,
  order: RiskOrder,
  quantity: Quantity,
  released: Money,
): void {
  // What closes goes first: the reserve, which is for what opens, lasts to the end.
  const closing = min(order.closing, quantity);
  order.closing -= closing;
  order.leaves -= quantity;
  order.reserved -= released;
  account.reserved -= released;
  changeHeld(account, exposure, order, -quantity, -closing);
}

/** What an order has open gets more or less: in its exposure and in the account's sums. */
export function changeHeld(
  account: AccountRisk,
  exposure: Exposure,
  order: RiskOrder,
  leaves: Quantity,
  closing: Quantity,
): void {
  changeOpen(exposure, order, leaves, closing);
  if (closing !== 0n) noteClosing(account, exposure);
  const notional = leaves * order.limitPrice * exposure.instrument.multiplier;
  if (order.side === 'BUY') account.openBuys += notional;
  else account.openSells += notional;
}

/** What a short sale may still sell of its locate gets less, or more again. */
export function useLocate(account: AccountRisk, order: RiskOrder, quantity: Quantity): void {
  const locate =
    order.locateId === undefined || !isShortSale(order.side)
      ? undefined
      : account.locates.get(order.locateId);
  if (locate !== undefined) locate.used += quantity;
}

/**
 * What `quantity` of the leaves had been reserved for: state it in the fact that takes them away. Closing leaves go
 * first and had nothing; the last leaves take all that is left.
 * @param fees part of the reserve that is for fees: it stays until they are charged or the order ends.
 * @param charged fees of the execution; none where the leaves are void.
 */
export function releaseOf(order: RiskOrder, quantity: Quantity, fees = 0n, charged = 0n): Money {
  if (quantity === order.leaves) return order.reserved;
  const opening = order.leaves - order.closing;
  const closes = min(order.closing, quantity);
  const paid = min(fees, positive(charged));
  return opening === 0n ? paid : paid + ((order.reserved - fees) * (quantity - closes)) / opening;
}

/** One execution of an order, as its fact tells it. */
export interface RiskExecution {
  readonly quantity: Quantity;
  readonly price: Price;
  /** Cash that changes hands for it: price × quantity × multiplier, of a future none. */
  readonly principal: Money;
  readonly fees: Money;
  readonly released: Money;
  readonly tradeDate: CivilDate | undefined;
  /** Undefined: at once. */
  readonly settlementDate: CivilDate | undefined;
}

/** An order was executed (FIX 150=F), wholly or in part. */
export function applyExecution(
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: RiskOrder,
  execution: RiskExecution,
): void {
  const exposure = exposureOf(account, instrument);
  withdraw(account, exposure, order, execution.quantity, execution.released);
  if (order.leaves === 0n) account.openOrders -= 1;
  book(account, exposure, bookSideOf(order.side), execution);
  forgetIfIdle(account, exposure);
}

/** Shares come or go by an exercise, at the strike and without an order: a purchase or sale like others. */
export function applyDelivery(
  account: AccountRisk,
  instrument: InstrumentRisk,
  side: BookSide,
  execution: RiskExecution,
): void {
  const exposure = exposureOf(account, instrument);
  book(account, exposure, side, execution);
  forgetIfIdle(account, exposure);
}

function book(
  account: AccountRisk,
  exposure: Exposure,
  side: BookSide,
  execution: RiskExecution,
): void {
  const { instrument } = exposure;
  const held = exposure.quantity;
  const signed = side === 'BUY' ? execution.quantity : -execution.quantity;
  const cost = side === 'BUY' ? execution.principal : -execution.principal;
  fund(account, exposure, side, execution);
  account.cash -= cost + execution.fees;
  changePosition(account, exposure, signed);
  if (instrument.future !== undefined)
    exposure.basis += signed * execution.price * instrument.multiplier;

  const closed = held > 0n === signed < 0n ? min(abs(held), execution.quantity) : 0n;
  const opened = execution.quantity - closed;
  if (opened > 0n) account.openedToday += opened * execution.price * instrument.multiplier;
  if (
    account.dayTrading === 'LEGACY_PDT' &&
    execution.tradeDate !== undefined &&
    instrument.future === undefined
  )
    recordDayTrade(
      account.dayTrades,
      instrument.instrumentId,
      { opens: opened > 0n, closes: closed > 0n },
      execution.tradeDate,
    );
}

/** Which money pays, and which arrives when (Reg T 220.8). */
function fund(
  account: AccountRisk,
  { instrument, quantity }: Exposure,
  side: BookSide,
  execution: RiskExecution,
): void {
  const { funding, cash } = account;
  const { instrumentId } = instrument;
  if (side === 'BUY') {
    const cost = execution.principal + execution.fees;
    const bought = { instrumentId, quantity: execution.quantity };
    payPurchase(funding, bought, cost, cash);
    return;
  }
  if (account.accountType === 'CASH' && isStock(instrument) && execution.tradeDate !== undefined) {
    const sold = { instrumentId, quantity: execution.quantity };
    const violation = sellPurchase(funding, sold, quantity, execution.tradeDate);
    if (violation !== undefined) account.violations.push(violation);
  }
  const proceeds = execution.principal - execution.fees;
  if (execution.settlementDate !== undefined && proceeds > 0n)
    receiveProceeds(funding, proceeds, execution.settlementDate);
}

/** Leaves are void: the order was cancelled or expired (all of them), or self-trade prevention took some. */
export function applyReduction(
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: RiskOrder,
  quantity: Quantity,
  released: Money,
): void {
  const exposure = exposureOf(account, instrument);
  useLocate(account, order, -quantity);
  withdraw(account, exposure, order, quantity, released);
  if (order.leaves === 0n) account.openOrders -= 1;
  forgetIfIdle(account, exposure);
}

/** The venue would not take an order that `applyAccepted` had entered: it leaves no trace. */
export function withdrawAccepted(
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: RiskOrder,
  at: Instant,
): void {
  const { side, limitPrice, leaves: quantity } = order;
  forgetOrder(account, { instrumentId: instrument.instrumentId, side, quantity, limitPrice, at });
  applyReduction(account, instrument, order, quantity, order.reserved);
}

/** The order goes on with new leaves, limit and reserve, in one step (FIX 150=5). */
export function applyReplaced(
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: RiskOrder,
  terms: { readonly leaves: Quantity; readonly limitPrice: Price; readonly reserved: Money },
  at: Instant,
): void {
  const exposure = exposureOf(account, instrument);
  useLocate(account, order, terms.leaves - order.leaves);
  withdraw(account, exposure, order, order.leaves, order.reserved);
  order.leaves = terms.leaves;
  order.limitPrice = terms.limitPrice;
  order.reserved = terms.reserved;
  enter(account, instrument, order);
  countMessage(account, at);
}

/**
 * One side of a trade never happened (FIX 150=H): position, cash and fees go back. Leaves that live again are entered
 * by the order itself (`restored`), with the reserve that the fact names.
 */
export function applyBust(
  account: AccountRisk,
  instrument: InstrumentRisk,
  side: BookSide,
  execution: RiskExecution,
  restored?: { readonly order: RiskOrder; readonly quantity: Quantity; readonly reserved: Money },
): void {
  const exposure = exposureOf(account, instrument);
  const signed = side === 'BUY' ? execution.quantity : -execution.quantity;
  const cost = side === 'BUY' ? execution.principal : -execution.principal;
  account.cash += cost + execution.fees;
  if (side === 'BUY')
    cancelPurchase(account.funding, { ...instrument, quantity: execution.quantity });
  else if (execution.settlementDate !== undefined)
    cancelProceeds(account.funding, execution.principal - execution.fees, execution.settlementDate);
  changePosition(account, exposure, -signed);
  if (instrument.future !== undefined)
    exposure.basis -= signed * execution.price * instrument.multiplier;
  if (restored !== undefined && restored.quantity > 0n) {
    const { order, quantity, reserved } = restored;
    const [leaves, held, closing] = [order.leaves, order.reserved, order.closing];
    order.leaves = quantity;
    order.reserved = reserved;
    enter(account, instrument, order);
    order.leaves += leaves;
    order.reserved += held;
    order.closing += closing;
    if (leaves === 0n) account.openOrders += 1;
  }
  forgetIfIdle(account, exposure);
}
