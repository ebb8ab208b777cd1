import { countDayTrades } from '../../margin/day-trades.ts';
import type { Money } from '../../kernel/fixed-point.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { valued, type Assessment } from '../assessment.ts';
import { available, dayTradingReserve, withoutCredit } from '../requirement.ts';
import { dailyLoss } from '../account-events.ts';
import { finding, usd } from './check.ts';

/** Day trades that count for an account under the legacy rule; undefined: it is not under it. */
function dayTradesOf({ account, context }: Assessment): number | undefined {
  const rule = context.patternDayTrader;
  if (account.dayTrading !== 'LEGACY_PDT' || account.accountType !== 'MARGIN' || rule === undefined)
    return undefined;
  return countDayTrades(account.dayTrades, rule, context.date);
}

/**
 * Legacy rule: an account below the minimum that has one day trade left to become a pattern day trader, or is one,
 * opens nothing that it could close today.
 */
export function checkDayTrades(a: Assessment): Rejection | undefined {
  const trades = dayTradesOf(a);
  const rule = a.context.patternDayTrader;
  if (trades === undefined || rule === undefined || a.instrument.future !== undefined)
    return undefined;
  const equity = a.account.dayStart ?? 0n;
  return equity < rule.minimumEquity && trades + 1 >= rule.dayTrades
    ? finding(
        'DAY_TRADE_LIMIT',
        `${rule.dayTrades - 1} day trades in ${rule.windowDays} business days below ${usd(rule.minimumEquity)} of equity`,
        `${trades} day trades, ${usd(equity)} of equity at the start of the day`,
        'close positions only, deposit, or wait until day trades are old enough',
      )
    : undefined;
}

/** The reserve of an order that may be opened, or why not. */
export function fund(a: Assessment, required: Money): Rejection | { readonly reserved: Money } {
  const free = available(a);
  const strict = withoutCredit(a);
  if (strict !== undefined)
    return strict.required <= strict.free
      ? { reserved: strict.required }
      : short(a, strict.required, strict.free);
  if (required <= free) return { reserved: required };
  const rule = a.context.patternDayTrader;
  const trades = dayTradesOf(a);
  const dayTrader = rule !== undefined && trades !== undefined && trades >= rule.dayTrades;
  const reserved = dayTradingReserve(a, dayTrader);
  return reserved === undefined ? short(a, required, free) : { reserved };
}

function short({ account }: Assessment, required: Money, free: Money): Rejection {
  const cash = account.accountType === 'CASH';
  return finding(
    cash ? 'INSUFFICIENT_FUNDS' : 'INSUFFICIENT_MARGIN',
    `${usd(free)} free`,
    `the order needs ${usd(required)}`,
    cash
      ? 'order less, deposit cash, cancel open orders or wait for settlement'
      : 'order less, deposit, cancel open orders or close positions',
  );
}

/** The account's loss of the day stops what opens positions, until somebody resets the breaker. */
export function checkDailyLoss(a: Assessment): Rejection | undefined {
  const { account } = a;
  const { maxDailyLoss } = account.limits;
  if (maxDailyLoss === undefined && !account.lossBreakerTripped) return undefined;
  const loss = dailyLoss(account, valued(a));
  return account.lossBreakerTripped || (maxDailyLoss !== undefined && loss > maxDailyLoss)
    ? finding(
        'LOSS_LIMIT',
        maxDailyLoss === undefined ? 'the loss breaker' : `${usd(maxDailyLoss)} lost in a day`,
        `${usd(loss)} lost today`,
        'close positions only, until the breaker is reset',
      )
    : undefined;
}

export function checkOpenOrders({ account, replaced }: Assessment): Rejection | undefined {
  const { maxOpenOrders } = account.limits;
  return maxOpenOrders !== undefined &&
    replaced === undefined &&
    account.openOrders >= maxOpenOrders
    ? finding(
        'OPEN_ORDER_LIMIT',
        `${maxOpenOrders} open orders`,
        `this would be number ${account.openOrders + 1}`,
        'cancel open orders first',
      )
    : undefined;
}
