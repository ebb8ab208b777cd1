import { NANOS_PER_DAY, type MarketUpdate } from '../update/market-update.ts';

const NANOS_PER_MS = 1_000_000;

/** A point of event time: days since 1970-01-01 UTC, and nanoseconds of that day. */
export interface Moment {
  readonly day: number;
  readonly nanos: number;
}

/** Nanoseconds from one moment to another; exact within a hundred days, and of the right sign beyond. */
export function nanosBetween(from: Moment, to: Moment): number {
  return (to.day - from.day) * NANOS_PER_DAY + (to.nanos - from.nanos);
}

/** A moment so many nanoseconds (fewer than a day's) later. */
export function later({ day, nanos }: Moment, more: number): Moment {
  const sum = nanos + more;
  return sum < NANOS_PER_DAY ? { day, nanos: sum } : { day: day + 1, nanos: sum - NANOS_PER_DAY };
}

/** The present by the wall clock. @param ms since 1970 UTC, with a fraction. */
export function momentAt(ms: number): Moment {
  const whole = Math.floor(ms);
  const day = Math.floor(whole / 86_400_000);
  const nanos = (whole - day * 86_400_000) * NANOS_PER_MS + Math.floor((ms - whole) * NANOS_PER_MS);
  return { day, nanos };
}

/** Nanoseconds since 1970 UTC as digits. */
export function instantText({ day, nanos }: Moment): string {
  return `${BigInt(day) * BigInt(NANOS_PER_DAY) + BigInt(nanos)}`;
}

/** The market's event time: the latest of all updates, and how long ago by the wall clock that was heard. */
export class MarketTime {
  #day = -1;
  #nanos: number = Number.MAX_SAFE_INTEGER;
  #heardMs = 0;

  /** Undefined before the first update. */
  get now(): Moment | undefined {
    return this.#day < 0 ? undefined : { day: this.#day, nanos: this.#nanos };
  }

  /** Ms by the wall clock since event time moved last. */
  quietFor(nowMs: number): number {
    return nowMs - this.#heardMs;
  }

  /** @param nowMs by the wall clock. */
  heard({ exchangeDay, exchangeNanos }: MarketUpdate, nowMs: number): void {
    if (exchangeDay < this.#day || (exchangeDay === this.#day && exchangeNanos < this.#nanos))
      return;
    this.#day = exchangeDay;
    this.#nanos = exchangeNanos;
    this.#heardMs = nowMs;
  }

  /** Time goes on without an update. @returns where it has come to. */
  pass(nowMs: number): Moment | undefined {
    const { now } = this;
    if (now === undefined) return undefined;
    const moment = later(
      now,
      Math.max(0, Math.floor(this.quietFor(nowMs) * NANOS_PER_MS)) % NANOS_PER_DAY,
    );
    this.#day = moment.day;
    this.#nanos = moment.nanos;
    this.#heardMs = nowMs;
    return moment;
  }
}
