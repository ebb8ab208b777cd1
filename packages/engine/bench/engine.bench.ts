// pnpm bench:engine [--json] [--quick]: the book against its peers, its growth, service time, memory and latency.
import { parseArgs } from 'node:util';
import { runChild } from './child.ts';
import { REPLACE_MIX, STANDARD_MIX } from './flow.ts';
import type { LatencyInput, LatencyResult } from './latency-child.ts';
import { onThisMachine } from './machine.ts';
import type { MemoryInput, MemoryResult } from './memory-child.ts';
import { printEngineReport } from './print-engine-report.ts';
import type { RoundTripInput, RoundTripResult } from './round-trip-child.ts';
import type { ServiceTimeInput, ServiceTimeResult } from './service-time-child.ts';
import { measureThroughput, type FlowOptions, type ThroughputReport } from './throughput.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const quick = values.quick;
const operations = quick ? 200_000 : 1_000_000;
const rounds = quick ? 1 : 3;

const OURS = ['bellwether', 'bellwether (door)'];
const PEERS = ['nodejs-order-book', 'hft-limit-order-book', 'orderbook-match-engine'];

const withPeers: readonly FlowOptions[] = [
  { name: 'standard', resting: 1_000, mix: STANDARD_MIX },
  { name: 'standard', resting: 10_000, mix: STANDARD_MIX },
  { name: 'standard', resting: 100_000, mix: STANDARD_MIX },
  { name: '82 % replace', resting: 10_000, mix: REPLACE_MIX },
];
const growth: readonly FlowOptions[] = [
  { name: '1,000,000 resting', resting: quick ? 200_000 : 1_000_000, mix: STANDARD_MIX },
  { name: '10 symbols', resting: 10_000, mix: STANDARD_MIX, symbols: 10 },
  { name: '100 symbols', resting: 10_000, mix: STANDARD_MIX, symbols: 100 },
  { name: '1,000 symbols', resting: 10_000, mix: STANDARD_MIX, symbols: 1_000 },
  { name: '5,000 symbols', resting: 10_000, mix: STANDARD_MIX, symbols: 5_000 },
];

const throughputOf = async (
  flows: readonly FlowOptions[],
  books: readonly string[],
): Promise<ThroughputReport[]> => {
  const reports: ThroughputReport[] = [];
  for (const flow of flows)
    reports.push(await measureThroughput(flow, { operations, rounds, books }));
  return reports;
};

const latencies = async (): Promise<LatencyResult[]> => {
  const results: LatencyResult[] = [];
  for (const perSecond of [100_000, 500_000, 1_000_000]) {
    const input = { perSecond, seconds: quick ? 1 : 3 };
    results.push(await runChild<LatencyInput, LatencyResult>('latency-child.ts', input));
  }
  return results;
};

const roundTrips = async (): Promise<RoundTripResult[]> => {
  const results: RoundTripResult[] = [];
  for (const [wait, count] of [
    ['spin', 100_000],
    ['park', 500],
  ] as const) {
    const input = { wait, rounds: count };
    results.push(await runChild<RoundTripInput, RoundTripResult>('round-trip-child.ts', input));
  }
  return results;
};

const report = await onThisMachine(async () => ({
  throughput: await throughputOf(withPeers, [...OURS, ...PEERS]),
  growth: await throughputOf(growth, ['bellwether']),
  serviceTime: await runChild<ServiceTimeInput, ServiceTimeResult>('service-time-child.ts', {
    resting: 10_000,
    operations,
  }),
  memory: await runChild<MemoryInput, MemoryResult>('memory-child.ts', { orders: 1_000_000 }),
  roundTrip: await roundTrips(),
  latency: await latencies(),
}));

if (values.json) console.log(JSON.stringify(report, null, 2));
else printEngineReport(report);
