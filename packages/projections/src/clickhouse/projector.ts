import { randomUUID } from 'node:crypto';
import type { ClickHouseClient, Sql } from '@bellwether/platform';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { BookStore } from './quotes/book-store.ts';
import { QuoteFold, type QuoteRow } from './quotes/quote-fold.ts';
import { ROLLUPS, ROLLUP_TABLES } from './rollups.ts';
import { SinkLedger } from './sink-ledger.ts';
import { createTable, jsonRow, type ClickHouseTable } from './table.ts';
import { CLICKHOUSE_PROJECTIONS } from './tables/index.ts';
import { quotesTable } from './tables/quotes.ts';

const INSTALLATION = `create table if not exists bellwether.installation (generation UUID) engine = MergeTree order by generation`;

/** How long an insert may take, s. */
const INSERT_TIMEOUT_S = 60;
/** Facts after which the books are kept: at most so many, and a batch, are read again at a start. */
const KEEP_BOOKS_FACTS = 20_000;

interface Target {
  readonly projection: Projection;
  readonly table: ClickHouseTable<Record<string, unknown>>;
}

/** Facts of the log behind a commit position (-1: from the first) up to another, those of an event together. */
export type History = (after: bigint, upTo: bigint) => AsyncIterable<readonly RecordedFact[]>;

/**
 * Writes facts to ClickHouse exactly once, its own summaries included, although it knows no transaction: each batch is
 * announced in the ledger first, and every insert carries the batch's name. After a crash the same batch is written
 * again, and each table, those behind materialised views too, takes only what it does not have.
 */
export class ClickHouseProjector {
  readonly #client: ClickHouseClient;
  readonly #ledger: SinkLedger;
  readonly #targets: readonly Target[];
  readonly #store: BookStore;
  readonly #history: History;
  readonly #keepBooksFacts: number;
  /** Books as of `#folded`, and what they changed to behind `#position`. */
  #books = new QuoteFold();
  #quotes: QuoteRow[] = [];
  #folded = -1n;
  /** Facts folded since the books were kept. */
  #unkept = 0;
  #generation = '';
  #position = -1n;
  /** End of the batch that has to be written again before anything else. */
  #begun: bigint | undefined;
  /** Facts of that batch that have come so far. */
  #held: RecordedFact[] = [];

