import { INSTRUMENT_ID_PATTERN } from '@bellwether/domain';
import { and, eq, gt, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  namesCursor,
  pageSize,
  parseNames,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { instruments, type InstrumentRow } from './table.ts';

/** A symbol as traders write it. */
export const SYMBOL_PATTERN = '^[A-Z][A-Z0-9.]{0,11}$';

/** Instruments by symbol. @throws BadCursorError */
export async function listInstruments(
  db: PostgresJsDatabase,
  { first, after }: Paging = {},
): Promise<Page<InstrumentRow>> {
  const size = pageSize(first);
  const { symbol, instrumentId } = instruments;
  const rows = await db
    .select()
    .from(instruments)
    .where(after === undefined ? undefined : behind(after))
    .orderBy(symbol, instrumentId)
    .limit(size + 1);
  return toPage(rows, size, (row) => namesCursor(row.symbol, row.instrumentId));
}

/** An instrument; undefined where none of this id is listed. */
export async function findInstrument(
  db: PostgresJsDatabase,
  instrumentId: string,
): Promise<InstrumentRow | undefined> {
  const [row] = await db
    .select()
    .from(instruments)
    .where(eq(instruments.instrumentId, instrumentId));
  return row;
}

/** The instrument that bears a symbol. */
export async function findInstrumentBySymbol(
  db: PostgresJsDatabase,
  symbol: string,
): Promise<InstrumentRow | undefined> {
  const [row] = await db.select().from(instruments).where(eq(instruments.symbol, symbol));
  return row;
}

function behind(cursor: string): SQL | undefined {
  const [symbol = '', instrumentId = ''] = parseNames(
    cursor,
    SYMBOL_PATTERN,
    INSTRUMENT_ID_PATTERN,
  );
  return or(
    gt(instruments.symbol, symbol),
    and(eq(instruments.symbol, symbol), gt(instruments.instrumentId, instrumentId)),
  );
}
