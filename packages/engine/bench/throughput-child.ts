// One engine, one flow, one process: nothing else is compiled, allocated or collected beside it. Prints one line of JSON.
import { readFileSync } from 'node:fs';
import { books } from './books/index.ts';
import { childInput } from './child.ts';
import { Op } from './flow.ts';

export interface ThroughputInput {
  readonly book: string;
  readonly flowFile: string;
  readonly prefill: number;
  /** Whole runs of the flow. */
  readonly runs: number;
  /** A run is cut off after this long. */
  readonly mostMs: number;
}

export interface ThroughputResult {
  /** Operations per second of CPU time of the whole process (garbage collection and compilation included), per run. */
  readonly opsPerCpuSecond: readonly number[];
  readonly operations: number;
  /** Whether the traded volume was the right one in every run. */
  readonly correct: boolean;
}

const CHUNK = 1000;

/** Node runs with --expose-gc. */
const collect = (globalThis as unknown as { readonly gc: () => void }).gc;

const input = childInput<ThroughputInput>();
const file = readFileSync(input.flowFile);
const ops = new Int32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
const total = ops.length / Op.WORDS;
const create = books[input.book]!;

const volumeUpTo = (end: number): number => {
  let volume = 0;
  for (let i = 0; i < end; i++) volume += ops[i * Op.WORDS + Op.TRADED]!;
  return volume;
};

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const opsPerCpuSecond: number[] = [];
let operations = 0;
let correct = true;
for (let run = 0; run < input.runs; run++) {
  const book = create(ops);
  book.run(0, input.prefill);
  // What earlier runs and the preparation left is not this run's to collect.
  collect();
  const began = performance.now();
  const cpu = cpuSeconds();
  let at = input.prefill;
  while (at < total && performance.now() - began < input.mostMs) {
    const to = Math.min(total, at + CHUNK);
    book.run(at, to);
    at = to;
  }
  opsPerCpuSecond.push((at - input.prefill) / (cpuSeconds() - cpu));
  operations = at - input.prefill;
  correct &&= book.volume() === volumeUpTo(at);
}
const result: ThroughputResult = { opsPerCpuSecond, operations, correct };
console.log(JSON.stringify(result));
