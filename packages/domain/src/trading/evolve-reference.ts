import type { InstrumentListing } from '../instruments/commands.ts';
import type { ReferenceFact } from './facts.ts';
import type { AccountId } from '../kernel/ids.ts';
import { marginRulesOn } from '../margin/rules.ts';
import { areShortSalesRestricted, noShortSaleRestriction } from '../protection/rule-201.ts';
import {
  applyCashFlow,
  applyDeposit,
  applyDepositReturn,
  applyLocate,
  applyTransfer,
  applyVariation,
  resetLossBreaker,
  startDay,
} from '../risk/account-events.ts';
import type { AccountRisk } from '../risk/account-risk.ts';
import { newInstrumentRisk, setMarginTerms, setMark } from '../risk/instrument-risk.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import { pendingKey } from './pending-key.ts';
import { emptyLedger, FIRST_PARTITION, type PendingRelease, type TradingState } from './state.ts';

type DataOf<T extends ReferenceFact['type']> = Extract<ReferenceFact, { type: T }>['data'];

/** Applies what was taken over from the streams of accounts, instruments and sessions. */
export function adopt(state: TradingState, fact: ReferenceFact): void {
  switch (fact.type) {
    case 'InstrumentAdmitted':
      return admitInstrument(state, fact.data);
    case 'TradingHalted':
      instrumentOf(state, fact.data.instrumentId).halted = true;
      return;
    case 'TradingResumed': {
      const instrument = instrumentOf(state, fact.data.instrumentId);
      instrument.halted = false;
      instrument.suspended = undefined;
      return;
    }
    case 'InstrumentTermsAdopted':
      return reviseInstrument(state, fact.data);
    case 'SymbolAdopted': {
      const { instrumentId, symbol } = fact.data;
      state.instruments.set(instrumentId, { ...instrumentOf(state, instrumentId), symbol });
      return;
    }
    case 'CloseAdopted':
      return publishClose(state, fact.data);
    case 'InstrumentRestrictionAdopted':
      instrumentOf(state, fact.data.instrumentId).risk.restriction = fact.data.restriction;
      return;
    case 'DelistingAdopted':
      instrumentOf(state, fact.data.instrumentId).delisted = true;
      return;
    case 'SessionPhaseAdopted':
      return enterSession(state, fact.data);
    case 'MarketHaltAdopted': {
      const { sessionDate: date, level, until } = fact.data;
      state.marketHalt = { date, level, until };
      return;
    }
    case 'MarketResumptionAdopted':
      state.marketHalt = undefined;
      return;
    case 'VenueFeesAdopted':
      state.venueFees.set(fact.data.venue, fact.data.fees);
      return;
    case 'KillSwitchAdopted':
      state.killSwitch = fact.data.engaged;
      return;
    default:
      return adoptAccount(state, fact);
  }
}

type AccountChange = Exclude<
  ReferenceFact,
  { readonly data: { readonly tickSize: bigint } } | { type: `${'Trading' | 'Session'}${string}` }
>;

function adoptAccount(state: TradingState, fact: AccountChange): void {
  switch (fact.type) {
    case 'AccountAdmitted':
      return admitAccount(state, fact.data);
    case 'FundsAllocated':
      return applyDeposit(riskOf(state, fact.data), fact.data);
    case 'CashBooked':
      return book(riskOf(state, fact.data), fact.data);
    case 'SharesAllocated': {
      const { instrumentId, quantity } = fact.data;
      return applyTransfer(
        riskOf(state, fact.data),
        instrumentOf(state, instrumentId).risk,
        quantity,
      );
    }
    case 'FundsReleased':
      applyCashFlow(riskOf(state, fact.data), -fact.data.amount);
      return released(state, { ...fact.data, refused: false });
    case 'FundsReleaseRefused':
      return released(state, { ...fact.data, refused: true });
    case 'FundsReleaseConfirmed':
      state.releases.delete(pendingKey(fact.data.accountId, fact.data.withdrawalId));
      return;
    case 'PermissionsAdopted':
      return permit(state, fact.data);
    case 'RiskLimitsAdopted':
      return limit(state, fact.data);
    case 'CommissionsAdopted':
      riskOf(state, fact.data).commissions = fact.data.commissions;
      return;
    case 'AccountRestrictionAdopted': {
      const { restriction, until } = fact.data;
      riskOf(state, fact.data).hold = { restriction, until };
      return;
    }
    case 'AccountInstrumentRestrictionAdopted': {
      const { instrumentId, restriction } = fact.data;
      riskOf(state, fact.data).instrumentHolds.set(instrumentId, { restriction, until: undefined });
      return;
    }
    case 'LocateAdopted':
      return applyLocate(riskOf(state, fact.data), fact.data.locateId, fact.data);
    case 'LossBreakerResetAdopted': {
      const risk = riskOf(state, fact.data);
      const { date } = state.session;
      if (date === undefined) risk.lossBreakerTripped = false;
      else resetLossBreaker(risk, marginRulesOn(date), date);
      return;
    }
    default:
  }
}

