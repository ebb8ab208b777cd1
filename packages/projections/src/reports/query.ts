import { REPORT_KINDS, UUID_PATTERN, type ReportKind } from '@bellwether/domain';
import { and, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import {
  BadCursorError,
  pageSize,
  parseCursor,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { NO_ROWS, ofAccount, ofHouse } from '../read-model/query.ts';
import { reportsProjection } from './projection.ts';
import { makeReport } from './report.ts';
import { confirmationsToCorrect } from './to-correct.ts';
import { tradedOn } from './traded.ts';
import { reports, type ReportRow } from './table.ts';

/** Characters of one answer: NATS carries 1 MiB, and a character has up to three bytes. */
const PART_LENGTH = 250_000;
const DAY_PATTERN = '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$';

const kind = Type.Unsafe<ReportKind>({
  type: 'string',
  enum: REPORT_KINDS,
  description: 'What is reported; GAINS: what was realised, for taxes',
});

const day = (description: string) =>
  Type.String({ pattern: DAY_PATTERN, description, examples: ['2026-11-20'] });

const REPORT = named(
  'Report',
  'A report that was asked for; `sha256` is of the bytes of its data, made as of `inputsPosition`.',
  rowOf(reports, {
    reportId: 'ID',
    replaces: 'ID',
    fromDay: 'Day',
    toDay: 'Day',
    requestedAt: 'Instant',
    generatedAt: 'Instant',
    inputsPosition: 'Position',
    position: 'Position',
  }),
);

const DATA = named(
  'ReportData',
  'A report, or a part of it: its JSON text has the hash.',
  record({
    inputsPosition: meaning('Position'),
    sha256: text,
    bytes: Type.Integer(),
    parts: Type.Integer(),
    text: { ...text, description: 'Of the part that was asked for' },
  }),
);

/** Reports of an account, latest first. @throws BadCursorError */
export async function listReports(
  db: PostgresJsDatabase,
  accountId: string,
  { first, after }: Paging,
): Promise<Page<ReportRow>> {
  const size = pageSize(first);
  const rows = await db
    .select()
    .from(reports)
    .where(and(eq(reports.accountId, accountId), after === undefined ? undefined : before(after)))
    .orderBy(desc(reports.requestedAt), reports.reportId)
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.requestedAt}.${row.reportId}`);
}

function before(cursor: string): SQL | undefined {
  const { first: requestedAt, rest: reportId } = parseCursor(cursor, new RegExp(UUID_PATTERN));
  return or(
    lt(reports.requestedAt, requestedAt),
    and(eq(reports.requestedAt, requestedAt), gt(reports.reportId, reportId)),
  );
}

/** Reports: which there are, and what they say. */
export const REPORTS: Capability = {
  projections: [reportsProjection],
  queries: {
    'report.list': ofAccount(
      {
        description: 'Reports of an account that were asked for, the latest first.',
        field: { name: 'reports', list: 'reports' },
        input: paging,
        output: pageOf(REPORT),
      },
      NO_ROWS,
      ({ db }, input) => listReports(db, input.accountId, pageAsked(input)),
    ),
    'report.traded': ofHouse(
      {
        description: 'Accounts that traded on a day, by name.',
        input: { day: day('Day'), ...paging },
        output: pageOf(record({ accountId: text })),
      },
      ({ db }, input) => tradedOn(db, input.day, pageAsked(input)),
    ),
    'report.to-correct': ofHouse(
      {
        description:
          'Confirmations that were made before a trade in them was taken back, and that no later one replaces: the latest of each account and day, a hundred at most.',
        input: {},
        output: pageOf(record({ accountId: text, day: text, reportId: text })),
      },
      async (models) => ({ rows: await confirmationsToCorrect(models) }),
    ),
    'report.data': ofAccount(
      {
        description:
          'What a report says, as JSON text. As of the same position it has the same bytes, whenever it is asked for.',
        field: { name: 'reportData' },
        input: {
          kind,
          from: day('First day'),
          to: day('Last day'),
          replaces: Type.Optional(
            Type.String({ pattern: UUID_PATTERN, description: 'The report that it corrects' }),
          ),
          position: Type.Optional(
            Type.String({
              pattern: '^\\d{1,19}$',
              description: 'As of which commit position; default: now',
            }),
          ),
          part: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 10_000,
              default: 1,
              description: 'Of long ones; ask for further parts as of `inputsPosition`',
            }),
          ),
        },
        output: orNull(DATA),
      },
      null,
      async (models, { part = 1, position, ...asked }) => {
        const at = position === undefined ? undefined : BigInt(position);
        const { text: whole, ...made } = await makeReport(models, { ...asked, position: at }).catch(
          (error: unknown) => {
            // The 30th of February, and what is not known yet.
            const { code, message } = error as { readonly code?: string; readonly message: string };
            if (code === 'DATE_SYNTAX' || error instanceof RangeError)
              throw new BadCursorError(message);
            throw error;
          },
        );
        const parts = Math.max(1, Math.ceil(whole.length / PART_LENGTH));
        const from = (part - 1) * PART_LENGTH;
        return { ...made, parts, text: whole.slice(from, from + PART_LENGTH) };
      },
    ),
  },
};
