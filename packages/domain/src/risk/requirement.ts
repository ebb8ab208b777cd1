import { feeReserve } from '../fees/execution-fees.ts';
import { productOf, scheduleOf } from '../accounts/commissions.ts';
import { freezeUntil } from '../margin/cash-funding.ts';
import { openingRequirement } from '../margin/equities.ts';
import { futureMarginOn } from '../margin/futures.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { max, min, positive, shareUp } from '../kernel/rounding.ts';
import { heldOn } from './account-risk.ts';
import { valued, type Assessment } from './assessment.ts';
import { equityTerms } from './instrument-risk.ts';

/**
 * What is to be held back for the fees of an order that opens a position. One that only closes holds back nothing: a sale
 * pays its fees from what it brings.
 */
export function feesFor(a: Assessment): Money {
  return opens(a) ? feesOf(a) : 0n;
}

/** Cash or margin that must be free for an order besides its fees. */
export function requiredFor(a: Assessment): Money {
  return opens(a) ? forOpening(a) : 0n;
}

function opens({ opening, optionEffect }: Assessment): boolean {
  return opening > 0n || (optionEffect?.growth ?? 0n) > 0n;
}

function feesOf({ account, instrument, context, order, notional }: Assessment): Money {
  const product = productOf(instrument.assetClass);
  const schedule = scheduleOf(account.commissions, product);
  const { quantity, charged } = order;
  return feeReserve(schedule, context.venueFee(product), { quantity, notional }, charged);
}

/** The opening part's share of the order's worst-case value. */
function openingValue({ opening, limitPrice, instrument }: Assessment): Money {
  return opening * limitPrice * instrument.multiplier;
}

function forOpening(a: Assessment): Money {
  const { instrument, opening, side, context, account, optionEffect } = a;
  if (instrument.future !== undefined)
    return opening * futureMarginOn(instrument.future, context.date).initial;
  if (side === 'SELL' && (optionEffect?.growth ?? 0n) > 0n)
    return positive(
      (optionEffect?.growth ?? 0n) - (instrument.option === undefined ? 0n : openingValue(a)),
    );
  if (instrument.option !== undefined) return side === 'BUY' ? openingValue(a) : 0n;
  if (account.accountType === 'CASH') return side === 'BUY' ? openingValue(a) : 0n;
  const terms = equityTerms(instrument, context.margin, context.date);
  return side === 'BUY'
    ? openingRequirement(context.margin, terms, opening, a.limitPrice)
    : openingRequirement(context.margin, terms, -opening, max(a.limitPrice, instrument.mark));
}

/** What is free for new orders; may be below zero. The reserve of the order that it replaces counts as free. */
export function available(a: Assessment): Money {
  const { account, context, replaced } = a;
  const reserved = account.reserved - (replaced?.reserved ?? 0n);
  if (account.accountType === 'MARGIN') return valued(a).equity - valued(a).held - reserved;
  const settledOnly = !context.policy.buyWithUnsettledProceeds || isFrozen(a);
  const cash = settledOnly ? account.cash - account.funding.receivable : account.cash;
  if (account.derivatives.size === 0) return cash - reserved;
  return cash + min(0n, futuresProfit(account)) - valued(a).held - reserved;
}

/** Whether the account may buy with settled cash alone: somebody says so, or it follows from what it did (Reg T 220.8(c)). */
function isFrozen({
  account: { hold, violations },
  context: { date, cashAccount },
}: Assessment): boolean {
  return (
    heldOn(hold, date) === 'SETTLED_CASH_ONLY' ||
    (violations.length > 0 && freezeUntil(cashAccount, violations, date) !== undefined)
  );
}

function futuresProfit({ derivatives }: Assessment['account']): Money {
  let profit = 0n;
  for (const { instrument, quantity, basis } of derivatives)
    if (instrument.future !== undefined)
      profit += quantity * instrument.mark * instrument.multiplier - basis;
  return profit;
}

/**
 * Below the minimum equity there is no credit (FINRA 4210(b)(4)): a purchase must be paid in full from cash, and nothing
 * may be sold short. Undefined: the account has it.
 */
export function withoutCredit(
  a: Assessment,
): { readonly required: Money; readonly free: Money } | undefined {
  const { account, context, instrument, side, opening } = a;
  if (account.accountType === 'CASH' || instrument.future !== undefined) return undefined;
  if (valued(a).equity >= context.margin.minimumEquity) return undefined;
  const free = min(available(a), account.cash - account.reserved + (a.replaced?.reserved ?? 0n));
  return side === 'BUY'
    ? { required: opening * a.limitPrice * instrument.multiplier + feesOf(a), free }
    : { required: context.margin.minimumEquity, free: valued(a).equity };
}

/**
 * Day-trading buying power of a pattern day trader (legacy rule): four times the maintenance excess of the previous
 * close, less what was opened today and is being opened. Undefined: the account has none.
 */
export function dayTradingReserve(a: Assessment, isPatternDayTrader: boolean): Money | undefined {
  const { account, context, instrument, side } = a;
  const rule = context.patternDayTrader;
  if (rule === undefined || !isPatternDayTrader || instrument.future !== undefined)
    return undefined;
  if (instrument.option !== undefined || (account.dayStart ?? 0n) < rule.minimumEquity)
    return undefined;
  const gone = a.replaced === undefined ? 0n : a.replaced.leaves * a.replaced.limitPrice;
  const open = account.openBuys + account.openSells - gone;
  const power = rule.multiple * account.dayStartExcess - account.openedToday - open;
  const value = a.opening * (side === 'BUY' ? a.limitPrice : max(a.limitPrice, instrument.mark));
  return value <= power ? shareUp(value, context.margin.equity.maintenanceLong) : undefined;
}
