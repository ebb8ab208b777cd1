import { formatDate, type NettedLine, type SettledLine } from '@bellwether/domain';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import {
  settledPositions,
  settlementLines,
  settlementRuns,
  type SettledPositionRow,
  type SettlementLineRow,
  type SettlementRunRow,
} from './table.ts';

/** Settlement runs by id. */
export const settlementRunsProjection: Projection = defineProjection<SettlementRunRow>({
  name: 'settlement_runs',
  version: 1,
  tables: { postgres: settlementRuns },
  key: 'runId',
  on: {
    SettlementStarted: {
      creates: true,
      keys: ({ runId }) => [runId],
      evolve: (_, { runId, counterparty, settlementDate, run }, { at, position }) => ({
        runId,
        counterparty,
        run,
        position,
        status: 'STARTED',
        settlementDate: formatDate(settlementDate),
        cutoff: position,
        startedAt: at,
        completedAt: 0n,
        lines: 0,
        late: 0,
        delivered: 0n,
        paid: 0n,
        fees: 0n,
      }),
    },
    SettlementCompleted: {
      keys: ({ runId }) => [runId],
      evolve: (row, { lines, late, delivered, paid, fees }, { at: completedAt, position }) =>
        row && {
          ...row,
          status: 'COMPLETED',
          completedAt,
          position,
          lines,
          late,
          delivered,
          paid,
          fees,
        },
    },
  },
});

type OfSomebody = Pick<NettedLine, 'participant' | 'instrumentId'>;

const lineOf = (runId: string) => (line: OfSomebody) =>
  `${runId}/${line.participant}/${line.instrumentId}`;
const holding = (line: OfSomebody) => `${line.participant}/${line.instrumentId}`;

/** Lines of a fact by their keys, made once for all rows of the fact. */
const byKey = new WeakMap<readonly OfSomebody[], ReadonlyMap<string, OfSomebody>>();

function found<Line extends OfSomebody>(
  lines: readonly Line[],
  keyOf: (line: OfSomebody) => string,
  key: string,
): Line {
  const known = byKey.get(lines) ?? new Map(lines.map((line) => [keyOf(line), line]));
  byKey.set(lines, known);
  // A key is one of a line's: `keys` has said so.
  return known.get(key) as Line;
}

/** The day of a run, which its id begins with. */
const dayOf = (runId: string): string => runId.slice(0, 10);
const dayOrNull = (day: SettledLine['failingSince']) =>
  day === undefined ? null : formatDate(day);

function statusOf({ left, quantity }: SettledLine): string {
  if (left === 0n) return 'SETTLED';
  return quantity === 0n ? 'FAILED' : 'PARTIALLY_SETTLED';
}

/** What is due and what became of it, line by line. */
export const settlementLinesProjection: Projection = defineProjection<SettlementLineRow>({
  name: 'settlement_lines',
  version: 2,
  tables: { postgres: settlementLines },
  key: 'lineId',
  on: {
    ObligationsNetted: {
      creates: true,
      keys: ({ runId, obligations }) => obligations.map(lineOf(runId)),
      evolve(_, { runId, obligations }, { position }, lineId) {
        const line = found(obligations, lineOf(runId), lineId);
        const { participant, instrumentId, quantity, amount, fees, failingSince } = line;
        return {
          lineId,
          runId,
          settlementDate: dayOf(runId),
          participant,
          instrumentId,
          status: 'INSTRUCTED',
          quantity,
          amount,
          fees,
          failingSince: dayOrNull(failingSince),
          settledQuantity: 0n,
          settledAmount: 0n,
          marked: 0n,
          late: 0n,
          lateAmount: 0n,
          mark: null,
          reason: null,
          position,
        };
      },
    },
    DeliveriesSettled: {
      keys: ({ runId, deliveries }) => deliveries.map(lineOf(runId)),
      evolve(row, { runId, deliveries }, { position }, lineId) {
        const line = found(deliveries, lineOf(runId), lineId);
        return (
          row && {
            ...row,
            status: statusOf(line),
            settledQuantity: line.quantity,
            position,
            settledAmount: line.amount,
            marked: line.marked,
            late: line.left,
            lateAmount: line.leftAmount,
            mark: line.mark ?? null,
            failingSince: dayOrNull(line.failingSince),
            reason: line.reason ?? null,
          }
        );
      },
    },
    BuyInRecorded: {
      keys: ({ runId, accountId: participant, instrumentId, placing }) =>
        placing === 'PLACED' ? [lineOf(runId)({ participant, instrumentId })] : [],
      evolve: (row, _, { position }) => row && { ...row, status: 'BOUGHT_IN', position },
    },
  },
});

/** How far everything is settled, and what is late. */
export const settledPositionsProjection: Projection = defineProjection<SettledPositionRow>({
  name: 'settled_positions',
  version: 1,
  tables: { postgres: settledPositions },
  key: 'settledId',
  on: {
    DeliveriesSettled: {
      keys: ({ deliveries }) => deliveries.map(holding),
      evolve(row, { runId, deliveries }, { position }, settledId) {
        const line = found(deliveries, lineOf(runId), `${runId}/${settledId}`);
        const { participant, instrumentId, left, leftAmount, failingSince } = line;
        return {
          settledId,
          participant,
          instrumentId,
          position,
          settledRunId: left === 0n ? runId : (row?.settledRunId ?? null),
          late: left,
          lateAmount: leftAmount,
          failingSince: dayOrNull(failingSince),
        };
      },
    },
  },
});
