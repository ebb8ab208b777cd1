import type { Bar } from '../bars/bar.ts';
import { BarKind } from '../bars/bar.ts';

const FIELDS = 7;
const INITIAL = 16;

/** The bars of one instrument and width in the present session, in the order of their start, for corrections. */
export class SessionBars {
  count = 0;
  #numbers = new Float64Array(FIELDS * INITIAL);

  clear(): void {
    this.count = 0;
  }

  /** Puts a bar in its place, over what stood there, or takes it away. @returns the place. */
  put(bar: Bar): number {
    let at = this.count;
    while (at > 0 && this.startOf(at - 1) >= bar.start) at--;
    const isThere = at < this.count && this.startOf(at) === bar.start;
    if (bar.kind === BarKind.WITHDRAWN) {
      if (isThere) this.#move(at + 1, at);
      return at;
    }
    if (!isThere) this.#move(at, at + 1);
    const { start, open, high, low, close, volume, turnover } = bar;
    const base = at * FIELDS;
    this.#numbers[base] = start;
    this.#numbers[base + 1] = open;
    this.#numbers[base + 2] = high;
    this.#numbers[base + 3] = low;
    this.#numbers[base + 4] = close;
    this.#numbers[base + 5] = volume;
    this.#numbers[base + 6] = turnover;
    return at;
  }

  startOf(at: number): number {
    return this.#numbers[at * FIELDS]!;
  }

  /** Reads a bar into an input. */
  read(
    at: number,
    into: {
      open: number;
      high: number;
      low: number;
      close: number;
      volume: number;
      turnover: number;
      isFirst: boolean;
    },
  ): void {
    const base = at * FIELDS;
    into.open = this.#numbers[base + 1]!;
    into.high = this.#numbers[base + 2]!;
    into.low = this.#numbers[base + 3]!;
    into.close = this.#numbers[base + 4]!;
    into.volume = this.#numbers[base + 5]!;
    into.turnover = this.#numbers[base + 6]!;
    into.isFirst = at === 0;
  }

  /** Moves the bars from one place on to another. */
  #move(from: number, to: number): void {
    const count = this.count + to - from;
    if (count * FIELDS > this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers.copyWithin(to * FIELDS, from * FIELDS, this.count * FIELDS);
    this.count = count;
  }
}
