import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { Rejection } from '../kernel/rejection.ts';
import { min } from '../kernel/rounding.ts';
import type { AccountRisk } from './account-risk.ts';
import { prepare, type Assessment, type OrderToAssess } from './assessment.ts';
import type { Check } from './checks/check.ts';
import { checkConcentration, checkExposure, checkPosition } from './checks/exposure-limits.ts';
import {
  checkCollar,
  checkDuplicate,
  checkMessageRate,
  checkOrderNotional,
  checkOrderQuantity,
} from './checks/fat-finger.ts';
import { checkDailyLoss, checkDayTrades, checkOpenOrders, fund } from './checks/funds.ts';
import { checkOptionLevel, checkOptionPosition } from './checks/options.ts';
import {
  checkBanned,
  checkClosingOnly,
  checkInstrumentHold,
  checkKillSwitch,
  checkMarking,
  checkSuspension,
} from './checks/permission.ts';
import { checkLocate, checkOwned, checkRule201 } from './checks/short-sale.ts';
import type { RiskContext } from './context.ts';
import type { RiskOrder } from './exposure.ts';
import type { InstrumentRisk } from './instrument-risk.ts';
import { feesFor, requiredFor } from './requirement.ts';

/** What an accepted order holds, until it is executed or void. */
export interface Reservation {
  readonly ok: true;
  /** Cash or margin to hold back, its fees included, 1/10 000 USD. State it in the fact. */
  readonly reserved: Money;
  /** Part of it that is for fees. State it in the fact. */
  readonly reservedFees: Money;
  /** The limit that it trades under: moved where Rule 201 wants it. State it in the fact. */
  readonly limitPrice: Price;
  /** Part of its quantity that opens or increases a position. */
  readonly opening: Quantity;
}

/** Why an order may not be placed. Marking belongs to validation, everything else to risk. */
export interface RiskRefusal {
  readonly ok: false;
  readonly stage: 'VALIDATION' | 'RISK';
  readonly rejection: Rejection;
}

const always = (run: Check['run']): Check => ({ run, stopsReducing: true });
const limit = (run: Check['run']): Check => ({ run, stopsReducing: false });

/**
 * The checks before funds, in the order of their codes (SEC Rule 15c3-5: automated, before the venue); the first that
 * fails is the answer. An order that only reduces exposure is stopped by halts, by a wrong price and by what no account
 * may do, never by a limit.
 */
const CHECKS: readonly Check[] = [
  always(checkKillSwitch),
  always(checkSuspension),
  limit(checkClosingOnly),
  always(checkBanned),
  limit(checkInstrumentHold),
  limit(checkOrderQuantity),
  limit(checkOrderNotional),
  always(checkCollar),
  limit(checkMessageRate),
  limit(checkDuplicate),
  limit(checkLocate),
  always(checkRule201),
  always(checkOwned),
  limit(checkPosition),
  limit(checkOptionPosition),
  limit(checkExposure),
  limit(checkConcentration),
  limit(checkOptionLevel),
  limit(checkDayTrades),
];

/** The checks after funds. */
const LAST_CHECKS: readonly Check[] = [limit(checkDailyLoss), limit(checkOpenOrders)];

/**
 * Checks an order and says what to reserve for it: one step, because nothing else may happen to the account between
 * this and `applyAccepted` (or `applyReplaced`) with the answer. Reads the account and changes nothing that anybody
 * can see; the cost does not depend on the number of accounts or of open orders.
 *
 * @param order a valid order (terms, tick, lot, phase); the leaves and terms that it will have where it replaces one.
 * @param replaced the live order that it replaces, whose claims count as free: only the increase is checked.
 */
export function assess(
  context: RiskContext,
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: OrderToAssess,
  replaced?: RiskOrder,
): Reservation | RiskRefusal {
  const a = prepare(context, account, instrument, order, replaced);
  const mismarked = checkMarking(a);
  if (mismarked !== undefined) return { ok: false, stage: 'VALIDATION', rejection: mismarked };
  const refusal = firstFailure(CHECKS, a);
  if (refusal !== undefined) return refused(refusal);
  const fees = feesFor(a);
  const required = requiredFor(a) + fees;
  const funded = a.reduces ? { reserved: reserveOfReducing(a, required) } : fund(a, required);
  if (!('reserved' in funded)) return refused(funded);
  const last = firstFailure(LAST_CHECKS, a);
  if (last !== undefined) return refused(last);
  const { reserved } = funded;
  const { limitPrice, opening } = a;
  return { ok: true, reserved, reservedFees: min(fees, reserved), limitPrice, opening };
}

/** An order that asks for less than the one it replaces keeps at most what that one had. */
function reserveOfReducing({ replaced }: Assessment, required: Money): Money {
  return replaced === undefined ? required : min(required, replaced.reserved);
}

function firstFailure(checks: readonly Check[], a: Assessment): Rejection | undefined {
  for (const check of checks) {
    if (a.reduces && !check.stopsReducing) continue;
    const rejection = check.run(a);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

function refused(rejection: Rejection): RiskRefusal {
  return { ok: false, stage: 'RISK', rejection };
}
