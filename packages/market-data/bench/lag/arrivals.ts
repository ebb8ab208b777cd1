import { build } from 'hdr-histogram-js';

/** When quotes arrived: the number of each and the time, ms. Due times are even, so the earliest arrival fixes them. */
export class Arrivals {
  readonly #numbers: number[] = [];
  readonly #times: number[] = [];
  #last = 0;

  /** @param n number of a quote; one that was seen, or is older, is passed over. */
  saw(n: number, atMs: number): void {
    if (n <= this.#last) return;
    this.#last = n;
    this.#numbers.push(n);
    this.#times.push(atMs);
  }

  get count(): number {
    return this.#numbers.length;
  }

  /** The time at which quote 0 was due, by the quote that came earliest for its number. */
  zero(periodMs: number): number {
    return this.#numbers.reduce(
      (zero, n, i) => Math.min(zero, this.#times[i]! - n * periodMs),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Percentiles of the time from when a quote was due to when it was there, ms. */
  lags(zeroMs: number, periodMs: number): Readonly<Record<string, number>> {
    const histogram = build({ highestTrackableValue: 3_600_000_000 });
    for (const [i, n] of this.#numbers.entries()) {
      const us = (this.#times[i]! - zeroMs - n * periodMs) * 1_000;
      histogram.recordValue(Math.max(0, Math.round(us)));
    }
    const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1_000;
    return { count: this.count, p50: at(50), p99: at(99), p999: at(99.9), max: at(100) };
  }
}
