import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { min, positive } from '../kernel/rounding.ts';
import { bookSideOf, hasLimit, type BookSide, type OrderType, type Side } from '../orders/terms.ts';
import type { OrderFees } from '../fees/order-fees.ts';
import type { Instant } from '../time/new-york.ts';
import type { AccountRisk } from './account-risk.ts';
import type { RiskContext } from './context.ts';
import { closable, type Exposure, type RiskOrder } from './exposure.ts';
import { isStock, type InstrumentRisk } from './instrument-risk.ts';
import { effectOnOptions, NO_OPTION_EFFECT, type OptionEffect } from './option-valuation.ts';
import { valuationOf, type Valuation } from './valuation.ts';

/** National best bid and offer, as other venues quote them; 0: none. */
export interface BestPrices {
  readonly bid: Price;
  readonly offer: Price;
}

/** What is to be traded: a new order, or the leaves of a replaced one on its new terms. */
export interface OrderToAssess {
  readonly side: Side;
  readonly type: OrderType;
  /** Leaves that it will have. */
  readonly quantity: Quantity;
  /** Its limit; of an order without one the collar that it may not trade beyond. */
  readonly limitPrice: Price;
  readonly stopPrice?: Price | undefined;
  readonly locateId?: string | undefined;
  /** When it came in. */
  readonly at: Instant;
  /** What it is measured by; undefined: no other venue quotes. */
  readonly best?: BestPrices | undefined;
  /** What the order that it replaces was charged; undefined: nothing. */
  readonly charged?: Readonly<OrderFees> | undefined;
}

/** An order with all that the checks look at, worked out once. Without what the order that it replaces had claimed. */
export interface Assessment {
  readonly context: RiskContext;
  readonly account: AccountRisk;
  readonly instrument: InstrumentRisk;
  readonly order: OrderToAssess;
  readonly side: BookSide;
  /** Its limit, moved where Rule 201 wants it. */
  readonly limitPrice: Price;
  /** Quantity × limit × multiplier. */
  readonly notional: Money;
  readonly position: Quantity;
  readonly positionValue: Money;
  /** Open orders of the same side before it. */
  readonly openQuantity: Quantity;
  readonly openNotional: Money;
  /** Long position that no sell has claimed. */
  readonly freeLong: Quantity;
  /** What of it does not close a position. */
  readonly opening: Quantity;
  /** What it does to options that it belongs to or covers; undefined: what it leads to is not allowed. */
  readonly optionEffect: OptionEffect | undefined;
  /** It strictly reduces exposure, or asks for less than the order that it replaces: limits do not stop it. */
  readonly reduces: boolean;
  readonly replaced: RiskOrder | undefined;
  /** The account's valuation, once a check has asked for it (`valued`). */
  valuation: Valuation | undefined;
}

/** The account's value and requirements at the marks: worked out for the first check that asks. */
export function valued(a: Assessment): Valuation {
  a.valuation ??= valuationOf(a.account, a.context.margin, a.context.date);
  return a.valuation;
}

export function prepare(
  context: RiskContext,
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: OrderToAssess,
  replaced: RiskOrder | undefined,
): Assessment {
  const exposure = account.exposures.get(instrument.instrumentId);
  const side = bookSideOf(order.side);
  const limitPrice = effectiveLimit(context, instrument, order);
  const unit = limitPrice * instrument.multiplier;
  const open = side === 'BUY' ? exposure?.buys : exposure?.sells;
  const canClose =
    (exposure === undefined ? 0n : closable(exposure, order.side)) + (replaced?.closing ?? 0n);
  const opening = order.quantity - min(order.quantity, canClose);
  const optionEffect = effect(context, account, instrument, order, side, opening, replaced);
  return {
    context,
    account,
    instrument,
    order,
    side,
    limitPrice,
    notional: order.quantity * unit,
    position: exposure?.quantity ?? 0n,
    positionValue: (exposure?.quantity ?? 0n) * instrument.mark * instrument.multiplier,
    openQuantity: (open?.quantity ?? 0n) - (replaced?.leaves ?? 0n),
    openNotional:
      (open?.notional ?? 0n) -
      (replaced === undefined ? 0n : replaced.leaves * replaced.limitPrice * instrument.multiplier),
    freeLong: freeLongOf(exposure, replaced),
    opening,
    optionEffect,
    reduces:
      (opening === 0n && optionEffect !== undefined && optionEffect.growth <= 0n) ||
      (replaced !== undefined && asksForLess(order.quantity, limitPrice, replaced, side)),
    replaced,
    valuation: undefined,
  };
}

function freeLongOf(exposure: Exposure | undefined, replaced: RiskOrder | undefined): Quantity {
  if (exposure === undefined) return 0n;
  return positive(exposure.quantity - exposure.sells.closing + closingSell(replaced));
}

function closingSell(replaced: RiskOrder | undefined): Quantity {
  return replaced?.side === 'SELL' ? replaced.closing : 0n;
}

function asksForLess(
  quantity: Quantity,
  limitPrice: Price,
  replaced: RiskOrder,
  side: BookSide,
): boolean {
  if (quantity > replaced.leaves) return false;
  // A short sale is reserved for at the higher of limit and mark, a purchase at its limit.
  return side === 'BUY' ? limitPrice <= replaced.limitPrice : limitPrice === replaced.limitPrice;
}

/** Selling an option short, or what covers one, changes what the options of that underlying require. */
function effect(
  { margin, date }: RiskContext,
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: OrderToAssess,
  side: BookSide,
  opening: Quantity,
  replaced: RiskOrder | undefined,
): OptionEffect | undefined {
  if (side === 'BUY') return NO_OPTION_EFFECT;
  const underlying = instrument.underlying ?? instrument;
  const concerns = account.optionGroups.has(underlying.instrumentId);
  if (!concerns && (instrument.option === undefined || opening === 0n)) return NO_OPTION_EFFECT;
  const sale = { instrument, quantity: order.quantity, replaced: replaced?.leaves ?? 0n };
  return effectOnOptions(account, underlying, sale, margin, date);
}

/**
 * Under Rule 201 a short sale executes only above the national best bid, unless it is exempt: one with a limit at or
 * below it is moved to a tick above, if the house so chooses.
 */
function effectiveLimit(
  { policy, tickAt }: RiskContext,
  instrument: InstrumentRisk,
  order: OrderToAssess,
): Price {
  const { limitPrice, side, type, best } = order;
  const moves =
    side === 'SELL_SHORT' &&
    policy.rule201 === 'REPRICE' &&
    hasLimit(type) &&
    isStock(instrument) &&
    isBelowRule201(instrument, limitPrice, best);
  return moves && best !== undefined ? best.bid + tickAt(instrument, best.bid) : limitPrice;
}

/** Whether a short sale at this price is what Rule 201 forbids. Without a bid there is nothing to be above. */
export function isBelowRule201(
  { shortSaleRestricted }: InstrumentRisk,
  limitPrice: Price,
  best: BestPrices | undefined,
): boolean {
  return shortSaleRestricted && best !== undefined && best.bid > 0n && limitPrice <= best.bid;
}
