import type { Sql } from '@bellwether/platform/postgres';
import { arrayLiteral } from '../stores/postgres/array-literal.ts';
import { ordersProjection } from '../orders/projection.ts';
import type { SinkLedger } from '../stores/clickhouse/sink-ledger.ts';
import { QuoteFold, type StandingOrder } from '../market-data/quote-fold.ts';

/** Types of a standing order's columns, in the table's order. */
const COLUMNS = {
  orderId: 'uuid',
  instrumentId: 'text',
  side: 'text',
  limitPrice: 'bigint',
  displayQuantity: 'bigint',
  leaves: 'bigint',
  shown: 'bigint',
} as const satisfies Record<keyof StandingOrder, string>;

const ARRAYS = Object.values(COLUMNS).map((type, i) => `$${i + 1}::${type}[]`);
/** An order changes where it stands, how much is left and how much of it is shown. */
const KEEP = `insert into read_models.clickhouse_books select * from unnest(${ARRAYS.join(', ')})
  on conflict (order_id) do update set limit_price = excluded.limit_price,
    display_quantity = excluded.display_quantity, leaves = excluded.leaves, shown = excluded.shown`;
const FORGET = 'delete from read_models.clickhouse_books where order_id = any($1::uuid[])';
/** Orders read at a time. */
const PAGE_ROWS = 1_000;

type StoredOrder = Readonly<Record<'order_id' | 'instrument_id' | 'side', string>> &
  Readonly<Record<'limit_price' | 'leaves' | 'shown', string>> & {
    readonly display_quantity: string | null;
  };

/** Books, and the commit position as of which they stand; -1: before the first fact. */
export interface KeptBooks {
  readonly books: QuoteFold;
  readonly position: bigint;
}

/**
 * Keeps the open orders of the books in Postgres, so that a start costs as much as the books are large, not as the log
 * is long. What is kept may lie behind what ClickHouse has: the log tells the rest.
 */
export class BookStore {
  readonly #sql: Sql;
  readonly #ledger: SinkLedger;
  /** What the table holds is of no use. */
  #replace = true;

  constructor(sql: Sql, ledger: SinkLedger) {
    this.#sql = sql;
    this.#ledger = ledger;
  }

  /** @param upTo books beyond it are of no use: their quotes have to be told yet. */
  async load(upTo: bigint): Promise<KeptBooks> {
    const books = new QuoteFold();
    const position = await this.#sql.begin('isolation level repeatable read', async (sql) => {
      const [row] = await sql<{ position: string | null; version: number | null }[]>`
        select books_position as position, books_version as version from read_models.sinks
        where name = ${this.#ledger.sink}`;
      const found = BigInt(row?.position ?? -1);
      const ofUse = found >= 0n && found <= upTo && row?.version === ordersProjection.version;
      if (!ofUse) return -1n;
      const pages = sql<StoredOrder[]>`select * from read_models.clickhouse_books`;
      for await (const page of pages.cursor(PAGE_ROWS)) books.restore(page.map(standing));
      return found;
    });
    this.#replace = position < 0n;
    return { books, position };
  }

  /**
   * Keeps what has changed since the books were last kept.
   * @param position commit position as of which they stand; everything up to it is in.
   * @throws ProjectorFencedError
   */
  async save(books: QuoteFold, position: bigint): Promise<void> {
    const { standing: changed, ended } = books.unkept;
    await this.#ledger.transact(async (sql) => {
      if (this.#replace) await sql`delete from read_models.clickhouse_books`;
      if (ended.length > 0) await sql.unsafe(FORGET, [ended as string[]], { prepare: true });
      const fields = Object.entries(COLUMNS).map(([field, type]) =>
        arrayLiteral(changed as never, field, type === 'text'),
      );
      if (changed.length > 0) await sql.unsafe(KEEP, fields, { prepare: true });
      // The log may have had nothing of ours up to there: the ledger has not been told.
      await sql`
        update read_models.sinks set books_position = ${`${position}`}::int8,
          books_version = ${ordersProjection.version},
          position = greatest(position, ${`${position}`}::int8)
        where name = ${this.#ledger.sink}`;
    });
    this.#replace = false;
    books.kept();
  }
}

function standing(row: StoredOrder): StandingOrder {
  return {
    orderId: row.order_id,
    instrumentId: row.instrument_id,
    side: row.side,
    limitPrice: BigInt(row.limit_price),
    displayQuantity: row.display_quantity === null ? null : BigInt(row.display_quantity),
    leaves: BigInt(row.leaves),
    shown: BigInt(row.shown),
  };
}
