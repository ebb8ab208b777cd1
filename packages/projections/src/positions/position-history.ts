import {
  adjustLots,
  arriveLots,
  departLots,
  exerciseLots,
  parseDate,
  returnCapital,
  type AdjustedLots,
  type BookSide,
  type CivilDate,
  type Departed,
  type Departure,
  type Fill,
  type Lot,
} from '@bellwether/domain';
import { and, asc, eq, inArray, or } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { auditLog } from '../audit/table.ts';
import { trades } from '../trades/table.ts';
import {
  corporateActionEffects,
  type CorporateActionEffectRow,
} from '../corporate-actions/table.ts';
import { expirationEffects, type ExpirationEffectRow } from '../expirations/table.ts';
import { followLots, type LotChange } from './lots.ts';
import { byPlace, type Place } from '../read-model/page.ts';

type PlacedFill = Fill & Place;

/** What is closed by an action is not told lot by lot here, so its day does not matter. */
const NO_DAY = 0 as CivilDate;

type Entry = PlacedFill | (Place & { readonly change: LotChange });

/** What is booked of an entry. */
export const changeOf = (entry: Entry): Fill | LotChange =>
  'change' in entry ? entry.change : entry;

/** All that happened to a position, in the order of the log, and where the fills stand that its lots are named by. */
export interface PositionHistory {
  readonly entries: readonly Entry[];
  readonly places: ReadonlyMap<string, Place>;
}

/**
 * The history of a position: trades that were not taken back, shares that came without one, and what issuers did.
 * @param until only what stands before it.
 */
export async function historyOf(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
  until?: Place,
): Promise<PositionHistory> {
  const fills = [
    ...(await transfers(db, accountId, instrumentId)),
    ...(await executions(db, accountId, instrumentId)),
  ];
  const places = new Map(fills.map((fill): [string, Place] => [fill.executionId, fill]));
  const isMeant = (place: Place): boolean => until === undefined || byPlace(place, until) < 0;
  const changes: Entry[] = [];
  for (const row of await effectsOn(db, accountId, instrumentId)) {
    const place = { position: row.recordedPosition, batchIndex: row.batchIndex };
    if (!isMeant(place)) continue;
    if (row.effect !== 'EXCHANGE') changes.push({ ...place, change: changeBy(row) });
    else if (row.instrumentId === instrumentId)
      changes.push({ ...place, change: (lots) => leftOf(departLots(lots, departureOf(row))) });
    else {
      // What comes of another position are the lots that it had then.
      const given = await historyOf(db, accountId, row.instrumentId, place);
      for (const [lotId, at] of given.places) places.set(lotId, at);
      const { lots } = followLots(given.entries.map(changeOf));
      const { carried } = departLots(lots, departureOf(row));
      changes.push({ ...place, change: (held) => arrivedWith(held, carried, row) });
    }
  }
  for (const row of await expirationsOf(db, accountId, instrumentId)) {
    const place = { position: row.recordedPosition, batchIndex: row.batchIndex };
    if (!isMeant(place)) continue;
    if (row.underlyingId !== instrumentId) changes.push({ ...place, ...endedBy(row) });
    else {
      const fill = deliveredBy(row, await premiumOf(db, row, place));
      places.set(fill.executionId, place);
      changes.push({ ...place, ...fill });
    }
  }
  // The sort is stable: of a trade with oneself the sale comes first.
  const entries = [...fills.filter(isMeant), ...changes].toSorted(byPlace);
  return { entries, places };
}

/** What exercises and expirations did to contracts, or brought and took of the shares. */
function expirationsOf(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
): Promise<readonly ExpirationEffectRow[]> {
  const { effect, instrumentId: of, underlyingId } = expirationEffects;
  return db
    .select()
    .from(expirationEffects)
    .where(
      and(
        eq(expirationEffects.accountId, accountId),
        or(eq(of, instrumentId), eq(underlyingId, instrumentId)),
        inArray(effect, ['EXERCISED', 'ASSIGNED', 'CASH', 'LAPSED']),
      ),
    );
}

const sizeOf = ({ contracts }: ExpirationEffectRow): bigint =>
  contracts > 0n ? contracts : -contracts;

/** What the contracts that were exercised then had cost. */
async function premiumOf(
  db: PostgresJsDatabase,
  row: ExpirationEffectRow,
  place: Place,
): Promise<bigint> {
  const given = await historyOf(db, row.accountId, row.instrumentId, place);
  const { lots } = followLots(given.entries.map(changeOf));
  return exerciseLots(lots, sizeOf(row)).premium;
}

/** Contracts that are gone: with their cost, or for cash. */
function endedBy(row: ExpirationEffectRow): Fill | { readonly change: LotChange } {
  if (row.underlyingId !== null)
    return {
      change: (lots) => ({ lots: exerciseLots(lots, sizeOf(row)).left, realised: 0n }),
    };
  // A future that was flat already: its last variation is of no lot.
  if (row.contracts === 0n) return { change: (lots) => ({ lots, realised: 0n }) };
  const isLong = row.contracts < 0n;
  const day = parseDate(row.day);
  return {
    executionId: row.id,
    side: isLong ? 'SELL' : 'BUY',
    quantity: sizeOf(row),
    principal: row.settlementPrice !== null ? 0n : isLong ? row.cash : -row.cash,
    fees: 0n,
    tradeDate: day,
    settlementDate: day,
  };
}

/** Shares at the strike: the premium is part of what they cost, or brought. */
function deliveredBy(row: ExpirationEffectRow, premium: bigint): Fill {
  return {
    executionId: row.tradeId ?? row.id,
    side: row.side === 'BUY' ? 'BUY' : 'SELL',
    quantity: row.quantity,
    principal: row.principal,
    fees: premium,
    tradeDate: parseDate(row.day),
    settlementDate: parseDate(row.settlementDate ?? row.day),
  };
}

/** What corporate actions did to the lots that were held then, or brought of another instrument. */
function effectsOn(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
): Promise<readonly CorporateActionEffectRow[]> {
  const { effect, instrumentId: of, otherInstrumentId } = corporateActionEffects;
  return db
    .select()
    .from(corporateActionEffects)
    .where(
      and(
        eq(corporateActionEffects.accountId, accountId),
        or(eq(of, instrumentId), eq(otherInstrumentId, instrumentId)),
        inArray(effect, ['POSITION', 'DIVIDEND', 'EXCHANGE']),
      ),
    );
}

function changeBy(row: CorporateActionEffectRow): LotChange {
  const { effect, quantity, cash, returnOfCapital } = row;
  return (lots) =>
    effect === 'POSITION'
      ? adjustLots(lots, quantity, ratioIn(row), cash)
      : returnCapital(lots, returnOfCapital);
}

const ratioIn = ({ newShares, oldShares }: CorporateActionEffectRow) => ({
  newShares: BigInt(newShares ?? 1),
  oldShares: BigInt(oldShares ?? 1),
});

const departureOf = ({ quantity, cash, costBasisPoints }: CorporateActionEffectRow): Departure => ({
  quantity,
  cash,
  costBasisPoints: costBasisPoints ?? 0,
});

const leftOf = ({ left: lots, realised }: Departed): AdjustedLots<Lot> => ({ lots, realised });

function arrivedWith(
  held: readonly Lot[],
  carried: readonly Lot[],
  row: CorporateActionEffectRow,
): AdjustedLots<Lot> {
  const { actionId, received, cashInLieu } = row;
  const arrival = { actionId, day: NO_DAY, received, ratio: ratioIn(row), cashInLieu };
  const { lots, covered, realised } = arriveLots(held, carried, arrival);
  return { lots, realised: covered + realised };
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
