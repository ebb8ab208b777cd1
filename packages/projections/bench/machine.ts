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

/** Adds up stretches of wall and processor time. */
export class Stopwatch {
  #seconds = 0;
  #cpuSeconds = 0;
  #started = 0;
  #cpu = process.cpuUsage();

  start(): void {
    [this.#started, this.#cpu] = [performance.now(), process.cpuUsage()];
  }

  stop(): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#seconds += (performance.now() - this.#started) / 1_000;
    this.#cpuSeconds += (user + system) / 1e6;
  }

  /** @param count of what was done while it ran. */
  rate(count: number): Rate {
    return {
      perSecond: Math.round(count / this.#seconds),
      perCpuSecond: Math.round(count / this.#cpuSeconds),
      count,
      seconds: Number(this.#seconds.toFixed(2)),
    };
  }
}

/** Runs something and says how many of it there were in a second. */
export async function measure(work: () => Promise<number>): Promise<Rate> {
  const watch = new Stopwatch();
  watch.start();
  const count = await work();
  watch.stop();
  return watch.rate(count);
}
