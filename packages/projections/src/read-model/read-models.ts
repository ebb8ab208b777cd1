import { INSTRUMENT_ID_PATTERN, UUID_PATTERN } from '@bellwether/domain';
import type { Redis, Sql } from '@bellwether/platform';
import { and, desc, eq, gt, inArray, lt, or, sql as raw, type SQL } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { accounts } from '../accounts/table.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import { commandOutcomes, type CommandOutcomeRow } from '../command-outcomes/table.ts';
import { instruments, type InstrumentRow } from '../instruments/table.ts';
import { marketSessions, type MarketSessionRow } from '../sessions/table.ts';
import { orders, type OrderRow } from '../orders/table.ts';
import { positions, type PositionRow } from '../positions/table.ts';
import { trades, type TradeRow } from '../trades/table.ts';
import type { CachedPrice } from '../market-data/cached-market.ts';
import { balancesOf, marketDay, type AccountBalances } from '../accounts/balances.ts';
import { Changes } from './changes.ts';
import { depthOf, type Depth } from '../market-data/depth.ts';
import {
  CachedMarket,
  isStale,
  latestPriceOf,
  SYMBOL_PATTERN,
  type LatestPrice,
  type TopOfBook,
} from '../market-data/market.ts';
import { positionLots, type PositionLots } from '../positions/position-lots.ts';
import { orderHistory, type OrderEvent } from '../orders/order-history.ts';
import { PositionWaiters } from './position-waiters.ts';
import {
  namesCursor,
  pageSize,
  parseCursor,
  parseNames,
  parsePlace,
  placeCursor,
  toPage,
  type Page,
  type Paging,
} from './page.ts';

export interface OrderFilter extends Paging {
  readonly accountId: string;
  readonly instrumentId?: string | undefined;
  readonly status?: readonly string[] | undefined;
}

export interface TradeFilter extends Paging {
  readonly accountId?: string | undefined;
  readonly instrumentId?: string | undefined;
}

/** How long a query waits for the position that it must see. */
const SEE_WAIT_MS = 2_000;

/** The read models have not reached a position in time: ask again. */
export class StaleReadModelError extends Error {
  override readonly name = 'StaleReadModelError';
  readonly code = 'STALE';
}

/** Answers questions about accounts, orders, trades, positions and prices. Reads only. */
export class ReadModels {
  readonly #db: PostgresJsDatabase;
  readonly #cache: CachedMarket;
  /** What has changed, for those who follow. */
  readonly changes: Changes;
  readonly #waiters = new PositionWaiters(() => this.position());

