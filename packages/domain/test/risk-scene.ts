import type { RiskLimits } from '../src/accounts/commands.ts';
import { NO_UNIT_FEES } from '../src/fees/execution-fees.ts';
import { parseDecimal } from '../src/kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../src/kernel/ids.ts';
import { newAccountRisk, type AccountRisk } from '../src/risk/account-risk.ts';
import { applyAccepted, applyExecution, releaseOf, type RiskExecution } from '../src/risk/apply.ts';
import { applyCashFlow, applyTransfer } from '../src/risk/account-events.ts';
import { assess, type Reservation, type RiskRefusal } from '../src/risk/assess.ts';
import type { OrderToAssess } from '../src/risk/assessment.ts';
import {
  DEFAULT_POLICY,
  riskContextOn,
  type RiskContext,
  type RiskPolicy,
} from '../src/risk/context.ts';
import type { RiskOrder } from '../src/risk/exposure.ts';
import {
  newInstrumentRisk,
  type InstrumentRisk,
  type InstrumentRiskTerms,
} from '../src/risk/instrument-risk.ts';
import { parseDate } from '../src/time/civil-date.ts';
import { SECOND } from '../src/time/new-york.ts';

// An account and what it trades, to tell risk's rules in: prices and money in USD as text.

export const usd = parseDecimal;
export const today = parseDate('2026-11-20');
export const settlesOn = parseDate('2026-11-23');

export function contextOf(policy: Partial<RiskPolicy> = {}): RiskContext {
  return riskContextOn(
    today,
    { ...DEFAULT_POLICY, ...policy },
    { tickAt: () => 100n, venueFee: () => NO_UNIT_FEES },
  );
}

export function stock(
  id: string,
  price: string,
  terms: Partial<InstrumentRiskTerms> = {},
): InstrumentRisk {
  return newInstrumentRisk({
    instrumentId: id as InstrumentId,
    previousClose: usd(price),
    ...terms,
  });
}

interface Opening {
  readonly type?: 'CASH' | 'MARGIN';
  readonly cash?: string;
  readonly holds?: readonly (readonly [InstrumentRisk, bigint])[];
  readonly limits?: RiskLimits;
  readonly optionLevel?: number;
  readonly dayTrading?: 'INTRADAY_MARGIN' | 'LEGACY_PDT';
}

export function accountWith(opening: Opening): AccountRisk {
  const account = newAccountRisk('alice' as AccountId, opening.type ?? 'CASH', opening.dayTrading);
  account.shortSelling = opening.type === 'MARGIN';
  account.optionLevel = opening.optionLevel ?? 0;
  account.limits = opening.limits ?? {};
  applyCashFlow(account, usd(opening.cash ?? '0'));
  for (const [instrument, quantity] of opening.holds ?? [])
    applyTransfer(account, instrument, quantity);
  return account;
}

export function order(
  side: OrderToAssess['side'],
  quantity: bigint,
  limit: string,
  more: Partial<OrderToAssess> = {},
): OrderToAssess {
  return { side, type: 'LIMIT', quantity, limitPrice: usd(limit), at: 0n, ...more };
}

/** An order as the fact of its acceptance leaves it, before risk has entered it. */
export function live(terms: OrderToAssess, reservation: Reservation): RiskOrder {
  return {
    side: terms.side,
    limitPrice: reservation.limitPrice,
    leaves: terms.quantity,
    reserved: reservation.reserved,
    closing: 0n,
    locateId: terms.locateId,
  };
}

/** Assesses and, if it may, accepts. */
export function place(
  context: RiskContext,
  account: AccountRisk,
  instrument: InstrumentRisk,
  terms: OrderToAssess,
): RiskOrder {
  const answer = assess(context, account, instrument, terms);
  if (!answer.ok) throw new Error(`${answer.rejection.code}: ${answer.rejection.message}`);
  const entered = live(terms, answer);
  applyAccepted(account, instrument, entered, terms.at);
  return entered;
}

/** The order is executed at a price, with the release that it is due. */
export function fill(
  account: AccountRisk,
  instrument: InstrumentRisk,
  entered: RiskOrder,
  quantity: bigint,
  price: string,
  more: Partial<RiskExecution> = {},
): void {
  const principal =
    instrument.future === undefined ? usd(price) * quantity * instrument.multiplier : 0n;
  applyExecution(account, instrument, entered, {
    quantity,
    price: usd(price),
    principal,
    fees: 0n,
    released: releaseOf(entered, quantity),
    tradeDate: today,
    settlementDate: settlesOn,
    ...more,
  });
}

/** What the answer is, in a word: `ok` with the cash reserved in USD, or the code. */
export function told(answer: Reservation | RiskRefusal): string {
  return answer.ok ? `ok ${answer.reserved / 10_000n}` : answer.rejection.code;
}

export const secondsLater = (n: number): bigint => BigInt(n) * SECOND;
