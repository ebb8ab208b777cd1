import { formatDate, sessionStream, type CommandId, type TradingState } from '@bellwether/domain';
import { derivedId, type Logger } from '@bellwether/platform';
import type { Aggregates } from '../aggregates/aggregates.ts';
import { SYSTEM } from '../partition/request.ts';
import { sleep, type Runtime } from '../runtime/runtime.ts';

const LOOK_EVERY_MS = 500;

export interface MarketHaltProcessOptions {
  readonly sessions: Aggregates['sessions'];
  /** The partition's state: it has followed the halt, and knows until when it lasts. */
  readonly state: Pick<TradingState, 'marketHalt'>;
  readonly runtime: Runtime;
  readonly logger: Logger;
}

/**
 * Ends market-wide halts when their time is over. Where it stands is the partition's own state; what it sends has an id
 * that follows from day and level, so that several partitions, or a start in the middle, resume the market once.
 */
export class MarketHaltProcess {
  readonly #options: MarketHaltProcessOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: MarketHaltProcessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { runtime, logger } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        // The market stays halted until the store answers; nothing is lost by looking again.
        logger.warn({ err: error }, 'market halt: not resumed yet');
      }
      await sleep(runtime, LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    const { state, runtime, logger } = this.#options;
    const { marketHalt } = state;
    const now = runtime.clock();
    if (marketHalt?.until === undefined || now < marketHalt.until) return;
    const { date, level } = marketHalt;
    const result = await this.#options.sessions.handle(sessionStream(date), {
      id: derivedId(`resumption/${formatDate(date)}/${level}`) as CommandId,
      command: { type: 'ResumeMarket', data: { sessionDate: date }, at: now },
      fingerprint: 0n,
      principal: SYSTEM,
      receivedAt: now,
    });
    if (result.kind === 'recorded') logger.info({ day: formatDate(date), level }, 'market resumed');
  }
}
