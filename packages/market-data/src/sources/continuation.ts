import { NANOS_PER_DAY, type MarketUpdate } from '../update/market-update.ts';
import type { Moment } from '../moment/market-time.ts';
import { nanosBetween } from '../moment/market-time.ts';

/** What is further behind the market’s time would count as silent there: it is moved up. */
const BEHIND_NANOS = 5_000_000_000;

/**
 * Lets recordings follow each other as one source. Their numbers go on where those of the recording before ended. Their
 * times are kept, unless they are more than five seconds behind the market's: then that update and all later ones of the
 * source are moved up to it by the same amount, since a market has one time and what lies behind it is of no use.
 */
export class Continuation {
  /** What is added to the numbers of the present recording, and the last number told: by instrument, or all under 0. */
  readonly #bases = new Map<number, number>();
  readonly #lasts = new Map<number, number>();
  #days = 0;
  #nanos = 0;

  /** Whether times are others than the recording has. */
  get isMoved(): boolean {
    return this.#days !== 0 || this.#nanos !== 0;
  }

  /** Another recording begins. */
  begin(): void {
    this.#bases.clear();
  }

  /** Turns the number of an event back into that of its recording. @param key the instrument, or 0. */
  recorded(key: number, sequence: number): number {
    return sequence - (this.#bases.get(key) ?? 0);
  }

  /** A number for an event that is in no recording, behind all that were told. */
  next(key: number): number {
    const sequence = (this.#lasts.get(key) ?? 0) + 1;
    this.#lasts.set(key, sequence);
    return sequence;
  }

  /** @param key the instrument where each has numbers of its own, or 0. @param market its time; undefined before any. */
  apply(update: MarketUpdate, key: number, market: Moment | undefined): void {
    let base = this.#bases.get(key);
    if (base === undefined) {
      const last = this.#lasts.get(key);
      base = last === undefined ? 0 : last + 1 - update.sequence;
      this.#bases.set(key, base);
    }
    update.sequence += base;
    this.#lasts.set(key, update.sequence);
    this.#move(update);
    if (market === undefined) return;
    const behind = nanosBetween({ day: update.exchangeDay, nanos: update.exchangeNanos }, market);
    if (behind <= BEHIND_NANOS) return;
    this.#days += market.day - update.exchangeDay;
    this.#nanos += market.nanos - update.exchangeNanos;
    if (this.#nanos < 0) {
      this.#days--;
      this.#nanos += NANOS_PER_DAY;
    } else if (this.#nanos >= NANOS_PER_DAY) {
      this.#days++;
      this.#nanos -= NANOS_PER_DAY;
    }
    update.exchangeDay = market.day;
    update.exchangeNanos = market.nanos;
  }

  #move(update: MarketUpdate): void {
    const nanos = update.exchangeNanos + this.#nanos;
    const isOver = nanos >= NANOS_PER_DAY;
    update.exchangeDay += this.#days + (isOver ? 1 : 0);
    update.exchangeNanos = isOver ? nanos - NANOS_PER_DAY : nanos;
  }
}
