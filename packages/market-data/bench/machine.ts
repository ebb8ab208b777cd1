import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a figure must be read with. */
export const machine = (): Readonly<Record<string, unknown>> => ({
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  node: process.version,
  loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
});
