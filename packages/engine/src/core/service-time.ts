import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks';
import type { EngineStats } from './stats.ts';

/** One command in this many is timed. */
const EVERY = 256;

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Service time of a sample of commands, so that the others pay a counter step only. */
export class ServiceTime {
  commands = 0;
  readonly #histogram: RecordableHistogram = createHistogram();

  /** Counts a command; true when it is one to time. */
  next(): boolean {
    this.commands++;
    return this.commands % EVERY === 0;
  }

  /** Times `run`. */
  time(run: () => void): void {
    const start = performance.now();
    run();
    const nanoseconds = (performance.now() - start) * NANOSECONDS_PER_MILLISECOND;
    this.#histogram.record(Math.max(1, Math.round(nanoseconds)));
  }

  get summary(): EngineStats['serviceTime'] {
    const histogram = this.#histogram;
    const samples = histogram.count;
    if (samples === 0) return { samples, p50: 0, p99: 0, p999: 0, max: 0 };
    const [p50, p99, p999] = [50, 99, 99.9].map((p) => histogram.percentile(p)) as [
      number,
      number,
      number,
    ];
    return { samples, p50, p99, p999, max: histogram.max };
  }
}
