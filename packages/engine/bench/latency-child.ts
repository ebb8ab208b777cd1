// Host → ring → engine thread → ring → host under an open load: each command's latency counts from the moment at which it
// was to be sent, whether or not it could be sent then. Beside it the same loop without an engine: the machine's hiccups.
import { build, type Histogram } from 'hdr-histogram-js';
import {
  EventKind,
  OrderType,
  Phase,
  Side,
  TimeInForce,
  createThreadedEngine,
  type Engine,
  type EngineEvent,
} from '../src/index.ts';
import { childInput } from './child.ts';

export interface LatencyInput {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
}

export interface LatencyResult {
  readonly perSecond: number;
  readonly achievedPerSecond: number;
  /** Microseconds from the intended send time. */
  readonly latency: Percentiles;
  /** Microseconds by which the same loop is late without any engine. */
  readonly hiccups: Percentiles;
}

const NANOSECONDS = 1e6;
const { perSecond, seconds } = childInput<LatencyInput>();
const commands = perSecond * seconds;
const intervalMs = 1000 / perSecond;

const histogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60e9,
    numberOfSignificantValueDigits: 3,
  });

const percentiles = (h: Histogram): Percentiles => {
  const [p50, p90, p99, p999] = [50, 90, 99, 99.9].map(
    (p) => Math.round(h.getValueAtPercentile(p)) / 1000,
  );
  return { p50: p50!, p90: p90!, p99: p99!, p999: p999! };
};

const record = (h: Histogram, milliseconds: number): void => {
  h.recordValue(Math.max(1, Math.round(milliseconds * NANOSECONDS)));
};

/** Commands that were to be sent by then; the first at once. */
const dueAfter = (elapsedMs: number): number => 1 + Math.floor(elapsedMs / intervalMs);

/** Adds and cancels around a price, so that the book stays small and each command is answered at once. */
const submit = (engine: Engine, token: number): boolean => {
  const ref = token >> 1;
  if ((token & 1) === 1) return engine.cancel({ token, symbol: 0, ref });
  return engine.newOrder({
    token,
    symbol: 0,
    ref,
    side: (ref & 1) as Side,
    type: OrderType.LIMIT,
    timeInForce: TimeInForce.GTC,
    price: (ref & 1) === 0 ? 1000 - (ref % 50) : 1001 + (ref % 50),
    quantity: 10,
  });
};

const measureEngine = async (): Promise<{ latency: Percentiles; achievedPerSecond: number }> => {
  const engine = await createThreadedEngine({ wait: 'spin' });
  engine.addSymbol({ token: -1, symbol: 0, windowTicks: 1024 });
  engine.setPhase({ token: -2, symbol: 0, phase: Phase.CONTINUOUS });
  await engine.drain(() => {});
  const latencies = histogram();
  let start = 0;
  let done = 0;
  const onEvent = (e: EngineEvent): void => {
    if (e.kind !== EventKind.COMPLETED) return;
    done++;
    record(latencies, performance.now() - (start + e.token * intervalMs));
  };
  // First a part at the same rate that does not count, for the compiler.
  for (const count of [Math.min(commands, 200_000), commands]) {
    latencies.reset();
    done = 0;
    start = performance.now();
    for (let sent = 0; done < count;) {
      const due = Math.min(count, dueAfter(performance.now() - start));
      while (sent < due && submit(engine, sent)) sent++;
      engine.poll(onEvent);
    }
  }
  const achievedPerSecond = Math.round(commands / ((performance.now() - start) / 1000));
  await engine.stop();
  return { latency: percentiles(latencies), achievedPerSecond };
};

const measureHiccups = (): Percentiles => {
  const late = histogram();
  const start = performance.now();
  for (let sent = 0; sent < commands;) {
    const due = Math.min(commands, dueAfter(performance.now() - start));
    for (; sent < due; sent++) record(late, performance.now() - (start + sent * intervalMs));
  }
  return percentiles(late);
};

const result: LatencyResult = { perSecond, ...(await measureEngine()), hiccups: measureHiccups() };
console.log(JSON.stringify(result));
