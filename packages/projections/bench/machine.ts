import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a figure must be read with. */
export function machine(): Readonly<Record<string, unknown>> {
  return {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    node: process.version,
    loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
  };
}

export interface Rate {
  readonly perSecond: number;
  /** Per second of this process's own processor time: what one core would do. */
  readonly perCpuSecond: number;
  readonly count: number;
  readonly seconds: number;
}

/** Runs something and says how many of it there were in a second. */
export async function measure(work: () => Promise<number>): Promise<Rate> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const count = await work();
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: Math.round(count / seconds),
    perCpuSecond: Math.round(count / ((user + system) / 1e6)),
    count,
    seconds: Number(seconds.toFixed(2)),
  };
}
