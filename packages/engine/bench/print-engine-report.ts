import type { LatencyResult } from './latency-child.ts';
import type { Machine } from './machine.ts';
import type { MemoryResult } from './memory-child.ts';
import type { RoundTripResult } from './round-trip-child.ts';
import type { ServiceTimeResult } from './service-time-child.ts';
import type { ThroughputReport } from './throughput.ts';

export interface EngineReport {
  readonly machine: Machine;
  readonly throughput: readonly ThroughputReport[];
  readonly growth: readonly ThroughputReport[];
  readonly serviceTime: ServiceTimeResult;
  readonly memory: MemoryResult;
  readonly roundTrip: readonly RoundTripResult[];
  readonly latency: readonly LatencyResult[];
}

const rows = (reports: readonly ThroughputReport[]): object[] =>
  reports.flatMap(({ flow, resting, books }) => books.map((book) => ({ flow, resting, ...book })));

/** The report as tables, for people. */
export const printEngineReport = (report: EngineReport): void => {
  console.log(report.machine);
  console.log('Operations per CPU second; bellwetherIs: how many times as fast ours is');
  console.table(rows(report.throughput));
  console.table(rows(report.growth));
  console.log('Service time, nanoseconds', report.serviceTime);
  console.log('Memory', report.memory);
  console.log('Round trip through the engine thread, nanoseconds');
  console.table(report.roundTrip);
  console.log('Latency from intended send time, microseconds');
  console.table(
    report.latency.map(({ latency, hiccups, ...rest }) => ({
      ...rest,
      ...latency,
      hiccupP99: hiccups.p99,
    })),
  );
};
