import { isKnownYear } from '../calendar/sessions.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject } from '../kernel/rejection.ts';
import type { DataOf } from '../contracts/schema/definition.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { CLEARING_COMMANDS, type ClearingCommand, type StartSettlement } from './commands.ts';
import { CLEARING_FACTS, type ClearingFact } from './facts.ts';

/** The run of a counterparty that was started last. */
export interface ClearingState {
  readonly settlementDate: CivilDate | undefined;
  /** Runs of that day so far. */
  readonly run: number;
  readonly runId: string | undefined;
  readonly isUnderWay: boolean;
}

/** A command, and when it came in. */
export type ClearingDecision = ClearingCommand & { readonly at: Instant };

const NO_RUN: ClearingState = {
  settlementDate: undefined,
  run: 0,
  runId: undefined,
  isUnderWay: false,
};

function decide(state: ClearingState, command: ClearingDecision): Decision<ClearingFact> {
  if (command.type === 'StartSettlement') return start(state, command.data, command.at);
  const { data } = command;
  if (state.runId !== data.runId)
    return refuse(reject('UNKNOWN_SETTLEMENT', `the last run is ${state.runId ?? 'none'}`));
  // It was recorded already: worked out twice, it says the same.
  if (!state.isUnderWay || state.settlementDate === undefined) return accept();
  const { settlementDate } = state;
  return accept({ type: 'SettlementCompleted', data: { ...data, settlementDate } });
}

function start(
  state: ClearingState,
  data: DataOf<typeof StartSettlement>,
  at: Instant,
): Decision<ClearingFact> {
  const { settlementDate } = data;
  const day = formatDate(settlementDate);
  if (state.isUnderWay)
    return refuse(reject('SETTLEMENT_UNDER_WAY', `run ${state.runId} is not over yet`));
  if (!isKnownYear(settlementDate))
    return refuse(reject('INVALID_SETTLEMENT_DATE', `the calendar does not know ${day}`));
  if (settlementDate > newYorkTime(at).date)
    return refuse(reject('NOT_YET', `${day} has not begun in New York`));
  if (state.settlementDate !== undefined && settlementDate < state.settlementDate)
    return refuse(
      reject('INVALID_SETTLEMENT_DATE', `${formatDate(state.settlementDate)} was settled already`),
    );
  const run = state.settlementDate === settlementDate ? state.run + 1 : 1;
  const runId = `${day}-${run}`;
  return accept({ type: 'SettlementStarted', data: { ...data, run, runId } });
}

function evolve(state: ClearingState, { type, data }: ClearingFact): ClearingState {
  if (type === 'SettlementCompleted') return { ...state, isUnderWay: false };
  const { settlementDate, run, runId } = data;
  return { settlementDate, run, runId, isUnderWay: true };
}

/**
 * What settles with one central counterparty: one run after the other, days in order, so that no trade is settled twice.
 * A run that was interrupted is finished before the next one begins.
 */
export const clearing: Aggregate<
  typeof CLEARING_COMMANDS,
  typeof CLEARING_FACTS,
  ClearingState,
  ClearingDecision
> = defineAggregate({
  description: 'Settlement with a central counterparty',
  category: 'clearing',
  route: { context: 'clearing', by: 'counterparty' },
  commands: CLEARING_COMMANDS,
  facts: CLEARING_FACTS,
  followedByTrading: false,
  initial: NO_RUN,
  decide,
  evolve,
});
