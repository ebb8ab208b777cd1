import { newYorkTime, formatDate, UUID_PATTERN } from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { and, asc, desc, eq, gt, gte, lt, lte } from 'drizzle-orm';
import { Type } from 'typebox';
import { auditAnchors } from '../../audit/anchors.ts';
import { auditLog } from '../../audit/table.ts';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../../read-model/answers.ts';
import type { Capability } from '../../read-model/capability.ts';
import { pageAsked, paging } from '../../read-model/inputs.ts';
import { pageSize, parsePosition, toPage } from '../../read-model/page.ts';
import { READ } from '../reads/read.ts';
import { ofCompliance, query } from '../../read-model/query.ts';
import { retentionOn } from './due.ts';
import { recordsRegisterProjection } from './projection.ts';
import { listRows, scopeFor } from './rows.ts';
import { recordsRegister } from './table.ts';

const ENTRY = named(
  'RecordsEntry',
  'A legal hold, a disposal or an export room.',
  rowOf(recordsRegister, {
    entryId: 'ID',
    until: 'Instant',
    changedAt: 'Instant',
    position: 'Position',
  }),
);

const DUE = named(
  'RetentionDue',
  'Records of a class: how many there are, how many are past their period, held, and due.',
  record({
    retentionClass: text,
    records: meaning('Quantity'),
    oldest: orNull(meaning('Day', text)),
    past: meaning('Quantity'),
    held: meaning('Quantity'),
    due: meaning('Quantity'),
  }),
);

const ROW = named(
  'RecordRow',
  'A row of the audit log: a fact, who caused it, and the hashes that it has and follows from.',
  record({
    ...rowOf(auditLog, { sequence: 'Quantity', position: 'Position', at: 'Instant' }).properties,
    previousHash: text,
  }),
);

const clock = systemClock();
const day = (what: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: what });
const whole = (what: string) => Type.String({ pattern: '^\\d{1,19}$', description: what });
const inRoom = {
  room: Type.Optional(Type.String({ maxLength: 40, description: 'Export room that is read in' })),
};

/** Hashes of one answer: a tree takes some answers. */
const HASHES_MAX = 10_000;
const READS_MAX = 1_000;

/** Records: what is held, what is due, and what is handed out, with what proves it. */
export const RECORDS: Capability = {
  projections: [recordsRegisterProjection],
  queries: {
    'records.register': ofCompliance(
      'ReadRecords',
      {
        description: 'Legal holds, disposals and export rooms, the latest change first.',
        field: { name: 'recordsRegister', list: 'entries' },
        input: paging,
        output: pageOf(ENTRY),
      },
      async ({ db }, input) => {
        const { first, after } = pageAsked(input);
        const size = pageSize(first);
        const { position } = recordsRegister;
        const rows = await db
          .select()
          .from(recordsRegister)
          .where(after === undefined ? undefined : lt(position, parsePosition(after)))
          .orderBy(desc(position))
          .limit(size + 1);
        return toPage(rows, size, (row) => `${row.position}`);
      },
    ),
    'records.retention': ofCompliance(
      'ReadRecords',
      {
        description: 'What records are due by their class on a day, and what holds them.',
        field: { name: 'retention' },
        input: { day: Type.Optional(day('Day; absent: today')) },
        output: Type.Array(DUE),
      },
      ({ db }, input) => retentionOn(db, input.day ?? formatDate(newYorkTime(clock()).date)),
    ),
    'records.rows': query(
      'ReadRecords',
      {
        description:
          'Rows of the audit log of an account, instrument, order or time, with the hashes that they follow from; a regulator reads in an export room.',
        field: { name: 'recordRows', list: 'rows' },
        input: {
          accountId: Type.Optional(Type.String({ maxLength: 32, description: 'Account' })),
          instrumentId: Type.Optional(Type.String({ maxLength: 24, description: 'Instrument' })),
          orderId: Type.Optional(Type.String({ pattern: UUID_PATTERN, description: 'Order' })),
          fromDay: Type.Optional(day('First day')),
          toDay: Type.Optional(day('Last day')),
          ...inRoom,
          ...paging,
        },
        output: pageOf(ROW),
      },
      async ({ db }, input, { viewer, see }) => {
        const { accountId, instrumentId, orderId, fromDay: from, toDay: to, room } = input;
        const asked = { accountId, instrumentId, orderId, from, to };
        const scope = await scopeFor(db, viewer, room, asked, clock());
        await see();
        return listRows(db, scope, pageAsked(input));
      },
    ),
    'records.hashes': query(
      'ReadRecords',
      {
        description: 'Hashes of rows of a chain: what a proof that a row is anchored is made of.',
        input: {
          journal: Type.String({ maxLength: 60, description: 'Chain' }),
          first: whole('Sequence of the first'),
          last: whole(`Sequence of the last; at most ${HASHES_MAX} rows are answered`),
          ...inRoom,
        },
        output: Type.Array(text),
      },
      async ({ db }, input, { viewer }) => {
        await scopeFor(db, viewer, input.room, {}, clock());
        const { journal, sequence, hash } = auditLog;
        const rows = await db
          .select({ hash })
          .from(auditLog)
          .where(
            and(
              eq(journal, input.journal),
              gte(sequence, BigInt(input.first)),
              lte(sequence, BigInt(input.last)),
            ),
          )
          .orderBy(asc(sequence))
          .limit(HASHES_MAX);
        return rows.map((row) => row.hash);
      },
    ),
    'records.reads': ofCompliance(
      'ReadRecords',
      {
        description:
          'Who has looked at customers’ data that is not their own, the latest first; no further back than the stream is looked through.',
        input: {
          accountId: Type.Optional(Type.String({ maxLength: 32, description: 'Whose' })),
          first: Type.Optional(
            Type.Integer({ minimum: 1, maximum: READS_MAX, default: 100, description: 'Reads' }),
          ),
        },
        output: Type.Array(READ),
      },
      async ({ reads }, input) => (await reads?.latest(input.accountId, input.first ?? 100)) ?? [],
    ),
    'records.anchors': query(
      'ReadRecords',
      {
        description: 'Anchors of the audit log as they were signed, the oldest first.',
        input: { ...inRoom, ...paging },
        output: pageOf(record({ number: Type.Integer(), line: text })),
      },
      async ({ db }, input, { viewer }) => {
        await scopeFor(db, viewer, input.room, {}, clock());
        const { first, after } = pageAsked(input);
        const size = pageSize(first);
        const { number, line } = auditAnchors;
        const rows = await db
          .select({ number, line })
          .from(auditAnchors)
          .where(after === undefined ? undefined : gt(number, Number(parsePosition(after))))
          .orderBy(asc(number))
          .limit(size + 1);
        return toPage(rows, size, (row) => `${row.number}`);
      },
    ),
  },
};
