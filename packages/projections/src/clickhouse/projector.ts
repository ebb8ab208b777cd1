import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@bellwether/platform';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { ROLLUPS, ROLLUP_TABLES } from './rollups.ts';
import type { SinkLedger } from './sink-ledger.ts';
import { createTable, jsonRow, type ClickHouseTable } from './table.ts';
import { CLICKHOUSE_PROJECTIONS } from './tables/index.ts';

const INSTALLATION = `create table if not exists bellwether.installation (generation UUID) engine = MergeTree order by generation`;

/** How long an insert may take, s. */
const INSERT_TIMEOUT_S = 60;

interface Target {
  readonly projection: Projection;
  readonly table: ClickHouseTable<Record<string, unknown>>;
}

/**
 * Writes facts to ClickHouse exactly once, its own summaries included, although it knows no transaction: each batch is
 * announced in the ledger first, and every insert carries the batch's name. After a crash the same batch is written
 * again, and each table, those behind materialised views too, takes only what it does not have.
 */
export class ClickHouseProjector {
  readonly #client: ClickHouseClient;
  readonly #ledger: SinkLedger;
  readonly #targets: readonly Target[];
  #generation = '';
  #position = -1n;
  /** End of the batch that has to be written again before anything else. */
  #begun: bigint | undefined;
  /** Facts of that batch that have come so far. */
  #held: RecordedFact[] = [];

  constructor(client: ClickHouseClient, ledger: SinkLedger) {
    this.#client = client;
    this.#ledger = ledger;
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
   * do not belong together (one of them was lost), the tables are emptied and filled anew.
   */
  async prepare(): Promise<void> {
    await this.#command('create database if not exists bellwether');
    await this.#command(INSTALLATION);
    for (const { table } of this.#targets) await this.#command(createTable(table));
    for (const { statements } of ROLLUPS)
      for (const statement of statements) await this.#command(statement);
    const known = await this.#ledger.takeOver();
    this.#held = [];
    if (known !== undefined && known.generation === (await this.#installed())) {
      this.#generation = known.generation;
      this.#position = known.position;
      this.#begun = known.begun;
    } else await this.#startAnew();
  }

  /** Writes a batch. Called again with the same or later facts after a failure, it writes nothing twice. */
  async apply(facts: readonly RecordedFact[], position: bigint): Promise<void> {
    let rest = facts.filter((fact) => fact.position > this.#position);
    if (this.#begun !== undefined) {
      const end = this.#begun;
      this.#held.push(...rest.filter((fact) => fact.position <= end));
      if (position < end) return;
      await this.#write(this.#held, end);
      this.#held = [];
      rest = rest.filter((fact) => fact.position > end);
    }
    if (position <= this.#position) return;
    if (rest.length > 0) {
      await this.#ledger.begin(position);
      this.#begun = position;
      await this.#write(rest, position);
    } else this.#position = position;
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
    await this.#ledger.confirm(upTo);
    this.#position = upTo;
    this.#begun = undefined;
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
    const tables = [...this.#targets.map(({ table }) => table.name), ...ROLLUP_TABLES];
    for (const table of [...tables, 'installation'])
      await this.#command(`truncate table bellwether.${table}`);
    this.#generation = randomUUID();
    await this.#command(`insert into bellwether.installation values ('${this.#generation}')`);
    await this.#ledger.reset(this.#generation);
    this.#position = -1n;
    this.#begun = undefined;
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
