import type { NatsConnection } from 'nats';
import { FrameEncoder } from '../frame/encode.ts';
import { momentAt } from '../moment/market-time.ts';
import type { MarketUpdate } from '../update/market-update.ts';

/** Updates of a frame at most: 40 KiB. */
export const FRAME_CAPACITY = 512;
/** How long an update waits for others, ms. */
const FLUSH_MS = 5;
/** Frames under way to the server at most: 10 MiB. What comes beyond them is dropped and counted. */
const UNDER_WAY_MAX = 256;
/** From so many on the server is asked what has arrived: a round trip for every few updates would cost more than they do. */
const ASKED_FROM = 32;
/** Subjects over which instruments are spread, by their numbers. */
export const SHARDS = 4;

/** What a publisher says of itself. */
export interface FrameCounts {
  /** Updates. */
  published: number;
  dropped: number;
  frames: number;
}

export interface FramePublisherOptions {
  readonly nats: Pick<NatsConnection, 'publish' | 'flush'>;
  /** Whether the server can be reached: nothing is put into a connection that is down, which would hold all of it. */
  readonly isConnected: () => boolean;
  /** Ms since 1970 UTC, with a fraction. */
  readonly now: () => number;
  /** Is told how long the oldest update of each frame took from receipt to here, seconds. */
  readonly lag: (seconds: number) => void;
}

interface Frame {
  readonly encoder: FrameEncoder;
  readonly subject: string;
  /** Receipt of its first update: ms since 1970 UTC. */
  receivedMs: number;
}

/**
 * Sends updates as binary frames on `md.updates.<shard>`: full ones at once, others after a few milliseconds. Instruments
 * bear the market's numbers; `md.symbols` tells each symbol's as it appears.
 */
export class FramePublisher {
  readonly counts: FrameCounts = { published: 0, dropped: 0, frames: 0 };
  readonly #options: FramePublisherOptions;
  readonly #frames = new Map<number, Frame>();
  readonly #announced = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  #flushing: Promise<void> | undefined;

  constructor(options: FramePublisherOptions) {
    this.#options = options;
  }

  /** An instrument has this number in the frames. */
  instrument(instrument: number, symbol: string): void {
    if (this.#announced.has(instrument)) return;
    this.#announced.add(instrument);
    if (this.#options.isConnected())
      this.#options.nats.publish('md.symbols', JSON.stringify({ instrument, symbol }));
  }

  /** @param update with the market's numbers of source and instrument; copied within the call. */
  update(update: MarketUpdate): void {
    const shard = update.instrument % SHARDS;
    const key = update.source * SHARDS + shard;
    let frame = this.#frames.get(key);
    if (frame === undefined) {
      const encoder = new FrameEncoder(update.source, FRAME_CAPACITY);
      frame = { encoder, subject: `md.updates.${shard}`, receivedMs: 0 };
      this.#frames.set(key, frame);
    }
    if (frame.encoder.count === 0) frame.receivedMs = this.#options.now();
    frame.encoder.add(update);
    if (frame.encoder.isFull) this.#send(frame);
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** Sends what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const frame of this.#frames.values()) if (frame.encoder.count > 0) this.#send(frame);
  }

  /** Resolves when half of what may be under way has arrived, or where nothing arrives any more. */
  async room(): Promise<void> {
    while (this.#underWay > UNDER_WAY_MAX / 2 && this.#options.isConnected()) await this.#flushing;
  }

  #send(frame: Frame): void {
    const { nats, isConnected, now, lag } = this.#options;
    const { count } = frame.encoder;
    const nowMs = now();
    const { day, nanos } = momentAt(nowMs);
    const bytes = frame.encoder.finish(day, nanos);
    if (!isConnected() || this.#underWay >= UNDER_WAY_MAX) {
      this.counts.dropped += count;
      return;
    }
    // The encoder writes into the same buffer again before the socket has taken it.
    nats.publish(frame.subject, bytes.slice());
    this.counts.published += count;
    this.counts.frames++;
    this.#underWay++;
    lag(Math.max(0, nowMs - frame.receivedMs) / 1_000);
    if (this.#underWay < ASKED_FROM) return;
    this.#flushing ??= this.#arrive().finally(() => (this.#flushing = undefined));
  }

  /** Waits until the server has taken all that was sent. */
  async #arrive(): Promise<void> {
    while (this.#underWay > 0) {
      const sent = this.#underWay;
      try {
        await this.#options.nats.flush();
        this.#underWay -= sent;
      } catch {
        // The connection went down: what was under way is lost, and the client says so in the log.
        this.#underWay = 0;
        return;
      }
    }
  }
}
