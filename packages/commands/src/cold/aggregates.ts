import {
  account,
  approval,
  fundsTransfer,
  instrument,
  marketSession,
  symbolHolder,
  type AccountDecision,
  type AccountFact,
  type AccountState,
  type ApprovalDecision,
  type ApprovalFact,
  type ApprovalState,
  type FundsTransferDecision,
  type FundsTransferFact,
  type FundsTransferState,
  type InstrumentDecision,
  type InstrumentFact,
  type InstrumentState,
  type SessionDecision,
  type SessionFact,
  type SessionState,
  type SymbolDecision,
  type SymbolFact,
  type SymbolState,
} from '@bellwether/domain';
import type { EventStore } from '../runtime/event-store.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { AggregateRepository } from './repository.ts';

/** All that is no trading, by its kind: one queue for each aggregate, whichever part of the process writes to it. */
export interface Aggregates {
  readonly accounts: AggregateRepository<AccountState, AccountDecision, AccountFact>;
  readonly instruments: AggregateRepository<InstrumentState, InstrumentDecision, InstrumentFact>;
  readonly sessions: AggregateRepository<SessionState, SessionDecision, SessionFact>;
  readonly transfers: AggregateRepository<
    FundsTransferState,
    FundsTransferDecision,
    FundsTransferFact
  >;
  readonly symbols: AggregateRepository<SymbolState, SymbolDecision, SymbolFact>;
  readonly approvals: AggregateRepository<ApprovalState, ApprovalDecision, ApprovalFact>;
}

export function openAggregates(store: EventStore, runtime: Runtime): Aggregates {
  return {
    accounts: new AggregateRepository(store, runtime, account),
    instruments: new AggregateRepository(store, runtime, instrument),
    sessions: new AggregateRepository(store, runtime, marketSession),
    transfers: new AggregateRepository(store, runtime, fundsTransfer),
    symbols: new AggregateRepository(store, runtime, symbolHolder),
    approvals: new AggregateRepository(store, runtime, approval),
  };
}
