import type { Actor } from '@bellwether/domain';
import { and, asc, eq, gt, or, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { auditLog } from '../audit/table.ts';
import { commandOutcomes } from '../command-outcomes/table.ts';
import { trades } from '../trades/table.ts';
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
import { maySeeCause, withoutOthersSides } from '../read-model/seen-by.ts';

/** One thing that happened to an order. */
export interface OrderEvent {
  /** Type of the fact. */
  readonly type: string;
  /** When the command came in that caused it, ns since 1970 UTC. */
  readonly at: bigint;
  readonly commandId: string;
  readonly principal: string;
  /** The account that the command was about; null where it was about none, or nobody's. */
  readonly causeAccountId: string | null;
  readonly position: bigint;
  readonly batchIndex: number;
  /** The fact's data: decimals and integers as strings. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The command that caused a fact: another one of its id may be in another stream, of somebody else. */
const CAUSE = and(
  eq(commandOutcomes.commandId, auditLog.commandId),
  eq(commandOutcomes.stream, auditLog.stream),
);

/**
 * What happened to an order, in the order of the log: what names it, and the trades it took part in, and
 * those of them that were taken back.
 * @throws BadCursorError
 */
export async function orderHistory(
  db: PostgresJsDatabase,
  orderId: string,
  { first, after }: Paging = {},
): Promise<Page<OrderEvent>> {
  const columns = {
    type: auditLog.type,
    at: auditLog.at,
    commandId: auditLog.commandId,
    principal: auditLog.principal,
    causeAccountId: commandOutcomes.accountId,
    position: auditLog.position,
    batchIndex: auditLog.batchIndex,
    data: auditLog.data,
  };
  const size = pageSize(first);
  const place = after === undefined ? undefined : parsePlace(after);
  const own = await db
    .select(columns)
    .from(auditLog)
    .leftJoin(commandOutcomes, CAUSE)
    .where(and(eq(auditLog.orderId, orderId), behind(auditLog, place)))
    .orderBy(asc(auditLog.position), asc(auditLog.batchIndex))
    .limit(size + 1);
  /** Facts that the rows of trades name by their places. */
  const ofTrades = (type: string, at: PlaceColumns): Promise<typeof own> =>
    db
      .select(columns)
      .from(trades)
      .innerJoin(
        auditLog,
        and(
          eq(auditLog.position, at.position),
          eq(auditLog.batchIndex, at.batchIndex),
          eq(auditLog.type, type),
        ),
      )
      .leftJoin(commandOutcomes, CAUSE)
      .where(
        and(or(eq(trades.buyOrderId, orderId), eq(trades.sellOrderId, orderId)), behind(at, place)),
      )
      .orderBy(asc(at.position), asc(at.batchIndex))
      .limit(size + 1);
  const executed = { position: trades.executedPosition, batchIndex: trades.executedIndex };
  const traded = await ofTrades('TradeExecuted', executed);
  const busted = await ofTrades('TradeBusted', trades);
  const events = [...own, ...traded, ...busted]
    .toSorted(byPlace)
    .slice(0, size + 1)
    .map((row) => ({ ...row, data: JSON.parse(row.data) as OrderEvent['data'] }));
  return toPage(events, size, placeCursor);
}

/** Columns that say where a fact stands in the log. */
interface PlaceColumns {
  readonly position: PgColumn;
  readonly batchIndex: PgColumn;
}

function behind({ position, batchIndex }: PlaceColumns, place: Place | undefined): SQL | undefined {
  return place === undefined
    ? undefined
    : or(
        gt(position, place.position),
        and(eq(position, place.position), gt(batchIndex, place.batchIndex)),
      );
}

/** What happened to an order, as somebody is told of it. */
export type SeenEvent = Omit<OrderEvent, 'commandId' | 'principal' | 'causeAccountId'> & {
  /** Null where the cause is another account's: a trade names no counterparty. */
  readonly commandId: string | null;
  readonly principal: string | null;
};

/** Of what happened to an order: the viewer's own side, and who caused it where that is the viewer's to see. */
export function seenEvent(
  { commandId, principal, causeAccountId, data, ...event }: OrderEvent,
  viewer: Actor,
): SeenEvent {
  const known = maySeeCause(viewer, causeAccountId);
  return {
    ...event,
    commandId: known ? commandId : null,
    principal: known ? principal : null,
    data: withoutOthersSides(data, viewer),
  };
}
