import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a figure depends on besides the code. */
export interface Machine {
  readonly node: string;
  readonly v8: string;
  readonly cpu: string;
  readonly cores: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
}

const load = (): number => Number(loadavg()[0]!.toFixed(2));

/** Runs a benchmark and notes the machine's load (one-minute average) on either side of it. */
export const onThisMachine = async <T>(
  measure: () => Promise<T>,
): Promise<{ readonly machine: Machine } & T> => {
  const loadBefore = load();
  const result = await measure();
  const machine: Machine = {
    node: process.version,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore,
    loadAfter: load(),
  };
  return { machine, ...result };
};
