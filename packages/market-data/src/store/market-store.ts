import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { RareLog, type Logger } from '@bellwether/platform/log';
import { MARKET_DATABASE, prepareMarket, type Retention } from './installation.ts';
import { Block } from './native/block.ts';
import { Reused } from './native/wire.ts';
import { barsTable, deltasTable, quotesTable, tradesTable } from './tables.ts';

/** How long rows wait for others, ms: an insert costs ClickHouse the same for one as for thousands. */
const EVERY_MS = 5_000;
/** Rows of a table that wait at most; from half of them on they are written at once. */
const ROWS_MAX = 65_536;
/** Bars come by the dozen: all symbols' close at once. */
const BARS_MAX = 32_768;
/** How long an insert may take, ms. */
const INSERT_MS = 10_000;
/** How long the last ones may take altogether, ms. */
const STOP_MS = 3_000;

/** Rows by what became of them. */
export interface StoredCounts {
  stored: number;
  dropped: number;
}

export interface MarketStoreOptions {
  /** Is closed with the store. */
  readonly client: ClickHouseClient;
  readonly retention: Retention;
  readonly logger: Logger;
  /** How long rows wait for others, ms; 5,000 by default. */
  readonly everyMs?: number;
  /** Rows of a table that wait at most; 65 536 by default. */
  readonly rowsMax?: number;
}

/**
 * Writes rows into ClickHouse's database `market`: after five seconds, or when half of what may wait does, one insert after the
 * other. What ClickHouse does not take is dropped and counted, and nothing is tried twice: the next rows are on their way.
 */
export class MarketStore {
  readonly quotes: Block<typeof quotesTable.columns>;
  readonly trades: Block<typeof tradesTable.columns>;
  readonly deltas: Block<typeof deltasTable.columns>;
  readonly bars: Block<typeof barsTable.columns>;
  /** By table. Rows of an insert that was not answered count as dropped, although they may have arrived. */
  readonly counts: Readonly<Record<string, StoredCounts>>;
  readonly #options: MarketStoreOptions;
  readonly #blocks: readonly (readonly [name: string, block: Block<never>])[];
  readonly #failures: RareLog;
  readonly #timer: NodeJS.Timeout;
  /** Of the insert that is under way. */
  readonly #memory = new Reused();
  /** Ends what is under way when the store has to stop. */
  readonly #end = new AbortController();
  #isPrepared = false;
  /** Whether ClickHouse did not take the last rows. */
  #hasFailed = false;
  #writing: Promise<void> | undefined;

  constructor(options: MarketStoreOptions) {
    const { rowsMax = ROWS_MAX, everyMs = EVERY_MS, logger } = options;
    this.#options = options;
    this.quotes = new Block(quotesTable.columns, rowsMax);
    this.trades = new Block(tradesTable.columns, rowsMax);
    this.deltas = new Block(deltasTable.columns, rowsMax);
    this.bars = new Block(barsTable.columns, Math.min(rowsMax, BARS_MAX));
    const { quotes, trades, deltas, bars } = this;
    this.#blocks = Object.entries({ quotes, trades, deltas, bars }) as never;
    this.counts = Object.fromEntries(
      this.#blocks.map(([name]) => [name, { stored: 0, dropped: 0 }]),
    );
    this.#failures = new RareLog(logger, 'market data was not stored');
    this.#timer = setInterval(() => void this.#write(), everyMs);
  }

  /** The number of a new row of a block, which is to be filled within the same turn; −1 where there is no room for it. */
  row(name: 'quotes' | 'trades' | 'deltas' | 'bars'): number {
    const block = this[name];
    const row = block.count;
    if (row === block.capacity) {
      this.counts[name]!.dropped++;
      return -1;
    }
    block.count = row + 1;
    if (row === block.capacity >> 1 && !this.#hasFailed) setImmediate(() => void this.#write());
    return row;
  }

  /** Resolves when there is room for half of what may wait, or where ClickHouse takes nothing. */
  async room(): Promise<void> {
    while (this.#isFilling && !this.#hasFailed) await this.#write();
  }

  /** Writes what waits, for three seconds at most, and closes the connection. Nothing may be added any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const deadline = setTimeout(() => this.#end.abort(), STOP_MS);
    await this.#writing;
    await this.#writeAll();
    clearTimeout(deadline);
    for (const [name, block] of this.#blocks) this.counts[name]!.dropped += block.count;
    await this.#options.client.close();
  }

  get #isFilling(): boolean {
    return this.#blocks.some(([, { count, capacity }]) => count > capacity >> 1);
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  /** Ends with the first insert that fails: what waits for the others is tried the next time. */
  async #writeAll(): Promise<void> {
    do
      for (const [name, block] of this.#blocks)
        if (block.count > 0 && !(await this.#insert(name, block))) return;
    while (this.#isFilling);
  }

  async #insert(name: string, block: Block<never>): Promise<boolean> {
    const { client } = this.#options;
    const { count } = block;
    const bytes = block.take(this.#memory);
    const signal = AbortSignal.any([AbortSignal.timeout(INSERT_MS), this.#end.signal]);
    try {
      await this.#prepare(signal);
      const { stream } = await client.exec({
        query: `insert into ${MARKET_DATABASE}.${name} format Native`,
        values: Readable.from([bytes], { objectMode: false }),
        abort_signal: signal,
      });
      stream.resume();
      this.counts[name]!.stored += count;
      this.#hasFailed = false;
    } catch (error) {
      // Whatever it was: the tables may be gone.
      this.#isPrepared = false;
      this.#hasFailed = true;
      this.counts[name]!.dropped += count;
      this.#failures.note({ err: error, table: name, rows: count });
    }
    return !this.#hasFailed;
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isPrepared) return;
    await prepareMarket(this.#options.client, this.#options.retention, signal);
    this.#isPrepared = true;
  }
}
