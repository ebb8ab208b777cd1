// Time of each single operation, clock cost included, and memory of a full book. Prints one line of JSON.
import { createHistogram } from 'node:perf_hooks';
import { bellwether } from './books/bellwether.ts';
import { childInput } from './child.ts';
import { buildFlow } from './flow.ts';

export interface ServiceTimeInput {
  readonly resting: number;
  readonly operations: number;
}

export interface ServiceTimeResult {
  /** Nanoseconds, the clock's own cost included. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Cost of reading the clock twice, median. */
  readonly clock: number;
}

const NANOSECONDS = 1e6;

const { resting, operations } = childInput<ServiceTimeInput>();
const { ops, prefill } = buildFlow(resting, operations);
const times = createHistogram();
const clock = createHistogram();
for (let run = 0; run < 4; run++) {
  const book = bellwether(ops);
  book.run(0, prefill);
  times.reset();
  for (let i = prefill; i < prefill + operations; i++) {
    const start = performance.now();
    book.run(i, i + 1);
    times.record(Math.max(1, Math.round((performance.now() - start) * NANOSECONDS)));
  }
}
for (let i = 0; i < operations; i++) {
  const start = performance.now();
  clock.record(Math.max(1, Math.round((performance.now() - start) * NANOSECONDS)));
}
const result: ServiceTimeResult = {
  p50: times.percentile(50),
  p99: times.percentile(99),
  p999: times.percentile(99.9),
  max: times.max,
  clock: clock.percentile(50),
};
console.log(JSON.stringify(result));
