import { build, type Histogram } from 'hdr-histogram-js';
import type { Percentiles } from './plan.ts';

const US_PER_MS = 1_000;

/** Distribution of times from 1 µs to 2 minutes, to three significant digits. */
export class Latencies {
  readonly #recorded: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });

  record(ms: number, count = 1): void {
    this.#recorded.recordValueWithCount(Math.max(1, Math.round(ms * US_PER_MS)), count);
  }

  summary(): Percentiles {
    const at = (percentile: number): number =>
      this.#recorded.getValueAtPercentile(percentile) / US_PER_MS;
    return {
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: this.#recorded.maxValue / US_PER_MS,
    };
  }
}
