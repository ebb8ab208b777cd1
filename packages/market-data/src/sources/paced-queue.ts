import { copyUpdate } from '../arbitrate/update-copy.ts';
import { MarketUpdate } from '../update/market-update.ts';
import type { UpdateSink } from '../update/sink.ts';
import { nanosBetween, type Moment } from '../moment/market-time.ts';

const NANOS_PER_MS = 1_000_000;
/** Where nothing happened for longer, as at night, nobody waits. */
const PAUSE_MAX_NANOS = 60_000_000_000;
/** What is due within this time goes at once: fewer timers, and no eye sees it. */
const TOGETHER_MS = 10;

/** What pacing needs of the world. */
export interface PaceClock {
  /** Ms of a clock that only goes on. */
  now(): number;
  /** Resolves after so many ms, or when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

type Waiting = { readonly update: MarketUpdate } | { readonly id: number; readonly symbol: string };

/**
 * Holds what a step of a reader told until its time has come: event time times `speed`. Bounded by what a step tells. A
 * pause of more than a minute is passed over.
 */
export class PacedQueue implements UpdateSink {
  readonly #sink: UpdateSink;
  readonly #speed: number;
  readonly #clock: PaceClock;
  readonly #waiting: Waiting[] = [];
  /** Event time, and when by the clock that was due. */
  #from: Moment | undefined;
  #fromMs = 0;
  #last: Moment | undefined;

  /** @param speed event time to wall time, above 0. */
  constructor(sink: UpdateSink, speed: number, clock: PaceClock) {
    this.#sink = sink;
    this.#speed = speed;
    this.#clock = clock;
  }

  instrument(id: number, symbol: string): void {
    this.#waiting.push({ id, symbol });
  }

  update(told: MarketUpdate): void {
    const update = new MarketUpdate();
    copyUpdate(told, update);
    this.#waiting.push({ update });
  }

  /** Tells the sink what is held, each at its time; what is left when the signal is aborted is forgotten. */
  async drain(signal: AbortSignal): Promise<void> {
    for (const one of this.#waiting) {
      if (!('update' in one)) {
        this.#sink.instrument(one.id, one.symbol);
        continue;
      }
      const wait = this.#dueAt(one.update) - this.#clock.now();
      if (wait > TOGETHER_MS) await this.#clock.sleep(wait, signal);
      if (signal.aborted) break;
      this.#sink.update(one.update);
    }
    this.#waiting.length = 0;
  }

  #dueAt({ exchangeDay: day, exchangeNanos: nanos }: MarketUpdate): number {
    const moment = { day, nanos };
    const pause = this.#last === undefined ? 0 : nanosBetween(this.#last, moment);
    if (this.#from === undefined || pause > PAUSE_MAX_NANOS || pause < -PAUSE_MAX_NANOS) {
      this.#from = moment;
      this.#fromMs = this.#clock.now();
    }
    this.#last = moment;
    return this.#fromMs + nanosBetween(this.#from, moment) / NANOS_PER_MS / this.#speed;
  }
}