/** Interest is earned or paid; everything else comes from outside, or goes back there. */
function book(risk: AccountRisk, { kind, amount, depositId }: DataOf<'CashBooked'>): void {
  if (kind === 'INTEREST') risk.cash += amount;
  else if (depositId === undefined) applyCashFlow(risk, amount);
  else applyDepositReturn(risk, depositId, amount);
}

function riskOf(
  state: TradingState,
  { accountId }: { readonly accountId: AccountId },
): AccountRisk {
  return ledgerOf(state, accountId).risk;
}

function limit(state: TradingState, { accountId, limits }: DataOf<'RiskLimitsAdopted'>): void {
  ledgerOf(state, accountId).risk.limits = limits;
  if (limits.maxDailyLoss === undefined) state.lossLimited.delete(accountId);
  else state.lossLimited.add(accountId);
}

function permit(state: TradingState, data: DataOf<'PermissionsAdopted'>): void {
  const ledger = ledgerOf(state, data.accountId);
  ledger.permissions = data;
  ledger.risk.optionLevel = data.optionLevel;
  ledger.risk.shortSelling = data.shortSelling;
}

/** Of a future the settlement price, at which gains and losses of the day are paid. */
function publishClose(state: TradingState, data: DataOf<'CloseAdopted'>): void {
  const instrument = instrumentOf(state, data.instrumentId);
  instrument.previousClose = data.price;
  instrument.referencePrice = data.price;
  instrument.risk.previousClose = data.price;
  // Where variation follows in facts of its own, those pay it.
  if (instrument.future === undefined || data.variations !== undefined)
    return setMark(instrument.risk, data.price);
  for (const { risk } of state.accounts.values()) applyVariation(risk, instrument.risk, data.price);
}

function admitAccount(state: TradingState, data: DataOf<'AccountAdmitted'>): void {
  const { sourcePosition: _, ...terms } = data;
  const owner = terms.beneficialOwner ?? terms.accountId;
  let group = state.owners.get(owner);
  if (group === undefined) {
    group = state.owners.size + 1;
    state.owners.set(owner, group);
  }
  state.accounts.set(terms.accountId, emptyLedger(terms, group));
}

function admitInstrument(state: TradingState, data: DataOf<'InstrumentAdmitted'>): void {
  const { sourcePosition: _, ...terms } = data;
  state.instruments.set(terms.instrumentId, {
    ...terms,
    partition: terms.partition ?? FIRST_PARTITION,
    move: undefined,
    owners: [],
    previousClose: terms.referencePrice,
    lastSale: 0n,
    phase: state.session.phase,
    halted: false,
    delisted: false,
    lowerBand: 0n,
    upperBand: 0n,
    shortSales: noShortSaleRestriction(),
    entrySequence: 0n,
    trades: 0n,
    risk: newInstrumentRisk({
      instrumentId: terms.instrumentId,
      assetClass: terms.assetClass,
      multiplier: BigInt(terms.multiplier ?? 1),
      option: terms.option,
      future: terms.future,
      underlying:
        terms.option === undefined
          ? undefined
          : state.instruments.get(terms.option.underlyingId)?.risk,
      listedOn: terms.listedOn,
      marginable: terms.marginable,
      leverageFactor: BigInt(terms.leverageFactor ?? 1),
      previousClose: terms.referencePrice,
    }),
  });
}

/** A withdrawal is decided here; what it waited for has no say any more. */
function released(state: TradingState, release: PendingRelease): void {
  const key = pendingKey(release.accountId, release.withdrawalId);
  state.deferrals.delete(key);
  state.releases.set(key, release);
}

function reviseInstrument(state: TradingState, data: DataOf<'InstrumentTermsAdopted'>): void {
  const { sourcePosition: _, initialMargin, maintenanceMargin, ...revised } = data;
  const instrument = instrumentOf(state, data.instrumentId);
  const terms: Partial<InstrumentListing> = revised;
  const future =
    instrument.future === undefined
      ? {}
      : {
          future: {
            ...instrument.future,
            ...(initialMargin === undefined ? {} : { initialMargin }),
            ...(maintenanceMargin === undefined ? {} : { maintenanceMargin }),
          },
        };
  const changed = { ...instrument, ...terms, ...future };
  state.instruments.set(data.instrumentId, changed);
  const { marginable = true, leverageFactor = 1 } = changed;
  setMarginTerms(instrument.risk, { marginable, leverageFactor: BigInt(leverageFactor) });
}

/** A new day has no last sale yet: yesterday's triggers no stop. */
function enterSession(state: TradingState, data: DataOf<'SessionPhaseAdopted'>): void {
  state.session = { phase: data.phase, date: data.sessionDate };
  if (data.phase !== 'PRE_OPEN') return;
  // Level 3 ends the day, not the next one.
  if (state.marketHalt?.date !== data.sessionDate) state.marketHalt = undefined;
  for (const instrument of state.instruments.values()) {
    instrument.lastSale = 0n;
    instrument.risk.lastSale = 0n;
    instrument.risk.shortSaleRestricted = areShortSalesRestricted(
      instrument.shortSales,
      data.sessionDate,
    );
  }
  const rules = marginRulesOn(data.sessionDate);
  for (const { risk } of state.accounts.values()) startDay(risk, rules, data.sessionDate);
}
