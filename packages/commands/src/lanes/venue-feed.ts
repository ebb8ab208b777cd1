import type { CommandId, InstrumentQuote, SymbolQuote } from '@bellwether/domain';
import { RareLog, type Logger } from '@bellwether/platform/log';
import { derivedId, type Runtime } from '@bellwether/platform/runtime';
import { SYSTEM } from '../engine-port/request.ts';
import type { GroupCommit } from '../journal/group-commit.ts';
import type { TradingPartition } from '../partition/partition.ts';
import { ListedSymbols } from './listed-symbols.ts';
import type { CommandMetrics } from './metrics.ts';
import type { PartitionLoop } from './partition-loop.ts';

/** Lets quotes of venues be heard; the returned function ends that. */
export type HearQuotes = (heard: (quotes: readonly SymbolQuote[]) => void) => () => void;

/** Quotes that the books are given between two turns of commands: about a millisecond's worth. */
const SLICE_MAX = 128;
/** Where the event store has taken nothing for so long, quotes are let go: they would be old when it is back, ms. */
const STALLED_MS = 1_000;

export interface VenueFeedOptions {
  readonly partition: TradingPartition;
  readonly loop: Pick<PartitionLoop, 'exclusively'>;
  readonly commit: Pick<GroupCommit, 'add' | 'stalledMs'>;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly metrics: Pick<CommandMetrics, 'quoted'>;
}

/**
 * Takes the quotes of other venues to the books, between turns of commands. Of what a venue quotes in an instrument the newest
 * alone waits, so there are never more than there are instruments and venues.
 */
export class VenueFeed {
  readonly #options: VenueFeedOptions;
  readonly #refused: RareLog;
  readonly #symbols: ListedSymbols;
  readonly #waiting = new Map<string, InstrumentQuote>();
  #work: Promise<void> = Promise.resolve();
  #isWorking = false;
  #stopped = false;

  constructor(options: VenueFeedOptions) {
    this.#options = options;
    const { logger, runtime } = options;
    this.#symbols = new ListedSymbols(options.partition.state, () => runtime.monotonicMs());
    const what = 'a quote that no book can count';
    this.#refused = new RareLog(logger, what, () => runtime.monotonicMs());
  }

  /** @param fail called when the state machine contradicts itself. @returns ends it: nothing is taken any more. */
  start(hear: HearQuotes, fail: (error: unknown) => void): () => Promise<void> {
    const deaf = hear((quotes) => {
      this.#take(quotes);
      if (!this.#isWorking) this.#work = this.#applyAll().catch(fail);
    });
    return async () => {
      deaf();
      this.#stopped = true;
      await this.#work;
    };
  }

  #take(quotes: readonly SymbolQuote[]): void {
    const { runtime, metrics } = this.#options;
    const now = runtime.clock();
    for (const { symbol, ...quote } of quotes) {
      const instrumentId = this.#symbols.instrumentOf(symbol);
      if (instrumentId === undefined) {
        metrics.quoted('unlisted');
        continue;
      }
      const key = `${instrumentId}/${quote.venue}`;
      if (this.#waiting.has(key)) metrics.quoted('superseded');
      // A clock that is ahead does not make a quote last longer.
      const at = quote.at < now ? quote.at : now;
      this.#waiting.set(key, { instrumentId, ...quote, at });
    }
  }

  async #applyAll(): Promise<void> {
    const { loop } = this.#options;
    this.#isWorking = true;
    while (this.#waiting.size > 0 && !this.#stopped) await loop.exclusively(() => this.#apply());
    this.#isWorking = false;
  }

  async #apply(): Promise<void> {
    const { partition, commit, runtime, metrics } = this.#options;
    if (commit.stalledMs > STALLED_MS) return this.#waiting.clear();
    const slice = [...this.#waiting].slice(0, SLICE_MAX);
    for (const [key] of slice) this.#waiting.delete(key);
    const { here, state } = partition;
    const { sequence } = state;
    const quotes = slice.map(([, quote]) => quote);
    let refused = 0;
    const facts = await partition.quote(quotes, ({ message }) => {
      refused += 1;
      this.#refused.note({ reason: message });
    });
    metrics.quoted('refused', refused);
    metrics.quoted('taken', quotes.length - refused);
    if (facts.length === 0) return;
    const commandId = derivedId(`quotes/${here.partition}/${sequence}`) as CommandId;
    const receivedAt = runtime.clock();
    commit.add(
      { commandId, principal: SYSTEM, fingerprint: 0n, receivedAt, facts },
      () => undefined,
    );
  }
}
