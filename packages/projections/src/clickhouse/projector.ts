import type { ClickHouseClient } from '@bellwether/platform';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { factRow, tradeRow } from './rows.ts';
import { CLICKHOUSE_TABLES } from './tables.ts';

const CHECKPOINT = 'facts@1';

/**
 * Writes facts and trades to ClickHouse, which knows no transaction: rows first, then the checkpoint. A crash in between
 * repeats rows under the same keys.
 */
export class ClickHouseProjector {
  readonly #client: ClickHouseClient;
  #position = -1n;

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  /** Commit position up to which everything is in; -1 before the first. */
  get position(): bigint {
    return this.#position;
  }

  /** Creates what is missing and learns how far it has come. */
  async prepare(): Promise<void> {
    for (const query of CLICKHOUSE_TABLES) await this.#client.command({ query });
    const result = await this.#client.query({
      query: `select toString(max(position)) as position from bellwether.checkpoints where name = {name: String}`,
      query_params: { name: CHECKPOINT },
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ position: string }>();
    // max() of no rows is 0, where no fact can be: the log starts with the store's own events.
    const position = BigInt(row?.position ?? '0');
    this.#position = position > 0n ? position : -1n;
  }

  async apply(facts: readonly RecordedFact[], position: bigint): Promise<void> {
    if (facts.length > 0) {
      await this.#insert('bellwether.facts', facts.map(factRow));
      await this.#insert(
        'bellwether.trades',
        facts.map(tradeRow).filter((row) => row !== undefined),
      );
      await this.#insert('bellwether.checkpoints', [{ name: CHECKPOINT, position: `${position}` }]);
    }
    if (position > this.#position) this.#position = position;
  }

  async #insert(table: string, values: readonly Record<string, unknown>[]): Promise<void> {
    if (values.length > 0) await this.#client.insert({ table, values, format: 'JSONEachRow' });
  }
}
