import { payWithDeposit, settleFunding } from '../margin/cash-funding.ts';
import { settleVariation } from '../margin/futures.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { min, positive } from '../kernel/rounding.ts';
import type { CommandId } from '../kernel/ids.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { AccountRisk, Locate } from './account-risk.ts';
import { changePosition, exposureOf, forgetIfIdle } from './exposures-of.ts';
import { setMark, type InstrumentRisk } from './instrument-risk.ts';
import { maintenanceOf, valuationOf, type Valuation } from './valuation.ts';

/** Cash came in (above zero) or went out, not by trading: it changes no profit or loss. */
export function applyCashFlow(account: AccountRisk, amount: Money): void {
  account.cash += amount;
  if (account.dayStart !== undefined) account.dayStart += amount;
  if (amount > 0n) payWithDeposit(account.funding, account.cash);
}

/** Cash was paid in; what the bank may still take back is not paid out until then. */
export function applyDeposit(
  account: AccountRisk,
  deposit: {
    readonly amount: Money;
    readonly depositId?: CommandId;
    readonly heldUntil?: CivilDate;
  },
): void {
  const { amount, depositId, heldUntil: until } = deposit;
  applyCashFlow(account, amount);
  if (depositId !== undefined && until !== undefined)
    account.uncollected.push({ depositId, amount, until });
}

/** The bank took a deposit back. @param amount below zero. */
export function applyDepositReturn(
  account: AccountRisk,
  depositId: CommandId,
  amount: Money,
): void {
  applyCashFlow(account, amount);
  account.uncollected = account.uncollected.filter((one) => one.depositId !== depositId);
}

/** Cash that a bank may take back on a day. */
export function uncollectedOn({ uncollected }: AccountRisk, date: CivilDate): Money {
  return uncollected.reduce((sum, { amount, until }) => (date <= until ? sum + amount : sum), 0n);
}

/** Shares or contracts came in or went out without a trade; at the mark they change no profit or loss. */
export function applyTransfer(
  account: AccountRisk,
  instrument: InstrumentRisk,
  quantity: Quantity,
): void {
  const exposure = exposureOf(account, instrument);
  const value = quantity * instrument.mark * instrument.multiplier;
  changePosition(account, exposure, quantity);
  if (instrument.future !== undefined) exposure.basis += value;
  else if (account.dayStart !== undefined) account.dayStart += value;
  forgetIfIdle(account, exposure);
}

/** Shares were located for short sales of the account. */
export function applyLocate(
  account: AccountRisk,
  locateId: string,
  locate: Omit<Locate, 'used'>,
): void {
  account.locates.set(locateId, { ...locate, used: account.locates.get(locateId)?.used ?? 0n });
}

/**
 * A trading day begins: what is due has settled, locates of earlier days are void, and loss is counted from here.
 * Do it for every account, at the marks of the close before.
 */
export function startDay(account: AccountRisk, rules: MarginRules, date: CivilDate): void {
  settleFunding(account.funding, date);
  account.uncollected = account.uncollected.filter(({ until }) => date <= until);
  for (const [id, { expiresOn }] of account.locates)
    if (expiresOn < date) account.locates.delete(id);
  account.openedToday = 0n;
  const { liquidation, equity } = valuationOf(account, rules, date);
  account.dayStart = liquidation;
  account.dayStartExcess = equity - maintenanceOf(account, rules, date);
}

/** Loss since the start of the day, realised and unrealised; below zero: a gain. */
export function dailyLoss({ dayStart }: AccountRisk, { liquidation }: Valuation): Money {
  return dayStart === undefined ? 0n : dayStart - liquidation;
}

/**
 * Whether the loss breaker trips now: call it after each execution and mark that concerns the account. When it does,
 * record so, cancel the account's open orders, and `tripLossBreaker`; it stays tripped until somebody resets it.
 */
export function mustTripLossBreaker(
  account: AccountRisk,
  rules: MarginRules,
  date: CivilDate,
): boolean {
  const { maxDailyLoss } = account.limits;
  if (maxDailyLoss === undefined || account.lossBreakerTripped) return false;
  return dailyLoss(account, valuationOf(account, rules, date)) > maxDailyLoss;
}

export function tripLossBreaker(account: AccountRisk): void {
  account.lossBreakerTripped = true;
}

/** Somebody lets the account trade again: loss is counted from here on. */
export function resetLossBreaker(account: AccountRisk, rules: MarginRules, date: CivilDate): void {
  account.lossBreakerTripped = false;
  account.dayStart = valuationOf(account, rules, date).liquidation;
}

/**
 * A future settles for the day: variation moves as cash, and counts from the settlement price on.
 * @returns the cash that moved; below zero: paid.
 */
export function applyVariation(
  account: AccountRisk,
  instrument: InstrumentRisk,
  settlement: Price,
): Money {
  setMark(instrument, settlement);
  const exposure = account.exposures.get(instrument.instrumentId);
  if (exposure === undefined) return 0n;
  const { variation, basis } = settleVariation(
    exposure.quantity,
    exposure.basis,
    settlement,
    instrument.multiplier,
  );
  account.cash += variation;
  exposure.basis = basis;
  forgetIfIdle(account, exposure);
  return variation;
}

/**
 * Cash that may be paid out: settled and collected, not owed, not reserved and not needed as margin; a claim is no cash.
 * Never below zero.
 */
export function withdrawable(account: AccountRisk, rules: MarginRules, date: CivilDate): Money {
  const bound = account.reserved + uncollectedOn(account, date);
  const settled = account.cash - account.funding.receivable - bound;
  if (account.accountType === 'CASH' && account.derivatives.size === 0) return positive(settled);
  const { equity, held } = valuationOf(account, rules, date);
  const secured =
    account.accountType === 'CASH' ? account.cash : equity - positive(account.accrued);
  return positive(min(settled, secured - held - bound));
}
