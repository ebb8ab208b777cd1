import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './child.ts';
import { buildFlow, type FlowMix } from './flow.ts';
import { median, rounded } from './statistics.ts';
import type { ThroughputInput, ThroughputResult } from './throughput-child.ts';

export interface ThroughputRow {
  readonly book: string;
  /** Operations per CPU second: median over the warm runs of all rounds. */
  readonly opsPerCpuSecond: number;
  readonly correct: boolean;
  /** How many times as fast Bellwether's book is in the same run of the benchmark. */
  readonly bellwetherIs: number;
}

export interface ThroughputReport {
  readonly flow: string;
  readonly resting: number;
  readonly operations: number;
  readonly trades: number;
  readonly books: readonly ThroughputRow[];
}

export interface FlowOptions {
  readonly name: string;
  readonly resting: number;
  readonly mix: FlowMix;
  readonly symbols?: number;
}

export interface ThroughputOptions {
  readonly operations: number;
  readonly rounds: number;
  readonly books: readonly string[];
}

const OURS = 'bellwether';
/** A fast engine's code is warm after some runs; a slow one's within its first. */
const RUNS = { ours: 6, peers: 2 };
const MOST_MS = 2_000;

/** All books on one flow, in turns, each turn in a fresh process. */
export const measureThroughput = async (
  flow: FlowOptions,
  options: ThroughputOptions,
): Promise<ThroughputReport> => {
  const built = buildFlow(flow.resting, options.operations, flow.mix, flow.symbols);
  const folder = await mkdtemp(join(tmpdir(), 'engine-bench-'));
  const flowFile = join(folder, 'flow');
  await writeFile(flowFile, new Uint8Array(built.ops.buffer));
  const runs = new Map<string, ThroughputResult[]>();
  try {
    for (let round = 0; round < options.rounds; round++) {
      for (const book of options.books) {
        const count = book.startsWith(OURS) ? RUNS.ours : RUNS.peers;
        const input = { book, flowFile, prefill: built.prefill, runs: count, mostMs: MOST_MS };
        const result = await runChild<ThroughputInput, ThroughputResult>(
          'throughput-child.ts',
          input,
        );
        runs.set(book, [...(runs.get(book) ?? []), result]);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const { name, resting } = flow;
  const books = rowsOf(runs);
  return { flow: name, resting, operations: built.timed, trades: built.trades, books };
};

const rowsOf = (runs: ReadonlyMap<string, readonly ThroughputResult[]>): ThroughputRow[] => {
  const speeds = new Map(
    [...runs].map(([book, results]) => [
      book,
      median(results.flatMap((r) => r.opsPerCpuSecond.slice(r.opsPerCpuSecond.length >> 1))),
    ]),
  );
  return [...runs].map(([book, results]) => ({
    book,
    opsPerCpuSecond: rounded(speeds.get(book)!),
    correct: results.every((r) => r.correct),
    bellwetherIs: rounded(speeds.get(OURS)! / speeds.get(book)!),
  }));
};
