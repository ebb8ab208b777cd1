import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { cpuUs } from './process-cpu.ts';
import { startWriter } from './writer.ts';

/** What each server did for one order, and what made the writer pause. */
export interface ServerCost {
  /** CPU of each process with all its threads, µs per order. */
  readonly cpuUsPerOrder: {
    readonly commands: number;
    readonly nats: number;
    readonly eventStore: number;
  };
  /** Garbage collection in the writer's main thread. */
  readonly gcMsPerSecond: number;
  /** How late the writer's event loop was at worst, ms. */
  readonly loopLagMaxMs: number;
}

/** The write side on real servers, each a process of its own. */
export interface WriteServers {
  readonly stack: WriteStack;
  /** Their processes. */
  readonly pids: Readonly<Record<'commands' | 'nats' | 'eventStore', number>>;
  /** Runs `work` and tells what it cost the servers. @param ordersOf orders that the work was for. */
  costOf<T>(
    work: () => Promise<T>,
    ordersOf: (result: T) => number,
  ): Promise<readonly [T, ServerCost]>;
  stop(): Promise<void>;
}

/**
 * Starts NATS, the event store and a writer of partition 0.
 * @param settings of the writer. @param secured the event store with TLS and users, as an installation has it.
 */
export async function startWriteServers(
  settings: Readonly<Record<string, string>> = {},
  secured = true,
): Promise<WriteServers> {
  const stack = await startWriteStack(1, { secured });
  const writer = await startWriter(stack, { ...settings, INSTANCE: 'writer' }).catch(
    async (error: unknown) => {
      await stack.stop();
      throw error;
    },
  );
  const pids = {
    commands: writer.child.pid,
    nats: stack.nats.pid ?? 0,
    eventStore: stack.eventStore.pid ?? 0,
  };
  return {
    stack,
    pids,
    async costOf(work, ordersOf) {
      const cpu = cpuOf(pids);
      const gc = sumOf(await writer.metrics(), 'nodejs_gc_duration_seconds_sum');
      const started = performance.now();
      const result = await work();
      const seconds = (performance.now() - started) / 1_000;
      const after = await writer.metrics();
      const orders = Math.max(1, ordersOf(result));
      const used = cpuOf(pids);
      const perOrder = (name: keyof typeof pids): number =>
        Number(((used[name] - cpu[name]) / orders).toFixed(2));
      const cost = {
        cpuUsPerOrder: {
          commands: perOrder('commands'),
          nats: perOrder('nats'),
          eventStore: perOrder('eventStore'),
        },
        gcMsPerSecond: Number(
          (((sumOf(after, 'nodejs_gc_duration_seconds_sum') - gc) * 1_000) / seconds).toFixed(1),
        ),
        loopLagMaxMs: Number((sumOf(after, 'nodejs_eventloop_lag_max_seconds') * 1_000).toFixed(1)),
      };
      return [result, cost];
    },
    async stop() {
      await writer.child.stop();
      await stack.stop();
    },
  };
}

function cpuOf<Name extends string>(pids: Readonly<Record<Name, number>>): Record<Name, number> {
  const used = Object.entries<number>(pids).map(([name, pid]) => [name, cpuUs(pid)]);
  return Object.fromEntries(used) as Record<Name, number>;
}

/** Sum of a metric over its labels, in the text format of Prometheus. */
function sumOf(metrics: string, name: string): number {
  let sum = 0;
  for (const line of metrics.split('\n'))
    if (line.startsWith(`${name}{`)) sum += Number(line.slice(line.lastIndexOf(' ')));
  return sum;
}
