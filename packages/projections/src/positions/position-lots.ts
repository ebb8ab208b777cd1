import {
  adjustLots,
  formatDate,
  parseDate,
  returnCapital,
  type BookSide,
  type Fill,
  type Lot,
} from '@bellwether/domain';
import { and, asc, eq, inArray, or } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { auditLog } from '../audit/table.ts';
import { trades } from '../trades/table.ts';
import { corporateActionEffects } from '../corporate-actions/table.ts';
import { followLots, type LotChange } from './lots.ts';
import {
  byPlace,
  pageSize,
  parsePlace,
  placeCursor,
  toPage,
  type Page,
  type Paging,
  type Place,
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

type PlacedFill = Fill & Place;

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
  const fills = [
    ...(await transfers(db, accountId, instrumentId)),
    ...(await executions(db, accountId, instrumentId)),
  ];
  const changes = await corporateActions(db, accountId, instrumentId);
  // The sort is stable: of a trade with oneself the sale comes first.
  const all = [...fills, ...changes].toSorted(byPlace);
  const { lots, realised } = followLots(all.map((one) => ('change' in one ? one.change : one)));
  // A lot is named by the fill that opened it, so a cursor holds though lots before it are closed meanwhile.
  const places = new Map(fills.map((fill): [string, Place] => [fill.executionId, fill]));
  const placed = lots.map((lot) => ({ lot, place: places.get(lot.lotId)! }));
  const behind = placed.filter(({ place }) => from === undefined || byPlace(place, from) > 0);
  const { rows, next } = toPage(behind, pageSize(first), ({ place }) => placeCursor(place));
  return { rows: rows.map(({ lot }) => dated(lot)), next, realised };
}

/** What corporate actions did to the lots that were held then. */
async function corporateActions(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
): Promise<readonly (Place & { readonly change: LotChange })[]> {
  const { effect } = corporateActionEffects;
  const rows = await db
    .select()
    .from(corporateActionEffects)
    .where(
      and(
        eq(corporateActionEffects.accountId, accountId),
        eq(corporateActionEffects.instrumentId, instrumentId),
        inArray(effect, ['POSITION', 'DIVIDEND']),
      ),
    );
  return rows.map((row) => {
    const { quantity, newShares, oldShares, cash, returnOfCapital } = row;
    const ratio = { newShares: BigInt(newShares ?? 1), oldShares: BigInt(oldShares ?? 1) };
    const change: LotChange = (lots) =>
      row.effect === 'POSITION'
        ? adjustLots(lots, quantity, ratio, cash)
        : returnCapital(lots, returnOfCapital);
    return { position: row.recordedPosition, batchIndex: row.batchIndex, change };
  });
}

function dated(lot: Lot): PositionLot {
  const { tradeDate, settlementDate } = lot;
  return {
    ...lot,
    tradeDate: formatDate(tradeDate),
    settlementDate: formatDate(settlementDate),
  };
}

/** Shares that came without a trade, at no cost; each is named by its place in the log. */
async function transfers(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
): Promise<readonly PlacedFill[]> {
  const { tradeDate, position, batchIndex, data } = auditLog;
  const rows = await db
    .select({ tradeDate, position, batchIndex, data })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.type, 'SharesAllocated'),
        eq(auditLog.accountId, accountId),
        eq(auditLog.instrumentId, instrumentId),
      ),
    );
  return rows.map((row) => ({
    ...row,
    executionId: `${row.position}.${row.batchIndex}`,
    side: 'BUY',
    quantity: BigInt((JSON.parse(row.data) as { quantity: string }).quantity),
    principal: 0n,
    fees: 0n,
    tradeDate: parseDate(row.tradeDate),
    settlementDate: parseDate(row.tradeDate),
  }));
}

async function executions(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
): Promise<readonly PlacedFill[]> {
  const rows = await db
    .select()
    .from(trades)
    .where(
      and(
        eq(trades.instrumentId, instrumentId),
        eq(trades.busted, false),
        or(eq(trades.buyAccountId, accountId), eq(trades.sellAccountId, accountId)),
      ),
    )
    .orderBy(asc(trades.position), asc(trades.batchIndex));
  return rows.flatMap((row) => {
    const { position, batchIndex, tradeId: executionId, quantity, principal } = row;
    const tradeDate = parseDate(row.tradeDate);
    const settlementDate = row.settlementDate === null ? tradeDate : parseDate(row.settlementDate);
    const dates = { tradeDate, settlementDate };
    const common = { position, batchIndex, executionId, quantity, principal, ...dates };
    const fill = (side: BookSide, fees: bigint): PlacedFill => ({ ...common, side, fees });
    return [
      ...(row.sellAccountId === accountId ? [fill('SELL', row.sellFees)] : []),
      ...(row.buyAccountId === accountId ? [fill('BUY', row.buyFees)] : []),
    ];
  });
}