  /**
   * @param sql of the projector's role; its ledger and the books are kept there.
   * @param history what brings kept books to where ClickHouse stands.
   * @param keepBooksFacts facts after which the books are kept.
   */
  constructor(
    client: ClickHouseClient,
    sql: Sql,
    history: History,
    keepBooksFacts: number = KEEP_BOOKS_FACTS,
  ) {
    this.#keepBooksFacts = keepBooksFacts;
    this.#client = client;
    this.#ledger = new SinkLedger(sql, 'clickhouse');
    this.#store = new BookStore(sql, this.#ledger);
    this.#history = history;
    this.#targets = CLICKHOUSE_PROJECTIONS.map((projection) => {
      const table = projection.tables.clickHouse;
      if (table === undefined || projection.grain !== 'log')
        throw new TypeError(`${projection.name} has no log in ClickHouse`);
      return { projection, table };
    });
  }

  /** Commit position up to which everything is in; -1 before the first. */
  get position(): bigint {
    return this.#position;
  }

  /**
   * Creates what is missing, takes over from any other writer, and learns how far it has come. Where ledger and tables
   * do not belong together (one of them was lost, or is new), the tables are emptied and filled anew.
   */
  async prepare(): Promise<void> {
    await this.#command('create database if not exists bellwether');
    const complete = await this.#hasAllTables();
    await this.#command(INSTALLATION);
    for (const { table } of this.#targets) await this.#command(createTable(table));
    await this.#command(createTable(quotesTable));
    for (const { statements } of ROLLUPS)
      for (const statement of statements) await this.#command(statement);
    const known = await this.#ledger.takeOver();
    this.#held = [];
    if (complete && known !== undefined && known.generation === (await this.#installed())) {
      this.#generation = known.generation;
      this.#position = known.position;
      this.#begun = known.begun;
    } else await this.#startAnew();
    await this.#openBooks();
  }

  /** Writes a batch. Called again with the same or later facts after a failure, it writes nothing twice. */
  async apply(facts: readonly RecordedFact[], position: bigint): Promise<void> {
    let rest = facts.filter((fact) => fact.position > this.#position);
    this.#foldBooks(rest, position);
    if (this.#begun !== undefined) {
      const end = this.#begun;
      this.#held.push(...rest.filter((fact) => fact.position <= end));
      if (position < end) return;
      await this.#write(this.#held, end);
      this.#held = [];
      rest = rest.filter((fact) => fact.position > end);
    }
    if (position > this.#position && rest.length > 0) {
      await this.#ledger.begin(position);
      this.#begun = position;
      await this.#write(rest, position);
    } else if (position > this.#position) this.#position = position;
    if (this.#folded === this.#position) await this.#keepBooks();
  }

  async #write(facts: readonly RecordedFact[], upTo: bigint): Promise<void> {
    const token = `${this.#generation}/${this.#position}-${upTo}`;
    for (const { projection, table } of this.#targets) {
      const rows = facts.flatMap((fact) =>
        projection.keysOf(fact).map((key) => projection.evolve(undefined, fact, key)),
      );
      const values = rows
        .filter((row) => row !== undefined)
        .map((row) => jsonRow(table, row as Record<string, unknown>));
      if (values.length > 0) await this.#insert(table.name, values, token);
    }
    const quotes = this.#quotes.filter((quote) => quote.position <= upTo);
    const quoted = quotes.map((quote) => jsonRow(quotesTable, quote));
    if (quoted.length > 0) await this.#insert(quotesTable.name, quoted, token);
    this.#quotes = this.#quotes.slice(quotes.length);
    await this.#ledger.confirm(upTo);
    this.#position = upTo;
    this.#begun = undefined;
  }

  /** Each fact once, however often its batch is tried. */
  #foldBooks(facts: readonly RecordedFact[], position: bigint): void {
    const news = facts.filter((fact) => fact.position > this.#folded);
    for (const quote of this.#books.add(news)) this.#quotes.push(quote);
    this.#unkept += news.length;
    if (position > this.#folded) this.#folded = position;
  }

  /** Books as they were when the last batch was confirmed: their quotes are in. */
  async #openBooks(): Promise<void> {
    const { books, position } = await this.#store.load(this.#position);
    this.#books = books;
    this.#quotes = [];
    this.#unkept = 0;
    this.#folded = position;
    if (position < this.#position)
      for await (const facts of this.#history(position, this.#position)) {
        this.#foldBooks(facts, facts.at(-1)?.position ?? position);
        this.#quotes = [];
        await this.#keepBooks();
      }
    this.#folded = this.#position;
  }

  async #keepBooks(): Promise<void> {
    if (this.#unkept < this.#keepBooksFacts) return;
    await this.#store.save(this.#books, this.#folded);
    this.#unkept = 0;
  }

  async #insert(
    table: string,
    values: readonly Readonly<Record<string, unknown>>[],
    token: string,
  ): Promise<void> {
    await this.#client.insert({
      table: `bellwether.${table}`,
      values,
      format: 'JSONEachRow',
      clickhouse_settings: {
        insert_deduplicate: 1,
        insert_deduplication_token: token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
        max_execution_time: INSERT_TIMEOUT_S,
      },
    });
  }

  async #startAnew(): Promise<void> {
    for (const table of [...this.#tables, ...ROLLUP_TABLES, 'installation'])
      await this.#command(`truncate table bellwether.${table}`);
    this.#generation = randomUUID();
    await this.#command(`insert into bellwether.installation values ('${this.#generation}')`);
    await this.#ledger.reset(this.#generation);
    this.#position = -1n;
    this.#begun = undefined;
  }

  get #tables(): readonly string[] {
    return [...this.#targets.map(({ table }) => table.name), quotesTable.name];
  }

  async #hasAllTables(): Promise<boolean> {
    const result = await this.#client.query({
      query: `select name from system.tables where database = 'bellwether'`,
      format: 'JSONEachRow',
    });
    const found = new Set((await result.json<{ name: string }>()).map(({ name }) => name));
    return this.#tables.every((table) => found.has(table));
  }

  async #installed(): Promise<string | undefined> {
    const result = await this.#client.query({
      query: 'select generation from bellwether.installation',
      format: 'JSONEachRow',
    });
    return (await result.json<{ generation: string }>())[0]?.generation;
  }

  async #command(query: string): Promise<void> {
    await this.#client.command({ query });
  }
}
