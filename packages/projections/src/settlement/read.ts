import { and, asc, desc, eq, gt, lt, ne, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import {
  pageSize,
  parseCursor,
  parseNames,
  parsePosition,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import {
  settledPositions,
  settlementInstructions,
  settlementLines,
  settlementRuns,
  type SettledPositionRow,
  type SettlementInstructionRow,
  type SettlementLineRow,
  type SettlementRunRow,
} from './table.ts';

/** Runs, the latest first. @throws BadCursorError */
export async function listRuns(
  db: PostgresJsDatabase,
  { first, after }: Paging,
): Promise<Page<SettlementRunRow>> {
  const size = pageSize(first);
  const { cutoff } = settlementRuns;
  const before = after === undefined ? undefined : lt(cutoff, parsePosition(after));
  const rows = await db
    .select()
    .from(settlementRuns)
    .where(before)
    .orderBy(desc(cutoff))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.cutoff}`);
}

/** Lines of a run by participant. @throws BadCursorError */
export function listLines(
  db: PostgresJsDatabase,
  runId: string,
  { first, after }: Paging,
): Promise<Page<SettlementLineRow>> {
  const { lineId } = settlementLines;
  return byName(db, settlementLines, lineId, eq(settlementLines.runId, runId), { first, after });
}

/** What a custodian outside was told to deliver in a run. @throws BadCursorError */
export function listInstructions(
  db: PostgresJsDatabase,
  runId: string,
  paging: Paging,
): Promise<Page<SettlementInstructionRow>> {
  const { instructionId } = settlementInstructions;
  return byName(
    db,
    settlementInstructions,
    instructionId,
    eq(settlementInstructions.runId, runId),
    paging,
  );
}

/** Everything that is late, by participant. @throws BadCursorError */
export function listLate(
  db: PostgresJsDatabase,
  paging: Paging,
): Promise<Page<SettledPositionRow>> {
  const { settledId, late } = settledPositions;
  return byName(db, settledPositions, settledId, ne(late, 0n), paging);
}

/** Names are of letters, digits and `/`, `-`, `_`, `@`, `.`: a cursor is one of them. */
const NAME = '^[A-Za-z0-9_@/.-]{1,80}$';

async function byName<T extends PgTable>(
  db: PostgresJsDatabase,
  table: T,
  key: PgColumn,
  where: SQL,
  { first, after }: Paging,
): Promise<Page<T['$inferSelect']>> {
  const size = pageSize(first);
  const behind = after === undefined ? undefined : gt(key, parseNames(after, NAME)[0]);
  const rows = (await db
    .select()
    .from(table as PgTable)
    .where(and(where, behind))
    .orderBy(asc(key))
    .limit(size + 1)) as T['$inferSelect'][];
  return toPage(rows, size, (row) => `${row[key.name as keyof typeof row] as string}`);
}

/** Lines of a participant, the latest first. @throws BadCursorError */
export async function listLinesOf(
  db: PostgresJsDatabase,
  participant: string,
  { first, after }: Paging,
): Promise<Page<SettlementLineRow>> {
  const size = pageSize(first);
  const { position, lineId } = settlementLines;
  const rows = await db
    .select()
    .from(settlementLines)
    .where(
      and(
        eq(settlementLines.participant, participant),
        after === undefined ? undefined : behind(after),
      ),
    )
    .orderBy(desc(position), asc(lineId))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.position}.${row.lineId}`);
}

function behind(cursor: string): SQL | undefined {
  const { position, lineId } = settlementLines;
  const { first, rest } = parseCursor(cursor, new RegExp(NAME));
  return or(lt(position, first), and(eq(position, first), gt(lineId, rest)));
}
