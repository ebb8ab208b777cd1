import { UUID_PATTERN } from '@bellwether/domain';
import { and, asc, desc, eq, gt, inArray, or, sql as raw, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { checkpoints } from '../postgres/checkpoints/table.ts';
import { instruments, type InstrumentRow } from '../postgres/instruments/table.ts';
import { orders, type OrderRow } from '../postgres/orders/table.ts';
import { positions, type PositionRow } from '../postgres/positions/table.ts';
import { trades, type TradeRow } from '../postgres/trades/table.ts';
import type { AccountBalances } from './balances.ts';
import type { ChangePlace } from './change-place.ts';
import { levelsOf, type Depth } from './depth.ts';
import { isStale, type LatestPrice } from './market.ts';

/** What a read model has, as of a commit position: every later fact that changes it has a later one. */
export interface Snapshot<Row> {
  readonly position: bigint;
  readonly rows: readonly Row[];
}

/** Rows that somebody follows, each as it is now, with the position of the last fact that changed it. */
export interface FollowedRows<Row> {
  /** What to begin with, in the order of changes. */
  snapshot(): Promise<Snapshot<Row>>;
  /** Rows that have changed behind a place, in the order of changes. */
  after(place: ChangePlace, limit: number): Promise<readonly Row[]>;
  /** What the keys of its places look like. */
  readonly keys: RegExp;
  /** The place of a reader that has come to a row. */
  placeOf(row: Row): ChangePlace;
}

type Reading = Pick<PostgresJsDatabase, 'select'>;

/** Trades that a snapshot begins with: the latest. */
const SNAPSHOT_TRADES = 100;
/** Working orders of one account that a snapshot holds. */
const SNAPSHOT_ORDERS_MAX = 10_000;
const WORKING = ['RISK_APPROVED', 'PARTIALLY_EXECUTED'];

/**
 * What has changed in the read models since a place. It is read from the rows themselves, which bear the position of
 * their last change: nothing that is published, and nothing that is kept for a while, has to be complete for it.
 */
export class Changes {
  readonly #db: PostgresJsDatabase;
  readonly #account: (accountId: string) => Promise<AccountBalances | undefined>;

  constructor(
    db: PostgresJsDatabase,
    account: (accountId: string) => Promise<AccountBalances | undefined>,
  ) {
    this.#db = db;
    this.#account = account;
  }

  /** Orders of an account; a snapshot has those that work. */
  orders(accountId: string): FollowedRows<OrderRow> {
    const { position, orderId } = orders;
    const ofAccount = eq(orders.accountId, accountId);
    const select = (db: Reading, where: SQL | undefined, limit: number) =>
      db
        .select()
        .from(orders)
        .where(and(ofAccount, where))
        .orderBy(asc(position), asc(orderId))
        .limit(limit);
    return {
      snapshot: () =>
        this.#snapshot('orders', (db) =>
          select(db, inArray(orders.status, WORKING), SNAPSHOT_ORDERS_MAX),
        ),
      after: (place, limit) =>
        select(this.#db, behind(place, position, orderId, raw`${place.key}::uuid`), limit),
      keys: new RegExp(UUID_PATTERN),
      placeOf: (row) => ({ position: row.position, key: row.orderId }),
    };
  }

  /** Positions of an account. */
  positions(accountId: string): FollowedRows<PositionRow> {
    const { position, positionId } = positions;
    const select = (db: Reading, where: SQL | undefined) =>
      db
        .select()
        .from(positions)
        .where(and(eq(positions.accountId, accountId), where))
        .orderBy(asc(position), asc(positionId));
    return {
      snapshot: () => this.#snapshot('positions', (db) => select(db, undefined)),
      after: (place, limit) =>
        select(this.#db, behind(place, position, positionId, raw`${place.key}`)).limit(limit),
      keys: /^[^/]+\/[^/]+$/,
      placeOf: (row) => ({ position: row.position, key: row.positionId }),
    };
  }

  /** The cash of an account: one row, or none. */
  account(accountId: string): FollowedRows<AccountBalances> {
    const read = async (): Promise<readonly AccountBalances[]> => {
      const row = await this.#account(accountId);
      return row === undefined ? [] : [row];
    };
    return {
      // What is read after its position may be of later: it is told of once more then, and is the same.
      snapshot: async () => {
        const rows = await read();
        return { position: rows[0]?.position ?? -1n, rows };
      },
      after: async (place) => (await read()).filter(({ position }) => position > place.position),
      keys: /(?!)/,
      placeOf: ({ position }) => ({ position, key: undefined }),
    };
  }

  /** Trades of an instrument, or of an account; a snapshot has the latest. */
  trades(
    of: { readonly instrumentId: string } | { readonly accountId: string },
  ): FollowedRows<TradeRow> {
    const { position, batchIndex } = trades;
    const concerned =
      'instrumentId' in of
        ? eq(trades.instrumentId, of.instrumentId)
        : or(eq(trades.buyAccountId, of.accountId), eq(trades.sellAccountId, of.accountId));
    return {
      snapshot: () =>
        this.#snapshot('trades', async (db) => {
          const latest = await db
            .select()
            .from(trades)
            .where(concerned)
            .orderBy(desc(position), desc(batchIndex))
            .limit(SNAPSHOT_TRADES);
          return latest.toReversed();
        }),
      after: (place, limit) =>
        this.#db
          .select()
          .from(trades)
          .where(and(concerned, behind(place, position, batchIndex, raw`${place.key}::integer`)))
          .orderBy(asc(position), asc(batchIndex))
          .limit(limit),
      keys: /^\d{1,9}$/,
      placeOf: (row) => ({ position: row.position, key: `${row.batchIndex}` }),
    };
  }

  /** The best levels of a book, as of a position. */
  async book(instrumentId: string, levels: number): Promise<Depth & { readonly position: bigint }> {
    return this.#atOneMoment('orders', async (db, position) => ({
      ...(await levelsOf(db, instrumentId, levels)),
      position,
    }));
  }

  /** The last trade of an instrument, as of the fact that changed it last; undefined before the first. */
  async lastTrade(
    instrumentId: string,
  ): Promise<{ readonly position: bigint; readonly value: LatestPrice | undefined }> {
    const row = await this.instrument(instrumentId);
    const { position = -1n } = row ?? {};
    if (row === undefined || row.trades === 0n) return { position, value: undefined };
    const { symbol, lastPrice: price, lastQuantity: quantity, lastTradeAt: at } = row;
    return { position, value: { symbol, price, quantity, at, stale: isStale(at) } };
  }

  async instrument(instrumentId: string): Promise<InstrumentRow | undefined> {
    const [row] = await this.#db
      .select()
      .from(instruments)
      .where(eq(instruments.instrumentId, instrumentId));
    return row;
  }

  async #snapshot<Row>(
    projection: string,
    read: (db: Reading) => Promise<readonly Row[]>,
  ): Promise<Snapshot<Row>> {
    return this.#atOneMoment(projection, async (db, position) => ({
      position,
      rows: await read(db),
    }));
  }

  /** Rows and the checkpoint that was written with them. */
  #atOneMoment<T>(
    projection: string,
    read: (db: Reading, position: bigint) => Promise<T>,
  ): Promise<T> {
    return this.#db.transaction(
      async (db) => {
        const [row] = await db
          .select({ position: checkpoints.position })
          .from(checkpoints)
          .where(and(eq(checkpoints.projection, projection), eq(checkpoints.state, 'active')));
        return read(db, row?.position ?? -1n);
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
  }
}

/** Rows behind a place: those of later positions, and those of its own behind its key. */
function behind(
  place: ChangePlace,
  position: PgColumn,
  key: PgColumn,
  value: SQL,
): SQL | undefined {
  const later = gt(position, place.position);
  if (place.key === undefined) return later;
  return or(later, and(eq(position, place.position), raw`${key} > ${value}`));
}
