import { NETTING_ANSWER } from '@bellwether/domain';
import { Type } from 'typebox';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { NO_ROWS, ofAccount, ofHouse } from '../read-model/query.ts';
import { nettingPage } from './kept-netting.ts';
import { isAnythingDue, pendingOf } from './pending.ts';
import {
  settledPositionsProjection,
  settlementLinesProjection,
  settlementRunsProjection,
} from './projection.ts';
import { settlementInstructionsProjection } from './instructions.ts';
import { listInstructions, listLate, listLines, listLinesOf, listRuns } from './read.ts';
import {
  settledPositions,
  settlementInstructions,
  settlementLines,
  settlementRuns,
} from './table.ts';

const RUN = named(
  'SettlementRun',
  'A settlement run and what it came to; trades before `cutoff` in the log are in it.',
  rowOf(settlementRuns, {
    cutoff: 'Position',
    startedAt: 'Instant',
    completedAt: 'Instant',
    delivered: 'Quantity',
    paid: 'Decimal',
    fees: 'Decimal',
    position: 'Position',
  }),
);

const LINE = named(
  'SettlementLine',
  'What a participant was to receive of an instrument in a run (below zero: to deliver), and what became of it.',
  rowOf(settlementLines, {
    lineId: 'ID',
    quantity: 'Quantity',
    amount: 'Decimal',
    fees: 'Decimal',
    settledQuantity: 'Quantity',
    settledAmount: 'Decimal',
    marked: 'Decimal',
    late: 'Quantity',
    lateAmount: 'Decimal',
    mark: 'Decimal',
    position: 'Position',
  }),
);

const INSTRUCTION = named(
  'SettlementInstruction',
  'What a custodian outside was told to deliver in a run, against how much money, and what it has answered.',
  rowOf(settlementInstructions, {
    instructionId: 'ID',
    quantity: 'Quantity',
    amount: 'Decimal',
    confirmed: 'Quantity',
    confirmedAt: 'Instant',
    position: 'Position',
  }),
);

const LATE = named(
  'LateDelivery',
  'Shares of a participant that are late: to receive, below zero to deliver.',
  rowOf(settledPositions, {
    settledId: 'ID',
    late: 'Quantity',
    lateAmount: 'Decimal',
    position: 'Position',
  }),
);

const PENDING = named(
  'PendingSettlement',
  'What will settle on a day, of trades that no run has taken up: to receive, below zero to deliver and to pay.',
  record({
    settlementDate: text,
    instrumentId: text,
    quantity: meaning('Quantity'),
    amount: meaning('Decimal'),
    fees: meaning('Decimal'),
    trades: Type.Integer(),
  }),
);

const runId = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}-[1-9]\\d{0,5}$',
  description: 'Settlement run',
  examples: ['2026-12-01-1'],
});

/** Settlement: runs, what is due in them and what became of it, what is late and what is to come. */
export const SETTLEMENT: Capability = {
  projections: [
    settlementRunsProjection,
    settlementLinesProjection,
    settledPositionsProjection,
    settlementInstructionsProjection,
  ],
  queries: {
    'settlement.runs': ofHouse(
      {
        description: 'Settlement runs, the latest first.',
        field: { name: 'settlementRuns', list: 'runs' },
        input: paging,
        output: pageOf(RUN),
      },
      ({ db }, input) => listRuns(db, pageAsked(input)),
    ),
    'settlement.lines': ofHouse(
      {
        description: 'What was due in a run, by participant and instrument, and what became of it.',
        field: { name: 'settlementLines', list: 'lines' },
        input: { runId, ...paging },
        output: pageOf(LINE),
      },
      ({ db }, input) => listLines(db, input.runId, pageAsked(input)),
    ),
    'settlement.instructions': ofHouse(
      {
        description: 'What a custodian outside was told to deliver in a run, and its answers.',
        field: { name: 'settlementInstructions', list: 'instructions' },
        input: { runId, ...paging },
        output: pageOf(INSTRUCTION),
      },
      ({ db }, input) => listInstructions(db, input.runId, pageAsked(input)),
    ),
    'settlement.late': ofHouse(
      {
        description: 'Everything that is late, by participant and instrument.',
        field: { name: 'lateDeliveries', list: 'deliveries' },
        input: paging,
        output: pageOf(LATE),
      },
      ({ db }, input) => listLate(db, pageAsked(input)),
    ),
    'settlement.of-account': ofAccount(
      {
        description: 'What an account was to receive and deliver in runs, the latest first.',
        field: { name: 'accountSettlement', list: 'lines' },
        input: paging,
        output: pageOf(LINE),
      },
      NO_ROWS,
      ({ db }, input) => listLinesOf(db, input.accountId, pageAsked(input)),
    ),
    'settlement.pending': ofAccount(
      {
        description: 'What will settle of an account, by day and instrument.',
        field: { name: 'pendingSettlement', list: 'days' },
        input: {},
        output: pageOf(PENDING),
      },
      NO_ROWS,
      async (models, { accountId }) => ({ rows: await pendingOf(models, accountId) }),
    ),
    'settlement.due': ofHouse(
      {
        description:
          'Whether anything may be to settle: trades since the last run, or what is late.',
        input: {},
        output: record({ isDue: Type.Boolean() }),
      },
      async (models) => ({ isDue: await isAnythingDue(models) }),
    ),
    'settlement.netting': ofHouse(
      {
        description:
          'What everybody is to receive and deliver in a run, netted, and what late shares are priced at: as of the run, whenever it is asked for.',
        input: {
          runId,
          page: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Which page, from 1' }),
        },
        output: orNull(NETTING_ANSWER),
      },
      (models, input) => nettingPage(models, input.runId, input.page),
    ),
  },
};
