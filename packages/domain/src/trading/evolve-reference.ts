import type { InstrumentListing } from '../instrument/commands.ts';
import type { ReferenceFact } from './facts.ts';
import { holdingOf, instrumentOf, ledgerOf } from './lookups.ts';
import { emptyLedger, type TradingState } from './state.ts';

type DataOf<T extends ReferenceFact['type']> = Extract<ReferenceFact, { type: T }>['data'];

/** Applies what was taken over from the streams of accounts, instruments and sessions. */
export function adopt(state: TradingState, fact: ReferenceFact): void {
  switch (fact.type) {
    case 'InstrumentAdmitted':
      return admitInstrument(state, fact.data);
    case 'TradingHalted':
    case 'TradingResumed':
      instrumentOf(state, fact.data.instrumentId).halted = fact.type === 'TradingHalted';
      return;
    case 'InstrumentTermsAdopted':
      return reviseInstrument(state, fact.data);
    case 'SymbolAdopted': {
      const { instrumentId, symbol } = fact.data;
      state.instruments.set(instrumentId, { ...instrumentOf(state, instrumentId), symbol });
      return;
    }
    case 'CloseAdopted': {
      const instrument = instrumentOf(state, fact.data.instrumentId);
      instrument.previousClose = fact.data.price;
      instrument.referencePrice = fact.data.price;
      return;
    }
    case 'InstrumentRestrictionAdopted':
      instrumentOf(state, fact.data.instrumentId).restriction = fact.data.restriction;
      return;
    case 'DelistingAdopted':
      instrumentOf(state, fact.data.instrumentId).delisted = true;
      return;
    case 'SessionPhaseAdopted':
      return enterSession(state, fact.data);
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
      ledgerOf(state, fact.data.accountId).cash += fact.data.amount;
      return;
    case 'SharesAllocated':
      holdingOf(ledgerOf(state, fact.data.accountId), fact.data.instrumentId).quantity +=
        fact.data.quantity;
      return;
    case 'FundsReleased':
      ledgerOf(state, fact.data.accountId).cash -= fact.data.amount;
      state.releases.set(fact.data.withdrawalId, { ...fact.data, refused: false });
      return;
    case 'FundsReleaseRefused':
      state.releases.set(fact.data.withdrawalId, { ...fact.data, refused: true });
      return;
    case 'FundsReleaseConfirmed':
      state.releases.delete(fact.data.withdrawalId);
      return;
    case 'PermissionsAdopted':
      ledgerOf(state, fact.data.accountId).permissions = fact.data;
      return;
    case 'RiskLimitsAdopted':
      ledgerOf(state, fact.data.accountId).limits = fact.data.limits;
      return;
    case 'AccountRestrictionAdopted': {
      const { restriction, until } = fact.data;
      ledgerOf(state, fact.data.accountId).hold = { restriction, until };
      return;
    }
    case 'AccountInstrumentRestrictionAdopted': {
      const { instrumentId, restriction } = fact.data;
      const { instrumentHolds } = ledgerOf(state, fact.data.accountId);
      instrumentHolds.set(instrumentId, { restriction, until: undefined });
      return;
    }
    case 'LocateAdopted':
      ledgerOf(state, fact.data.accountId).locates.set(fact.data.locateId, fact.data);
      return;
    default:
  }
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
    previousClose: terms.referencePrice,
    lastSale: 0n,
    phase: state.session.phase,
    halted: false,
    restriction: 'NONE',
    delisted: false,
    lowerBand: 0n,
    upperBand: 0n,
    entrySequence: 0n,
    trades: 0n,
  });
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
  state.instruments.set(data.instrumentId, { ...instrument, ...terms, ...future });
}

/** A new day has no last sale yet: yesterday's triggers no stop. */
function enterSession(state: TradingState, data: DataOf<'SessionPhaseAdopted'>): void {
  state.session = { phase: data.phase, date: data.sessionDate };
  if (data.phase !== 'PRE_OPEN') return;
  for (const instrument of state.instruments.values()) instrument.lastSale = 0n;
}
