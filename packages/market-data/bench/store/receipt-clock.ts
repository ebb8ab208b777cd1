import { NANOS_PER_DAY, type MarketUpdate } from '../../src/update/market-update.ts';
import type { UpdateSink } from '../../src/update/sink.ts';

const MS_PER_DAY = 86_400_000;
const NANOS_PER_MS = NANOS_PER_DAY / MS_PER_DAY;

/** A clock that shows when a recording's updates would be received today: 100 µs and some chance after they happen. */
export class ReceiptClock {
  readonly #midnight = Math.floor(Date.now() / MS_PER_DAY) * MS_PER_DAY - MS_PER_DAY / 2;
  #ms = 0;
  #seed = 1;

  /** Ms since 1970 UTC, with a fraction. */
  readonly now = (): number => this.#ms;

  /** What stands before a sink, and sets the clock. */
  before(sink: UpdateSink): UpdateSink {
    return {
      instrument: (id, symbol) => sink.instrument(id, symbol),
      update: (update) => {
        this.#set(update);
        sink.update(update);
      },
    };
  }

  #set({ exchangeNanos }: MarketUpdate): void {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    const delay = 0.1 - Math.log(1 - this.#seed / 2 ** 32) / 10;
    this.#ms = Math.max(this.#ms, this.#midnight + exchangeNanos / NANOS_PER_MS + delay);
  }
}
