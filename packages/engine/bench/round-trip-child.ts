// One command at a time through an engine thread and back. Prints one line of JSON.
import { createHistogram } from 'node:perf_hooks';
import { Phase, createThreadedEngine, type WaitStrategyName } from '../src/index.ts';
import { childInput } from './child.ts';

export interface RoundTripInput {
  readonly wait: WaitStrategyName;
  readonly rounds: number;
}

export interface RoundTripResult {
  readonly wait: WaitStrategyName;
  /** Nanoseconds. */
  readonly p50: number;
  readonly p99: number;
}

const { wait, rounds } = childInput<RoundTripInput>();
const engine = await createThreadedEngine({ wait });
engine.addSymbol({ token: 0, symbol: 0, windowTicks: 1024 });
engine.setPhase({ token: 0, symbol: 0, phase: Phase.CONTINUOUS });
await engine.drain(() => {});
const times = createHistogram();
for (const part of [rounds, rounds]) {
  times.reset();
  for (let i = 0; i < part; i++) {
    const start = performance.now();
    engine.print({ token: i, symbol: 0, price: 1000 });
    engine.flush();
    while (engine.inFlight !== 0) engine.poll(() => {});
    times.record(Math.max(1, Math.round((performance.now() - start) * 1e6)));
    // Let the engine fall asleep, where it does.
    if (wait !== 'spin') await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
await engine.stop();
const result: RoundTripResult = { wait, p50: times.percentile(50), p99: times.percentile(99) };
console.log(JSON.stringify(result));