  /** @param sql a connection pool of its own: drizzle changes how it writes arrays. */
  constructor(sql: Sql, redis?: Redis) {
    this.#db = drizzle(sql, { casing: 'snake_case' });
    this.#cache = new CachedMarket(redis);
    this.changes = new Changes(this.#db);
  }

  async account(accountId: string): Promise<AccountBalances | undefined> {
    const [found] = await this.#db
      .select({ account: accounts, marketDay: raw<string | null>`(${marketDay()})` })
      .from(accounts)
      .where(eq(accounts.accountId, accountId));
    return found && balancesOf(found.account, found.marketDay);
  }

  /** The session of the market's day: the last that has begun; undefined before the first. */
  async marketSession(): Promise<MarketSessionRow | undefined> {
    const [row] = await this.#db
      .select()
      .from(marketSessions)
      .where(eq(marketSessions.sessionDate, raw`(${marketDay()})`));
    return row;
  }

  async order(orderId: string): Promise<OrderRow | undefined> {
    const [row] = await this.#db.select().from(orders).where(eq(orders.orderId, orderId));
    return row;
  }

  /** Orders of an account, latest first. @throws BadCursorError */
  async orders(filter: OrderFilter): Promise<Page<OrderRow>> {
    const size = pageSize(filter.first);
    const rows = await this.#db
      .select()
      .from(orders)
      .where(
        and(
          eq(orders.accountId, filter.accountId),
          filter.instrumentId === undefined
            ? undefined
            : eq(orders.instrumentId, filter.instrumentId),
          filter.status === undefined ? undefined : inArray(orders.status, [...filter.status]),
          filter.after === undefined ? undefined : beforeOrder(filter.after),
        ),
      )
      .orderBy(desc(orders.receivedAt), orders.orderId)
      .limit(size + 1);
    return toPage(rows, size, (row) => `${row.receivedAt}.${row.orderId}`);
  }

  /** Trades of an instrument, an account, or both, latest first. @throws BadCursorError */
  async trades(filter: TradeFilter): Promise<Page<TradeRow>> {
    const size = pageSize(filter.first);
    const { accountId, instrumentId, after } = filter;
    const rows = await this.#db
      .select()
      .from(trades)
      .where(
        and(
          instrumentId === undefined ? undefined : eq(trades.instrumentId, instrumentId),
          accountId === undefined
            ? undefined
            : or(eq(trades.buyAccountId, accountId), eq(trades.sellAccountId, accountId)),
          after === undefined ? undefined : beforeTrade(after),
        ),
      )
      .orderBy(desc(trades.position), desc(trades.batchIndex))
      .limit(size + 1);
    return toPage(rows, size, placeCursor);
  }

  /** What happened to an order, with reasons, in the order of the log. @throws BadCursorError */
  orderHistory(orderId: string, page: Paging = {}): Promise<Page<OrderEvent>> {
    return orderHistory(this.#db, orderId, page);
  }

  /** What became of a command; undefined where it left no fact, or none that is read yet. */
  async commandOutcome(commandId: string): Promise<CommandOutcomeRow | undefined> {
    const [row] = await this.#db
      .select()
      .from(commandOutcomes)
      .where(eq(commandOutcomes.commandId, commandId));
    return row;
  }

  /** The best price levels of both sides of an instrument's book. */
  depth(instrumentId: string, levels: number): Promise<Depth> {
    return depthOf(this.#db, instrumentId, levels);
  }

  /** Lots of a position and what was realised, first in, first out. @throws BadCursorError */
  lots(accountId: string, instrumentId: string, page: Paging = {}): Promise<PositionLots> {
    return positionLots(this.#db, accountId, instrumentId, page);
  }

  /** Positions of an account, by instrument. @throws BadCursorError */
  async positions(accountId: string, { first, after }: Paging = {}): Promise<Page<PositionRow>> {
    const size = pageSize(first);
    const [from] = after === undefined ? [] : parseNames(after, INSTRUMENT_ID_PATTERN);
    const rows = await this.#db
      .select()
      .from(positions)
      .where(
        and(
          eq(positions.accountId, accountId),
          from === undefined ? undefined : gt(positions.instrumentId, from),
        ),
      )
      .orderBy(positions.instrumentId)
      .limit(size + 1);
    return toPage(rows, size, ({ instrumentId }) => namesCursor(instrumentId));
  }

  /** Instruments by symbol. @throws BadCursorError */
  async instruments({ first, after }: Paging = {}): Promise<Page<InstrumentRow>> {
    const size = pageSize(first);
    const { symbol, instrumentId } = instruments;
    const rows = await this.#db
      .select()
      .from(instruments)
      .where(after === undefined ? undefined : behindInstrument(after))
      .orderBy(symbol, instrumentId)
      .limit(size + 1);
    return toPage(rows, size, (row) => namesCursor(row.symbol, row.instrumentId));
  }

  async instrument(instrumentId: string): Promise<InstrumentRow | undefined> {
    const [row] = await this.#db
      .select()
      .from(instruments)
      .where(eq(instruments.instrumentId, instrumentId));
    return row;
  }

  async instrumentBySymbol(symbol: string): Promise<InstrumentRow | undefined> {
    const [row] = await this.#db.select().from(instruments).where(eq(instruments.symbol, symbol));
    return row;
  }

  /** The last trade as the cache has it; undefined where it has none or does not answer. */
  cachedPrice(symbol: string): Promise<CachedPrice | undefined> {
    return this.#cache.price(symbol);
  }

  /**
   * The last trade, from the cache, or from the read model where the cache has nothing.
   * @param seen commit position that the answer must not be of before.
   */
  async latestPrice(symbol: string, seen?: bigint): Promise<LatestPrice | undefined> {
    const cached = await this.#cache.price(symbol, seen);
    if (cached !== undefined) return latestPriceOf(cached);
    const row = await this.instrumentBySymbol(symbol);
    if (row === undefined || row.trades === 0n) return undefined;
    const { lastPrice: price, lastQuantity: quantity, lastTradeAt: at } = row;
    return { symbol, price, quantity, at, stale: isStale(at) };
  }

  /** The best prices of an instrument's book, from the cache, or from the read model. @param seen as of `latestPrice`. */
  async topOfBook(instrumentId: string, seen?: bigint): Promise<TopOfBook> {
    const cached = await this.#cache.top(instrumentId, seen);
    if (cached !== undefined) return cached;
    const { bids, asks } = await this.depth(instrumentId, 1);
    return { bid: bids[0] ?? null, ask: asks[0] ?? null };
  }

  /** Waits until the read models show everything up to `position`. @throws StaleReadModelError after two seconds. */
  async see(position: bigint): Promise<void> {
    if (await this.reached(position, SEE_WAIT_MS)) return;
    throw new StaleReadModelError(`the read models have not reached ${position} yet; ask again`);
  }

  /** Commit position up to which every read model has everything. */
  async position(): Promise<bigint> {
    const [row] = await this.#db
      .select({ position: raw<string>`coalesce(min(${checkpoints.position}), -1)` })
      .from(checkpoints)
      .where(eq(checkpoints.state, 'active'));
    return BigInt(row?.position ?? -1);
  }

  /** Waits until the read models have reached `position`. Resolves to false when they have not in time. */
  reached(position: bigint, timeoutMs: number): Promise<boolean> {
    return this.#waiters.reached(position, timeoutMs);
  }
}

function beforeOrder(cursor: string): SQL | undefined {
  const { first: receivedAt, rest: orderId } = parseCursor(cursor, new RegExp(UUID_PATTERN));
  return or(
    lt(orders.receivedAt, receivedAt),
    and(eq(orders.receivedAt, receivedAt), gt(orders.orderId, orderId)),
  );
}

function beforeTrade(cursor: string): SQL | undefined {
  const { position, batchIndex } = parsePlace(cursor);
  return or(
    lt(trades.position, position),
    and(eq(trades.position, position), lt(trades.batchIndex, batchIndex)),
  );
}

function behindInstrument(cursor: string): SQL | undefined {
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
