// Usage: pnpm bench:growth [--orders n]. Prints JSON. What an order costs, and what memory holds, as a partition grows:
// rules, risk, books, codec and the index of commands in this process, without servers. Turns of 500 orders.
import { encodeBatch } from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { PerformanceObserver } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { commandsOf, messagesOf, openMarket, requestOf } from './load/open-market.ts';
import { Latencies } from './load/percentiles.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '5000000' }, json: { type: 'boolean' } },
});
const TURN = 500;
/** So few that a million orders are open after five million. */
const CANCELS = 0.32;
const MEBIBYTE = 1_048_576;
const total = Number(values.orders);
/** Orders after which it is looked at: 10⁵, then each time about twice as many. */
const stops = [100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000]
  .filter((orders) => orders < total)
  .concat(total);

let collecting = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration;
}).observe({ entryTypes: ['gc'] });

const loadBefore = loadavg()[0];
const { partition } = await openMarket(createInlineEngine());
const messages = messagesOf(TURN, CANCELS);
const steps = [];
let [orders, journalBytes] = [0, 0];
for (const stop of stops) {
  const from = orders;
  const cpu = { decode: 0, decide: 0, encode: 0, complete: 0 };
  const turns = new Latencies();
  collecting = 0;
  while (orders < stop) {
    const message = messages.next().value as Uint8Array;
    const started = process.cpuUsage();
    const requests = commandsOf(message).map(requestOf);
    cpu.decode += spent(started);
    const [turnStarted, deciding] = [performance.now(), process.cpuUsage()];
    const decided = await partition.decide(requests);
    cpu.decide += spent(deciding);
    const encoding = process.cpuUsage();
    journalBytes += encodeBatch(decided.map(({ entry }) => entry)).length;
    cpu.encode += spent(encoding);
    const completing = process.cpuUsage();
    for (const { entry } of decided) partition.commands.complete(entry, BigInt(orders));
    cpu.complete += spent(completing);
    turns.record(performance.now() - turnStarted);
    orders += TURN;
  }
  // Lets the observer hear of what was collected.
  await new Promise((resolve) => setImmediate(resolve));
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const { p50, p99, max } = turns.summary();
  const perOrder = (us: number): number => Number((us / (orders - from)).toFixed(2));
  steps.push({
    orders,
    openOrders: partition.state.orders.size,
    rememberedCommands: partition.commands.size,
    cpuUsPerOrder: {
      decode: perOrder(cpu.decode),
      decide: perOrder(cpu.decide),
      encode: perOrder(cpu.encode),
      complete: perOrder(cpu.complete),
      garbageCollection: perOrder(collecting * 1_000),
    },
    turnMs: { p50, p99, max },
    memoryMiB: { rss: mib(rss), heap: mib(heapUsed), outsideTheHeap: mib(arrayBuffers) },
    heapBytesPerOpenOrder: Math.round(heapUsed / partition.state.orders.size),
  });
  process.stderr.write(`${orders} orders\n`);
}
process.stdout.write(
  `${JSON.stringify(
    {
      machine: {
        node: process.version,
        cpu: cpus()[0]?.model,
        cores: availableParallelism(),
        loadBefore,
        loadAfter: loadavg()[0],
      },
      journalBytesPerOrder: Math.round(journalBytes / orders),
      steps,
    },
    null,
    2,
  )}\n`,
);

function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

function mib(bytes: number): number {
  return Math.round(bytes / MEBIBYTE);
}
