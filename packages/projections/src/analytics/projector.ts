import type { ClickHouseClient } from '@bellwether/platform/click-house';
import type { Sql } from '@bellwether/platform/postgres';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { BookStore } from './book-store.ts';
import { QuoteFold, type QuoteRow } from '../market-data/quote-fold.ts';
import { Installation } from './installation.ts';
import { SinkLedger } from '../stores/clickhouse/sink-ledger.ts';
import type { ClickHouseTable } from '../runtime/click-house-table.ts';
import { jsonRow } from '../stores/clickhouse/table.ts';
import { executionsOf, executionsTable, type ExecutionRow } from '../market-data/executions.ts';
import { CLICKHOUSE_PROJECTIONS } from '../capabilities/capabilities.ts';
import { tableOf } from './tables.ts';
import { quotesTable } from '../market-data/quotes.ts';

/** How long an insert may take, s. */
const INSERT_TIMEOUT_S = 60;
/** Facts after which the books are kept: at most so many, and a batch, are read again at a start. */
const KEEP_BOOKS_FACTS = 20_000;

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
  readonly #installation: Installation;
  readonly #store: BookStore;
  readonly #history: History;
  readonly #keepBooksFacts: number;
  /** Books as of `#folded`, and what they told of facts behind `#position`. */
  #books = new QuoteFold();
  #quotes: QuoteRow[] = [];
  #executions: ExecutionRow[] = [];
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
    this.#installation = new Installation(client);
  }

  /** Commit position up to which everything is in; -1 before the first. */
  get position(): bigint {
    return this.#position;
  }

  /**
   * Creates what is missing, takes over from any other writer, and learns how far it has come. Where ledger and tables
   * do not belong together (one of them was lost, is new, or of another program), the tables are filled anew.
   */
  async prepare(): Promise<void> {
    const complete = await this.#installation.prepare();
    const known = await this.#ledger.takeOver();
    this.#held = [];
    if (
      complete &&
      known !== undefined &&
      known.generation === (await this.#installation.generation())
    ) {
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
    const isIn = ({ position }: { readonly position: bigint }): boolean => position <= upTo;
    // One after the other: rows are encoded in the thread that feeds the read models, which gets its turn in between.
    for (const projection of CLICKHOUSE_PROJECTIONS)
      await this.#insert(tableOf(projection), rowsOf(projection, facts), token);
    await this.#insert(executionsTable, this.#executions.filter(isIn), token);
    await this.#insert(quotesTable, this.#quotes.filter(isIn), token);
    this.#executions = this.#executions.filter((row) => !isIn(row));
    this.#quotes = this.#quotes.filter((row) => !isIn(row));
    await this.#ledger.confirm(upTo);
    this.#position = upTo;
    this.#begun = undefined;
  }

  /** Each fact once, however often its batch is tried. */
  #foldBooks(facts: readonly RecordedFact[], position: bigint): void {
    const news = facts.filter((fact) => fact.position > this.#folded);
    const quotes = this.#books.add(news, (fact, arrival) =>
      this.#executions.push(...executionsOf(fact, arrival)),
    );
    for (const quote of quotes) this.#quotes.push(quote);
    this.#unkept += news.length;
    if (position > this.#folded) this.#folded = position;
  }

  /** Books as they were when the last batch was confirmed: what they told is in. */
  async #openBooks(): Promise<void> {
    const { books, position } = await this.#store.load(this.#position);
    this.#books = books;
    this.#forget();
    this.#unkept = 0;
    this.#folded = position;
    if (position < this.#position)
      for await (const facts of this.#history(position, this.#position)) {
        this.#foldBooks(facts, facts.at(-1)?.position ?? position);
        this.#forget();
        await this.#keepBooks();
      }
    this.#folded = this.#position;
  }

  #forget(): void {
    this.#quotes = [];
    this.#executions = [];
  }

  async #keepBooks(): Promise<void> {
    if (this.#unkept < this.#keepBooksFacts) return;
    await this.#store.save(this.#books, this.#folded);
    this.#unkept = 0;
  }

  async #insert<Row>(
    table: ClickHouseTable<Row>,
    rows: readonly Row[],
    token: string,
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.#client.insert({
      table: `bellwether.${table.name}`,
      values: rows.map((row) => jsonRow(table, row)),
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
    this.#generation = await this.#installation.empty();
    await this.#ledger.reset(this.#generation);
    this.#position = -1n;
    this.#begun = undefined;
  }
}

function rowsOf(
  projection: Projection,
  facts: readonly RecordedFact[],
): readonly Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  for (const fact of facts)
    for (const key of projection.keysOf(fact)) {
      const row = projection.evolve(undefined, fact, key);
      if (row !== undefined) rows.push(row as Record<string, unknown>);
    }
  return rows;
}
