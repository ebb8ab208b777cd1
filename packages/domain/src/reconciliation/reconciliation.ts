import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject } from '../kernel/rejection.ts';
import { RECONCILIATION_COMMANDS, type ReconciliationCommand } from './commands.ts';
import { RECONCILIATION_FACTS, type ReconciliationFact } from './facts.ts';

/** One statement: which it was, and what is still open of it. */
export interface ReconciliationState {
  /** Of the statement as it came; undefined: none has. */
  readonly sha256: string | undefined;
  readonly breaks: number;
  readonly resolved: ReadonlySet<number>;
}

const NONE: ReconciliationState = { sha256: undefined, breaks: 0, resolved: new Set() };

function decide(
  state: ReconciliationState,
  command: ReconciliationCommand,
): Decision<ReconciliationFact> {
  if (command.type === 'RecordReconciliation') {
    const { statementId, items, matched, breaks, sha256 } = command.data;
    // The same file again changes nothing.
    if (state.sha256 === sha256) return accept();
    if (state.sha256 !== undefined)
      return refuse(reject('STATEMENT_EXISTS', `${statementId} was another statement`));
    const compared = breaks.filter(({ breakKind }) => breakKind !== 'DUPLICATE').length;
    if (matched + compared !== items)
      return refuse(
        reject('INVALID_RECONCILIATION', `${matched} and ${compared} breaks are not ${items}`),
      );
    return accept({ type: 'StatementReconciled', data: command.data });
  }
  const { statementId, number } = command.data;
  if (number > state.breaks)
    return refuse(reject('UNKNOWN_BREAK', `${statementId} has ${state.breaks} breaks`));
  if (state.resolved.has(number))
    return refuse(reject('BREAK_RESOLVED', `break ${number} of ${statementId} is over`));
  return command.type === 'ExplainBreak'
    ? accept({ type: 'BreakExplained', data: command.data })
    : accept({ type: 'BreakResolved', data: command.data });
}

function evolve(state: ReconciliationState, fact: ReconciliationFact): ReconciliationState {
  if (fact.type === 'StatementReconciled') {
    const { sha256, breaks } = fact.data;
    return { sha256, breaks: breaks.length, resolved: new Set() };
  }
  if (fact.type === 'BreakExplained') return state;
  return { ...state, resolved: new Set(state.resolved).add(fact.data.number) };
}

/** Statements of custodians, what they differ from our ledger in, and what becomes of that. */
export const reconciliation: Aggregate<
  typeof RECONCILIATION_COMMANDS,
  typeof RECONCILIATION_FACTS,
  ReconciliationState,
  ReconciliationCommand
> = defineAggregate({
  description: 'Reconciliation with statements',
  category: 'reconciliation',
  route: { context: 'reconciliation', by: 'statementId' },
  commands: RECONCILIATION_COMMANDS,
  facts: RECONCILIATION_FACTS,
  followedByTrading: false,
  initial: NONE,
  decide,
  evolve,
});
