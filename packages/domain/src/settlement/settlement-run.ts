import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject } from '../kernel/rejection.ts';
import { SETTLEMENT_RUN_COMMANDS, type SettlementRunCommand } from './commands.ts';
import {
  confirm,
  contradictionOf,
  instructedBy,
  withAnswers,
  type Instructed,
} from './confirmed.ts';
import { SETTLEMENT_RUN_FACTS, type SettlementRunFact } from './facts.ts';
import type { NettedLine, SettledLine } from './lines.ts';
import { addTotals, NO_TOTALS, totalsOf, type SettlementTotals } from './totals.ts';

/** What lines of a part add up to: what shares and money deliveries have to account for. */
interface PartSum {
  readonly lines: number;
  readonly quantity: bigint;
  readonly amount: bigint;
  readonly fees: bigint;
}

/** What a run has recorded so far: sums, and what a custodian outside is asked for, since a run may have hundreds of thousands of lines. */
export interface SettlementRunState {
  readonly parts: number;
  /** What was netted, by part. */
  readonly netted: ReadonlyMap<number, PartSum>;
  /** What a custodian outside was told to deliver and has answered, by part; none of parts that are delivered at once. */
  readonly instructed: ReadonlyMap<number, Instructed>;
  /** Parts of which it is known what became of them. */
  readonly settled: ReadonlySet<number>;
  readonly totals: SettlementTotals;
}

const EMPTY: SettlementRunState = {
  parts: 0,
  netted: new Map(),
  instructed: new Map(),
  settled: new Set(),
  totals: NO_TOTALS,
};

function decide(
  state: SettlementRunState,
  command: SettlementRunCommand,
): Decision<SettlementRunFact> {
  if (command.type === 'ConfirmDeliveries') return confirm(state.instructed, command.data);
  const { part, parts } = command.data;
  if (part > parts || (state.parts > 0 && state.parts !== parts))
    return refuse(reject('INVALID_SETTLEMENT', `part ${part} of ${parts}, not of ${state.parts}`));
  if (command.type === 'RecordObligations')
    // Recorded already: worked out twice, it says the same.
    return state.netted.has(part)
      ? accept()
      : accept({ type: 'ObligationsNetted', data: command.data });
  if (state.settled.has(part)) return accept();
  const due = state.netted.get(part);
  if (due === undefined) return refuse(reject('INVALID_SETTLEMENT', `part ${part} was not netted`));
  if (!isSame(due, accountedFor(command.data.deliveries)))
    return refuse(
      reject('INVALID_SETTLEMENT', `part ${part} does not account for what was netted`),
    );
  const contradiction = contradictionOf(state.instructed.get(part), command.data);
  return contradiction === undefined
    ? accept({ type: 'DeliveriesSettled', data: command.data })
    : refuse(reject('INVALID_SETTLEMENT', contradiction));
}

function evolve(state: SettlementRunState, { type, data }: SettlementRunFact): SettlementRunState {
  if (type === 'DeliveriesConfirmed')
    return { ...state, instructed: withAnswers(state.instructed, data.confirmations) };
  const { part, parts } = data;
  if (type === 'ObligationsNetted') {
    const netted = new Map(state.netted).set(part, dueOf(data.obligations));
    if (data.custodian !== 'FILES') return { ...state, parts, netted };
    const instructed = new Map(state.instructed).set(part, instructedBy(data));
    return { ...state, parts, netted, instructed };
  }
  return {
    ...state,
    settled: new Set(state.settled).add(part),
    totals: addTotals(state.totals, totalsOf(data.deliveries)),
  };
}

function dueOf(lines: readonly NettedLine[]): PartSum {
  return {
    lines: lines.length,
    quantity: lines.reduce((sum, line) => sum + line.quantity, 0n),
    amount: lines.reduce((sum, line) => sum + line.amount, 0n),
    fees: lines.reduce((sum, line) => sum + line.fees, 0n),
  };
}

function accountedFor(lines: readonly SettledLine[]): PartSum {
  return {
    lines: lines.length,
    quantity: lines.reduce((sum, line) => sum + line.quantity + line.left, 0n),
    amount: lines.reduce(
      (sum, { amount, marked, leftAmount }) => sum + amount + marked + leftAmount,
      0n,
    ),
    fees: lines.reduce((sum, line) => sum + line.fees, 0n),
  };
}

function isSame(a: PartSum, b: PartSum): boolean {
  return (
    a.lines === b.lines && a.quantity === b.quantity && a.amount === b.amount && a.fees === b.fees
  );
}

/** Whether every part of a run is recorded; a run without obligations has none. */
export function isWholeRun({ parts, settled }: SettlementRunState): boolean {
  return settled.size === parts;
}

/** One run: what was due, part by part, and what became of it. */
export const settlementRun: Aggregate<
  typeof SETTLEMENT_RUN_COMMANDS,
  typeof SETTLEMENT_RUN_FACTS,
  SettlementRunState,
  SettlementRunCommand
> = defineAggregate({
  description: 'Settlement runs',
  category: 'settlementRun',
  route: { context: 'settlement', by: 'runId' },
  commands: SETTLEMENT_RUN_COMMANDS,
  facts: SETTLEMENT_RUN_FACTS,
  followedByTrading: false,
  initial: EMPTY,
  decide,
  evolve,
});

/** The stream of a run. */
export function settlementRunStream(runId: string): string {
  return `${settlementRun.category}-${runId}`;
}
