import type { Money, Price } from '../kernel/fixed-point.ts';
import type { PlaceOrderCommand } from '../orders/commands.ts';
import { assess } from '../risk/assess.ts';
import type { BestPrices } from '../risk/assessment.ts';
import type { RiskContext } from '../risk/context.ts';
import { isStock } from '../risk/instrument-risk.ts';
import type { Instant } from '../time/new-york.ts';
import type { RefusedOrder } from './refusal.ts';
import type { TradingState } from './state.ts';
import type { ValidOrder } from './validate-order.ts';

/** An order that passed: the limit it trades under and what to hold back for its worst case. */
export interface ApprovedOrder {
  readonly ok: true;
  readonly limitPrice: Price;
  readonly reserved: Money;
  /** Part of it that is for fees. */
  readonly reservedFees: Money;
}

/**
 * Whether the account may place a valid order, together with all that it has and has open.
 * @param context the rules of the day.
 * @param best what other venues quote; undefined: nothing.
 */
export function approveOrder(
  state: TradingState,
  data: PlaceOrderCommand['data'],
  { ledger, instrument, limitPrice }: ValidOrder,
  context: RiskContext,
  at: Instant,
  best?: BestPrices,
): ApprovedOrder | RefusedOrder {
  context.killSwitch = state.killSwitch;
  const { side, type, quantity, stopPrice, locateId } = data;
  const order = { side, type, quantity, limitPrice, stopPrice, locateId, at, best };
  return assess(context, ledger.risk, instrument.risk, order);
}

/**
 * Whether an order can be decided while earlier ones are under way. In a cash account of stocks whose limits do not hang
 * on prices, what passes now passes also when they are resolved, and with the same reserve: fills cost at most what was
 * reserved and cancels only give back. Other accounts are valued at the marks, which trades under way may move.
 */
export function isDecidableAhead({ ledger, instrument }: ValidOrder): boolean {
  const { accountType, derivatives, limits } = ledger.risk;
  return (
    accountType === 'CASH' &&
    derivatives.size === 0 &&
    isStock(instrument.risk) &&
    limits.maxPositionNotional === undefined &&
    limits.maxGrossExposure === undefined &&
    limits.maxNetExposure === undefined &&
    limits.concentrationBasisPoints === undefined &&
    limits.maxDailyLoss === undefined
  );
}
