// Usage: pnpm bench:takeover [--times n] [--lease-ttl-ms n] [--rate n] [--restart]. Prints JSON. How long nobody answers when the
// owner of a partition is killed (SIGKILL) and its standby takes over, under a steady flow of orders (--rate a second). --restart: the
// killed process is started again at once, as a supervisor on the same machine does.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandClient } from '@bellwether/client';
import type { AccountId, InstrumentId } from '@bellwether/domain';
import { startWriteStack } from '@bellwether/testkit';
import { setUpMarket } from './load/market.ts';
import { accountOf, instrumentOf } from './load/order-flow.ts';
import { Latencies } from './load/percentiles.ts';
import { startWriter, type Writer } from './load/writer.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    'lease-ttl-ms': { type: 'string', default: '400' },
    rate: { type: 'string', default: '1000' },
    restart: { type: 'boolean', default: false },
    json: { type: 'boolean' },
  },
});
const times = Number(values.times);
const leaseTtlMs = values['lease-ttl-ms'];
const rate = Number(values.rate);
/** Orders become due this often, ms. */
const EVERY_MS = 20;
/** How long a flow goes on before its owner is killed, and the longest that it waits for answers, ms. */
const CALM_MS = 1_500;
const DEADLINE_MS = 15_000;

const note = (text: string): void => void process.stderr.write(`${text}\n`);
const loadBefore = loadavg()[0];
const stack = await startWriteStack();
const running: Writer[] = [];
try {
  const connection = await stack.connectAs('bots');
  const client = new CommandClient({ connection, user: 'bots', deadlineMs: DEADLINE_MS });
  const start = (name: string): Promise<Writer> =>
    startWriter(stack, {
      INSTANCE: name,
      LEASE_TTL_MS: leaseTtlMs,
      SNAPSHOT_DIRECTORY: join(stack.directory, `snapshots-${name}`),
      LOG_LEVEL: 'info',
    });
  running.push(await start('first'));
  await setUpMarket(connection, 'bots');
  running.push(await start('second'));
  const [firstAnswer, tookOver, slowest] = [new Latencies(), new Latencies(), new Latencies()];
  for (let n = 1; n <= times; n++) {
    const [owner, standby] = running.splice(0) as [Writer, Writer];
    const logged = readFileSync(standby.logFile, 'utf8').length;
    const flow = startFlow(client);
    await sleep(CALM_MS);
    const killedAt = Date.now();
    await owner.child.kill();
    const name = n % 2 === 1 ? 'first' : 'second';
    const restarted = values.restart ? start(name) : undefined;
    const answered = await flow.answeredAfter(killedAt);
    const worst = await flow.stop();
    firstAnswer.record(answered - killedAt);
    slowest.record(worst);
    const owned = takeoverTime(readFileSync(standby.logFile, 'utf8').slice(logged));
    tookOver.record(owned - killedAt);
    note(`${n}: owner after ${owned - killedAt} ms, answer after ${answered - killedAt} ms`);
    // Otherwise only now: a start takes a core for a second, which a standby on a machine of its own does not feel.
    running.push(standby, await (restarted ?? start(name)));
  }
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: {
          node: process.version,
          cores: availableParallelism(),
          loadBefore,
          loadAfter: loadavg()[0],
        },
        takeovers: times,
        restartedAtOnce: values.restart,
        ordersPerSecond: rate,
        leaseTtlMs: Number(leaseTtlMs),
        msAfterKill: { owner: tookOver.summary(), firstAnswer: firstAnswer.summary() },
        slowestOrderMs: slowest.summary(),
      },
      null,
      2,
    )}\n`,
  );
} finally {
  await Promise.all(running.map(({ child }) => child.stop()));
  await stack.stop();
}

/** Orders that are due at even times, answered or not. */
function startFlow(orders: CommandClient): {
  /** When the first order that was due behind `from` was accepted, ms since 1970. */
  answeredAfter(from: number): Promise<number>;
  /** Ends the flow, waits for what is open, and tells the longest latency, ms. */
  stop(): Promise<number>;
} {
  const open = new Set<Promise<void>>();
  let worst = 0;
  let watch: { readonly from: number; readonly tell: (at: number) => void } | undefined;
  const order = async (dueAt: number): Promise<void> => {
    const outcome = await orders.placeOrder({
      accountId: accountOf(0) as AccountId,
      instrumentId: instrumentOf(0) as InstrumentId,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'IOC',
      quantity: 1n,
      limitPrice: 500_000n,
    });
    if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
    const at = Date.now();
    worst = Math.max(worst, at - dueAt);
    if (watch !== undefined && dueAt > watch.from) watch.tell(at);
  };
  const startedAt = Date.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = ((Date.now() - startedAt) * rate) / 1_000; sent < due; sent++) {
      const one = order(startedAt + (sent * 1_000) / rate);
      open.add(one);
      void one.finally(() => open.delete(one));
    }
  }, EVERY_MS);
  return {
    answeredAfter: (from) => new Promise((tell) => (watch = { from, tell })),
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      return worst;
    },
  };
}

/** When the log says that the partition was taken over, ms since 1970. */
function takeoverTime(log: string): number {
  const line = log.split('\n').find((text) => text.includes('partition taken over'));
  if (line === undefined) throw new Error('nobody has taken over');
  return new Date((JSON.parse(line) as { time: number | string }).time).getTime();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
