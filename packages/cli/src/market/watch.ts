import { setTimeout as sleep } from 'node:timers/promises';
import {
  MARKET_SYMBOL_PATTERN,
  SYMBOLS_MAX,
  type QuoteRow,
} from '@bellwether/market-data/contract';
import type { NatsConnection } from 'nats';
import { natsAs } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { changeLine, marketTable, type Values, type Watched } from './market-table.ts';

const ANSWER_MS = 5_000;
/** From one picture, and one look at indicators, to the next, ms. */
const REFRESH_MS = 500;
const INDICATORS_MAX = 2;

export interface WatchOptions extends InstallationOptions {
  /** With commas. */
  readonly indicators: string;
  readonly width: string;
}

/**
 * Shows the market of symbols until Ctrl-C: a table that is drawn anew on a terminal, else and with `--json` a line for each change.
 * @throws CommandFailure for what is no symbol, and where market data does not answer.
 */
export async function watchMarket(
  symbols: readonly string[],
  options: WatchOptions,
): Promise<void> {
  const indicators = options.indicators.split(',').filter((name) => name !== '');
  demandAskable(symbols, indicators);
  const nats = await natsAs('cli', settingsOf(options));
  const interrupt = untilInterrupted();
  try {
    const watch = new Watch(nats, [...new Set(symbols)], indicators, options.width);
    const isDrawn = options.json !== true && process.stdout.isTTY;
    await watch.follow(interrupt.signal, isDrawn ? undefined : printLine);
  } finally {
    interrupt.dispose();
    await nats.close();
  }
}

function demandAskable(symbols: readonly string[], indicators: readonly string[]): void {
  const isSymbol = new RegExp(MARKET_SYMBOL_PATTERN);
  const wrong = symbols.find((symbol) => !isSymbol.test(symbol));
  if (wrong !== undefined) throw new CommandFailure(`${wrong} is no symbol`);
  if (symbols.length > SYMBOLS_MAX)
    throw new CommandFailure(`at most ${SYMBOLS_MAX} symbols are watched at a time`);
  if (indicators.length > INDICATORS_MAX)
    throw new CommandFailure(`at most ${INDICATORS_MAX} indicators are shown`);
}

function printLine(watched: Watched): void {
  process.stdout.write(`${changeLine(watched)}\n`);
}

class Watch {
  readonly #nats: NatsConnection;
  readonly #symbols: readonly string[];
  readonly #indicators: readonly string[];
  readonly #width: string;
  readonly #quotes = new Map<string, QuoteRow>();
  readonly #lags = new Map<string, number>();
  readonly #values = new Map<string, Values>();
  #drawn = 0;

  constructor(
    nats: NatsConnection,
    symbols: readonly string[],
    indicators: readonly string[],
    width: string,
  ) {
    this.#nats = nats;
    this.#symbols = symbols;
    this.#indicators = indicators;
    this.#width = width;
  }

  /** @param print is given each change; undefined: a table is drawn instead. */
  async follow(
    signal: AbortSignal,
    print: ((watched: Watched) => void) | undefined,
  ): Promise<void> {
    const subscription = this.#nats.subscribe('md.quotes', {
      callback: (error, message) => {
        if (error !== null) return;
        const nowMs = Date.now();
        for (const row of message.json<readonly QuoteRow[]>()) {
          if (!this.#symbols.includes(row.symbol)) continue;
          this.#take(row, nowMs);
          print?.(this.#watched(row));
        }
      },
    });
    for (const row of await this.#ask<QuoteRow>('feed.quotes', { symbols: this.#symbols })) {
      if (this.#quotes.has(row.symbol)) continue;
      this.#take(row, undefined);
      print?.(this.#watched(row));
    }
    while (!signal.aborted) {
      await this.#readValues();
      if (print === undefined) this.#draw();
      await sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
    }
    subscription.unsubscribe();
  }

  #take(row: QuoteRow, nowMs: number | undefined): void {
    this.#quotes.set(row.symbol, row);
    if (nowMs === undefined || row.receivedAt === null) return;
    const receivedMs = Number(BigInt(row.receivedAt) / 1_000_000n);
    this.#lags.set(row.symbol, Math.max(0, nowMs - receivedMs));
  }

  #watched(quote: QuoteRow): Watched {
    const { symbol } = quote;
    const values = this.#values.get(symbol) ?? new Map<string, null>();
    return { quote, values, lagMs: this.#lags.get(symbol) };
  }

  async #readValues(): Promise<void> {
    if (this.#indicators.length === 0) return;
    for (const symbol of this.#symbols) {
      if (!this.#quotes.has(symbol)) continue;
      const input = { symbol, width: this.#width, names: this.#indicators };
      const rows = await this.#ask<{ name: string; value: string | null }>(
        'feed.indicators',
        input,
      );
      this.#values.set(symbol, new Map(rows.map(({ name, value }) => [name, value])));
    }
  }

  #draw(): void {
    const watched = new Map([...this.#quotes].map(([symbol, row]) => [symbol, this.#watched(row)]));
    const text = marketTable(this.#symbols, this.#indicators, watched);
    process.stdout.write(`${this.#drawn > 0 ? `\u001b[${this.#drawn}A\u001b[J` : ''}${text}\n`);
    this.#drawn = text.split('\n').length;
  }

  async #ask<Row>(name: string, input: object): Promise<readonly Row[]> {
    const reply = await this.#nats
      .request(`qry.${name}.cli`, JSON.stringify(input), { timeout: ANSWER_MS })
      .catch((cause: unknown) => {
        const words = 'market data does not answer: is `market-data` running?';
        throw new CommandFailure(words, { cause });
      });
    const { rows, code, message } = reply.json<{
      readonly rows?: readonly Row[];
      readonly code?: string;
      readonly message?: string;
    }>();
    if (rows === undefined) throw new CommandFailure(`${code ?? ''}: ${message ?? ''}`);
    return rows;
  }
}
