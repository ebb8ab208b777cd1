import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClickHouse, type ClickHouseClient } from '@bellwether/platform/click-house';
import { quiet, startClickHouseServer, type TestServer } from '@bellwether/testkit';
import { MarketStore, type MarketStoreOptions } from '../../src/store/market-store.ts';

/** ClickHouse with the users of an installation, and whoever asks it. */
export class StoreStack {
  readonly analyst: ClickHouseClient;
  /** As the service: it writes `market` and reads nothing. */
  readonly writer: ClickHouseClient;
  readonly server: TestServer;
  readonly marketDataUrl: string;
  readonly #directory: string;

  private constructor(
    directory: string,
    { server, analystUrl, marketDataUrl }: Awaited<ReturnType<typeof startClickHouseServer>>,
  ) {
    this.#directory = directory;
    this.server = server;
    this.marketDataUrl = marketDataUrl;
    this.analyst = connectClickHouse(analystUrl, 'analyst');
    this.writer = connectClickHouse(marketDataUrl, 'test');
  }

  static async start(): Promise<StoreStack> {
    const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));
    return new StoreStack(directory, await startClickHouseServer(directory));
  }

  /** A store as the service has it. */
  store(
    options: Partial<Omit<MarketStoreOptions, 'client'>> = {},
    url: string = this.marketDataUrl,
  ): MarketStore {
    const client = connectClickHouse(url, 'market-data');
    const retention = { rawHours: 24, barsYears: 7 };
    return new MarketStore({ client, retention, logger: quiet, everyMs: 1_000, ...options });
  }

  /** Rows as the analyst gets them; 64-bit numbers as digits. */
  async ask<T = Record<string, unknown>>(query: string): Promise<readonly T[]> {
    const answer = await this.analyst.query({
      query,
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
    });
    return answer.json<T>();
  }

  async stop(): Promise<void> {
    await Promise.all([this.analyst.close(), this.writer.close()]);
    await this.server.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
