import { UUID_PATTERN } from '@bellwether/domain';
import { and, eq, inArray, or, sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { accounts } from '../accounts/table.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import { instruments, type InstrumentRow } from '../instruments/table.ts';
import { orders, type OrderRow } from '../orders/table.ts';
import { positions, type PositionRow } from '../positions/table.ts';
import { trades, type TradeRow } from '../trades/table.ts';
import { balancesOf, marketDay, type AccountBalances } from '../accounts/balances.ts';
import {
  behind,
  changedRows,
  checkpointOf,
  inForce,
  ofPage,
  type ChangingTable,
} from './changed-rows.ts';
import { levelsOf, type Depth } from '../market-data/depth.ts';
import type { Changed, FollowedRows } from './followed-rows.ts';
import { isStale, type LatestPrice } from '../market-data/market.ts';
import { movedSince, progressOf, type Concerned, type Progress } from './moved.ts';

/** Trades that a snapshot begins with: the latest. */
const SNAPSHOT_TRADES = 100;
const WORKING = ['RISK_APPROVED', 'PARTIALLY_EXECUTED'];

/**
 * What has changed in the read models since a place. It is read from the rows themselves, which bear the position of
 * their last change: nothing that is published, and nothing that is kept for a while, has to be complete for it.
 */
export class Changes {
  readonly #db: PostgresJsDatabase;

  constructor(db: PostgresJsDatabase) {
    this.#db = db;
  }

  /** Orders of an account; a snapshot has those that work. */
  orders(accountId: string): FollowedRows<OrderRow> {
    const source: ChangingTable = {
      projection: 'orders',
      table: orders,
      keys: ['orderId'],
      concerned: eq(orders.accountId, accountId),
      isBehind: (key) => raw`${orders.orderId} > ${key}::uuid`,
    };
    return {
      snapshot: ({ limit, ...page }) =>
        changedRows(this.#db, source, {
          where: and(inArray(orders.status, WORKING), ofPage(source, page)),
          limit,
        }),
      after: (place, limit) =>
        changedRows(this.#db, source, { where: behind(source, place), limit }),
      keys: new RegExp(UUID_PATTERN),
      placeOf: (row) => ({ position: row.position, key: row.orderId }),
    };
  }

  /** Positions of an account. */
  positions(accountId: string): FollowedRows<PositionRow> {
    const source: ChangingTable = {
      projection: 'positions',
      table: positions,
      keys: ['positionId'],
      concerned: eq(positions.accountId, accountId),
      isBehind: (key) => raw`${positions.positionId} > ${key}`,
    };
    return {
      snapshot: ({ limit, ...page }) =>
        changedRows(this.#db, source, { where: ofPage(source, page), limit }),
      after: (place, limit) =>
        changedRows(this.#db, source, { where: behind(source, place), limit }),
      keys: /^[^/]+\/[^/]+$/,
      placeOf: (row) => ({ position: row.position, key: row.positionId }),
    };
  }

  /** The cash of an account: one row, or none. A new day of the market changes what has settled, and no position. */
  account(accountId: string): FollowedRows<AccountBalances> {
    const read = async (): Promise<Changed<AccountBalances>> => {
      const [found] = await this.#db
        .select({
          checkpoint: checkpoints,
          account: accounts,
          day: raw<string | null>`(${marketDay()})`,
        })
        .from(checkpoints)
        .leftJoin(accounts, eq(accounts.accountId, accountId))
        .where(inForce('accounts'));
      if (found === undefined) throw new TypeError('no build of accounts is in force');
      const { checkpoint, account, day } = found;
      return {
        ...checkpointOf(checkpoint),
        key: day ?? undefined,
        rows: account === null ? [] : [balancesOf(account, day)],
      };
    };
    return {
      snapshot: read,
      after: async (place) => {
        const { rows, ...found } = await read();
        const isOtherwise = (row: AccountBalances): boolean =>
          row.position > place.position || found.key !== place.key;
        return { ...found, rows: rows.filter(isOtherwise) };
      },
      keys: /^\d{4}-\d{2}-\d{2}$/,
      placeOf: (row) => ({ position: row.position, key: row.marketDay ?? undefined }),
    };
  }

  /** Trades of an instrument, or of an account; a snapshot has the latest. */
  trades(
    of: { readonly instrumentId: string } | { readonly accountId: string },
  ): FollowedRows<TradeRow> {
    const source: ChangingTable = {
      projection: 'trades',
      table: trades,
      // One that is taken back keeps its index, and may share it with another of its new position.
      keys: ['batchIndex', 'tradeId'],
      concerned:
        'instrumentId' in of
          ? eq(trades.instrumentId, of.instrumentId)
          : or(eq(trades.buyAccountId, of.accountId), eq(trades.sellAccountId, of.accountId)),
      isBehind: (key) => {
        const [index = '', id = ''] = key.split('/');
        return raw`(${trades.batchIndex}, ${trades.tradeId}) > (${index}::integer, ${id})`;
      },
    };
    return {
      // What is behind a page of the latest is the rest of them.
      snapshot: ({ limit, ...page }) =>
        changedRows(
          this.#db,
          source,
          page.within === undefined
            ? { where: undefined, limit: SNAPSHOT_TRADES, latestFirst: true }
            : { where: ofPage(source, page), limit },
        ),
      after: (place, limit) =>
        changedRows(this.#db, source, { where: behind(source, place), limit }),
      keys: /^\d{1,9}\/\d{1,5}-\d{1,19}$/,
      placeOf: (row) => ({ position: row.position, key: `${row.batchIndex}/${row.tradeId}` }),
    };
  }

  /** The best levels of a book, as of a position. */
  book(instrumentId: string, levels: number): Promise<Depth & { readonly position: bigint }> {
    return this.#db.transaction(
      async (moment) => {
        const [row] = await moment
          .select({ position: checkpoints.position })
          .from(checkpoints)
          .where(inForce('orders'));
        const depth = await levelsOf(moment, instrumentId, levels);
        return { ...depth, position: row?.position ?? -1n };
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
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

  /** How far the read models have come. */
  progress(): Promise<Progress> {
    return progressOf(this.#db);
  }

  /** As the function of this name. */
  movedSince(position: bigint, concerned: Concerned): Promise<Concerned> {
    return movedSince(this.#db, position, concerned);
  }

  async instrument(instrumentId: string): Promise<InstrumentRow | undefined> {
    const [row] = await this.#db
      .select()
      .from(instruments)
      .where(eq(instruments.instrumentId, instrumentId));
    return row;
  }
}
