import type { ClickHouseClient, Sql } from '@bellwether/platform';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { PROJECTIONS } from '../postgres/projections.ts';
import { readLog } from '../runtime/read-log.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { EntityRows, STATE_COLUMN } from './entity-rows.ts';
import { factsTable, latenciesOf, latenciesTable } from './fact-tables.ts';
import { SinkPosition } from './sink-position.ts';
import { clickHouseRow, createTable, type ClickHouseTable } from './table.ts';
import { CLICKHOUSE_VIEWS } from './views.ts';

type Values = readonly Readonly<Record<string, unknown>>[];

/** Tables of projections that have one, with the state that the next fact folds on. */
const DECLARED = PROJECTIONS.flatMap((projection) => {
  const { clickHouse } = projection.tables;
  if (clickHouse === undefined) return [];
  const columns = { ...clickHouse.columns, state: STATE_COLUMN };
  return [{ projection, table: { ...clickHouse, columns } as ClickHouseTable<unknown> }];
});

/**
 * Writes facts, and the projections that ask for it, to ClickHouse. It knows no transaction; what makes it exactly once:
 * a batch has an end that is noted before it is written, every insert carries a token made of its range, and a range
 * that is in doubt is written again as it was, which tables and views recognise by the token.
 */
export class ClickHouseProjector {
  readonly #client: ClickHouseClient;
  readonly #eventStore: EventStoreDBClient;
  readonly #sink: SinkPosition;
  readonly #entities = DECLARED.map(({ projection, table }) => ({
    rows: new EntityRows(projection),
    table,
  }));

  /** @param name of the sink; two of one name fence one another. */
  constructor(
    client: ClickHouseClient,
    sql: Sql,
    eventStore: EventStoreDBClient,
    name = 'clickhouse@1',
  ) {
    this.#client = client;
    this.#eventStore = eventStore;
    this.#sink = new SinkPosition(sql, name);
  }

  /** Commit position up to which everything is in; -1 before the first. */
  get position(): bigint {
    return this.#sink.position;
  }

  /** Creates what is missing, learns how far it has come and finishes what was begun. */
  async prepare(): Promise<void> {
    const tables = [factsTable, latenciesTable, ...DECLARED.map(({ table }) => table)];
    await this.#client.command({ query: 'create database if not exists bellwether' });
    for (const table of tables)
      await this.#client.command({ query: createTable(table as ClickHouseTable<unknown>) });
    for (const query of CLICKHOUSE_VIEWS) await this.#client.command({ query });
    await this.#sink.takeOver();
    for (const { rows } of this.#entities) rows.clear();
    if (this.#sink.position >= 0n && (await this.#isEmpty())) await this.#sink.reset();
    if (this.#sink.intent > this.#sink.position) await this.#finish();
  }

  /** @throws ProjectorFencedError when another projector has taken over. */
  async apply(facts: readonly RecordedFact[], position: bigint): Promise<void> {
    if (position <= this.#sink.position) return;
    if (facts.length === 0) return;
    await this.#sink.begin(position);
    await this.#write(facts);
    await this.#sink.commit();
  }

  /** The batch that a crash left in doubt, exactly as it was. */
  async #finish(): Promise<void> {
    const { position, intent } = this.#sink;
    const facts: RecordedFact[] = [];
    const after = position < 0n ? undefined : position;
    for await (const event of readLog(this.#eventStore, after, intent)) facts.push(...event);
    await this.#write(facts);
    await this.#sink.commit();
  }

  async #write(facts: readonly RecordedFact[]): Promise<void> {
    const rows = <Row>(table: ClickHouseTable<Row>, of: readonly Row[]): Values =>
      of.map((row) => clickHouseRow(table, row));
    try {
      await this.#insert('facts', rows(factsTable, facts));
      await this.#insert('latencies', rows(latenciesTable, facts.flatMap(latenciesOf)));
      for (const { rows: entity, table } of this.#entities) {
        const changed = await entity.fold(this.#client, facts);
        await this.#insert(table.name, rows(table, changed));
      }
    } catch (error) {
      for (const { rows: entity } of this.#entities) entity.clear();
      throw error;
    }
  }

  async #insert(table: string, values: Values): Promise<void> {
    if (values.length === 0) return;
    const { position, intent } = this.#sink;
    await this.#client.insert({
      table: `bellwether.${table}`,
      values,
      format: 'JSONEachRow',
      clickhouse_settings: {
        insert_deduplicate: 1,
        insert_deduplication_token: `${position}-${intent}`,
        deduplicate_blocks_in_dependent_materialized_views: 1,
      },
    });
  }

  /** Its data directory was lost, or is another one: it is filled again from the log. */
  async #isEmpty(): Promise<boolean> {
    const result = await this.#client.query({
      query: 'select count() as facts from bellwether.facts',
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ facts: number | string }>();
    return Number(row?.facts) === 0;
  }
}
