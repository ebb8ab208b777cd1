import type { AccountType } from '../accounts/terms.ts';
import { NO_UNIT_FEES } from '../fees/execution-fees.ts';
import type { LiquidationStep } from '../margin/liquidation.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { newAccountRisk, type AccountRisk } from './account-risk.ts';
import { DEFAULT_POLICY, riskContextOn, type RiskContext } from './context.ts';
import { changePosition, exposureOf } from './exposures-of.ts';
import {
  newInstrumentRisk,
  type InstrumentRisk,
  type InstrumentRiskTerms,
} from './instrument-risk.ts';
import { liquidationOf, standingOf, type AccountStanding } from './standing.ts';

/** An instrument as somebody knows it who does not trade it. */
export interface MarkedTerms extends Omit<InstrumentRiskTerms, 'underlying' | 'previousClose'> {
  /** 1/10 000 USD. */
  readonly mark: Price;
}

/** A position at its mark. */
export interface MarkedPosition {
  readonly instrumentId: InstrumentId;
  readonly quantity: Quantity;
  /** Of a future: what its contracts count from, Σ of price × quantity × multiplier. 1/10 000 USD. */
  readonly basis: Money;
}

/** All that the margin of an account follows from; money in 1/10 000 USD. */
export interface MarginInput {
  readonly accountId: AccountId;
  readonly accountType: AccountType;
  /** Trade-date cash; below zero: a debit. */
  readonly cash: Money;
  /** Claims to dividends; below zero: owed. */
  readonly accrued: Money;
  /** Held back for open orders. */
  readonly reserved: Money;
  readonly positions: readonly MarkedPosition[];
  /** Of positions, and of what options among them are on. */
  readonly instruments: ReadonlyMap<InstrumentId, MarkedTerms>;
  /** Whose rules are in force. */
  readonly date: CivilDate;
}

/**
 * Where an account stands, worked out of its positions and their marks alone: the same rules as those by which orders are
 * decided, over all partitions together. Positions of which nothing is known count for nothing.
 */
export function standingFrom(input: MarginInput): AccountStanding {
  return standingOf(contextOf(input), accountFrom(input));
}

/** What to do about a call that is not met (`liquidationOf`); empty without one. @param openOrders ids of the account's open orders. */
export function liquidationFrom(
  input: MarginInput,
  openOrders: readonly string[],
): readonly LiquidationStep[] {
  return liquidationOf(contextOf(input), accountFrom(input), openOrders);
}

/** No order is decided: neither ticks nor fees are asked for. */
function contextOf({ date }: MarginInput): RiskContext {
  return riskContextOn(date, DEFAULT_POLICY, { tickAt: () => 1n, venueFee: () => NO_UNIT_FEES });
}

function accountFrom(input: MarginInput): AccountRisk {
  const account = newAccountRisk(input.accountId, input.accountType);
  account.cash = input.cash;
  account.accrued = input.accrued;
  account.reserved = input.reserved;
  const known = new Map<InstrumentId, InstrumentRisk>();
  for (const { instrumentId, quantity, basis } of input.positions) {
    const instrument = riskOf(input, instrumentId, known);
    if (instrument === undefined || (quantity === 0n && basis === 0n)) continue;
    const exposure = exposureOf(account, instrument);
    exposure.basis = basis;
    changePosition(account, exposure, quantity);
  }
  return account;
}

/** One for each instrument: options and the shares that cover them have to meet. */
function riskOf(
  input: MarginInput,
  instrumentId: InstrumentId,
  known: Map<InstrumentId, InstrumentRisk>,
): InstrumentRisk | undefined {
  const found = known.get(instrumentId);
  const terms = input.instruments.get(instrumentId);
  if (found !== undefined || terms === undefined) return found;
  const { mark: previousClose, option, ...more } = terms;
  const underlying = option && riskOf(input, option.underlyingId, known);
  if (option !== undefined && underlying === undefined) return undefined;
  const risk = newInstrumentRisk({ ...more, option, underlying, previousClose });
  known.set(instrumentId, risk);
  return risk;
}
