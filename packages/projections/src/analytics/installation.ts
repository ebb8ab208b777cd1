import { createHash, randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { ROLLUPS, ROLLUP_TABLES } from './rollups.ts';
import { createTable } from '../stores/clickhouse/table.ts';
import { TABLES } from './tables.ts';

/** Everything that is created besides the table that names the content. */
const STATEMENTS: readonly string[] = [
  ...TABLES.map((table) => createTable(table)),
  ...ROLLUPS.flatMap(({ statements }) => statements),
];

/** Of what columns and summaries there are: tables of another program have another one. */
const SHAPE = createHash('sha256').update(STATEMENTS.join('\n')).digest('hex');

/** The tables and summaries in ClickHouse, and the name of what they hold. */
export class Installation {
  readonly #client: ClickHouseClient;

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  /**
   * Creates what is missing. Tables of another shape are dropped first: everything in them follows from the log.
   * @returns whether everything was there.
   */
  async prepare(): Promise<boolean> {
    await this.#command('create database if not exists bellwether');
    let found = await this.#found();
    if (found.size > 0 && found.get('installation') !== SHAPE) {
      // Views write to tables, and read from them: they go first.
      for (const name of [...found.keys()].toSorted((a, b) => rank(a) - rank(b)))
        await this.#command(`drop table if exists bellwether.${name} sync`);
      found = new Map();
    }
    await this.#command(
      `create table if not exists bellwether.installation (generation UUID) engine = MergeTree order by generation comment '${SHAPE}'`,
    );
    for (const statement of STATEMENTS) await this.#command(statement);
    return TABLES.every(({ name }) => found.has(name));
  }

  /** Names what the tables hold; undefined: nothing that a ledger could know of. */
  async generation(): Promise<string | undefined> {
    const [row] = await this.#ask<{ generation: string }>(
      'select generation from bellwether.installation',
    );
    return row?.generation;
  }

  /** Empties everything. @returns the name of what will be there. */
  async empty(): Promise<string> {
    for (const table of [...TABLES.map(({ name }) => name), ...ROLLUP_TABLES, 'installation'])
      await this.#command(`truncate table bellwether.${table}`);
    const generation = randomUUID();
    await this.#command(`insert into bellwether.installation values ('${generation}')`);
    return generation;
  }

  /** Comments of the tables and views by name. */
  async #found(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#ask<{ name: string; comment: string }>(
      `select name, comment from system.tables where database = 'bellwether'`,
    );
    return new Map(rows.map(({ name, comment }) => [name, comment]));
  }

  async #ask<T>(query: string): Promise<readonly T[]> {
    return (await this.#client.query({ query, format: 'JSONEachRow' })).json<T>();
  }

  async #command(query: string): Promise<void> {
    await this.#client.command({ query });
  }
}

/** What fills summaries goes before summaries and tables; the name of the content last, so that a crash is noticed. */
const rank = (name: string): number => (name === 'installation' ? 2 : /_from_/.test(name) ? 0 : 1);
