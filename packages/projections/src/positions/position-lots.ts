import { formatDate, type Lot } from '@bellwether/domain';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { followLots } from './lots.ts';
import { changeOf, historyOf } from './position-history.ts';
import {
  byPlace,
  pageSize,
  parsePlace,
  placeCursor,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';

/** A lot with its days as text, `2026-11-20`. */
interface PositionLot extends Omit<Lot, 'tradeDate' | 'settlementDate'> {
  readonly tradeDate: string;
  readonly settlementDate: string;
}

/** What an account holds of an instrument, first in, first out; amounts in 1/10 000 USD with fees. */
export interface PositionLots extends Page<PositionLot> {
  /** Oldest first; of a short position quantities and costs are below zero. */
  readonly rows: readonly PositionLot[];
  /** Profit of everything closed. */
  readonly realised: bigint;
}

/**
 * The lots of an account's position and what closing some of them realised, first in, first out. Followed through its
 * trades when it is asked for: a row that held them would be written anew with every fill. Trades that were taken back
 * do not count.
 * @throws BadCursorError
 */
export async function positionLots(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
  { first, after }: Paging = {},
): Promise<PositionLots> {
  const from = after === undefined ? undefined : parsePlace(after);
  const history = await historyOf(db, accountId, instrumentId);
  const { lots, realised } = followLots(history.entries.map(changeOf));
  // A lot is named by the fill that opened it, so a cursor holds though lots before it are closed meanwhile.
  const placed = lots.map((lot) => ({ lot, place: history.places.get(lot.openedBy)! }));
  const behind = placed
    .filter(({ place }) => from === undefined || byPlace(place, from) > 0)
    .toSorted((a, b) => byPlace(a.place, b.place));
  const { rows, next } = toPage(behind, pageSize(first), ({ place }) => placeCursor(place));
  return { rows: rows.map(({ lot }) => dated(lot)), next, realised };
}

function dated(lot: Lot): PositionLot {
  const { tradeDate, settlementDate } = lot;
  return {
    ...lot,
    tradeDate: formatDate(tradeDate),
    settlementDate: formatDate(settlementDate),
  };
}
