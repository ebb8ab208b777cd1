import { getTableColumns } from 'drizzle-orm';
import type { ClickHouseClient } from '@bellwether/platform';
import { toJson } from '../postgres/json.ts';
import { foldFacts, keysTouched, type Row, type Rows } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { RowCache } from '../runtime/row-cache.ts';

const CACHE_ROWS = 50_000;

/** The whole row as JSON, beside the columns that are made of it: what the next fact folds on. */
export const STATE_COLUMN = { type: 'String codec(ZSTD)', value: toJson };

/** Rows of a projection on their way to ClickHouse: folded as for Postgres, from the same declaration. */
export class EntityRows {
  readonly projection: Projection;
  readonly #cache = new RowCache(CACHE_ROWS);
  readonly #integers: ReadonlySet<string>;

  constructor(projection: Projection) {
    this.projection = projection;
    const columns = Object.entries(getTableColumns(projection.tables.postgres));
    this.#integers = new Set(
      columns.flatMap(([field, column]) => (column.dataType === 'bigint' ? [field] : [])),
    );
  }

  /** Forgets what was folded and perhaps not written. */
  clear(): void {
    this.#cache.clear();
  }

  /** The rows that facts change. Facts that a stored row has already do nothing: a batch may come twice. */
  async fold(client: ClickHouseClient, facts: readonly RecordedFact[]): Promise<readonly Row[]> {
    const rows: Rows = new Map();
    const missing = this.#cache.take(keysTouched(this.projection, facts), rows);
    if (missing.length > 0) await this.#load(client, missing, rows);
    const stored = new Map([...rows].map(([key, row]) => [key, row?.['position'] as bigint]));
    const fresh: Projection = {
      ...this.projection,
      keysOf: (fact) =>
        this.projection.keysOf(fact).filter((key) => fact.position > (stored.get(key) ?? -1n)),
    };
    const { written } = foldFacts(fresh, facts, rows);
    this.#cache.keep(rows);
    return written;
  }

  async #load(client: ClickHouseClient, keys: readonly string[], rows: Rows): Promise<void> {
    const { clickHouse } = this.projection.tables;
    const column = this.projection.key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    const result = await client.query({
      query: `select state from bellwether.${clickHouse?.name} final
              where toString(${column}) in {keys: Array(String)}`,
      query_params: { keys },
      format: 'JSONEachRow',
    });
    for (const { state } of await result.json<{ state: string }>()) {
      const row = this.#parse(state);
      rows.set(row[this.projection.key] as string, row);
    }
  }

  #parse(state: string): Row {
    const row = JSON.parse(state) as Row;
    for (const field of this.#integers)
      if (row[field] !== null) row[field] = BigInt(row[field] as string);
    return row;
  }
}
