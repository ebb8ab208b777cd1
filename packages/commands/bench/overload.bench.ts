// Usage: pnpm bench:overload [--quick] [--apart] [--batches 50,1] [--factors 1,2,5] [--set QUEUE_WAIT_MS=100]… . Prints JSON. More orders
// than the writer can decide, on real servers: capacity in a closed loop, then multiples of it in an open loop, with a client
// beside them that sends one order at a time.
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_PASSWORD } from '@bellwether/testkit';
import { startBystander, type Look } from './load/bystander.ts';
import { setUpMarket } from './load/market.ts';
import type { LoadPlan, Percentiles } from './load/plan.ts';
import { runLoad, type MeasuredLoad } from './load/run-load.ts';
import { subjectOf, WAYS } from './load/ways.ts';
import { startWriteServers, type ServerCost } from './load/write-servers.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    // Writer and event store on the second core, load and NATS on the first: as if the load came from another machine.
    apart: { type: 'boolean', default: false },
    batches: { type: 'string', default: '50' },
    factors: { type: 'string', default: '1,2,5' },
    // Settings of the writer.
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean' },
  },
});
const SECONDS = values.quick ? 4 : 15;
/** How long is looked at what comes after a flood, ms. */
const AFTER_MS = values.quick ? 2_000 : 10_000;
/** Orders under way in the closed loop: as many as keep the servers busy, fewer than would be refused. */
const CLOSED_ORDERS = 3_000;
/** Messages of which nobody has heard yet: in an open loop no limit, but the generator's memory has one. */
const OPEN_MESSAGES = 1_000_000;
/** Answered so fast, an order needs no second attempt of the client library, ms. */
const NORMAL_MS = 500;
const USER = 'bots';

interface Flood {
  readonly factor: number;
  readonly offeredPerSecond: number;
  readonly sentPerSecond: number;
  readonly goodputPerSecond: number;
  /** Accepted, by capacity. */
  readonly goodputShare: number;
  /** The same for each second of the writer's processor time: what the flood costs the writer, whoever else is busy. */
  readonly goodputPerWriterCpuSecond: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly silent: number;
  readonly acceptedMs: Percentiles | undefined;
  readonly refusedMs: Percentiles | undefined;
  readonly bystanderMs: Percentiles;
  /** From the end of the flood until each order of the client beside it is accepted in time, ms; null: not while looked at. */
  readonly recoveredAfterMs: number | null;
  /** CPU of each server, cores, all its threads; on few cores the generator and they take it from each other. */
  readonly cores: ServerCost['cpuUsPerOrder'];
  readonly gcMsPerSecond: number;
  readonly loopLagMaxMs: number;
  readonly generator: Pick<MeasuredLoad, 'sendLagMs' | 'cpuUsPerOrder' | 'hiccupMs'>;
}

const settings = Object.fromEntries(values.set.map((one) => one.split('=') as [string, string]));
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const loadBefore = loadavg()[0];
if (values.apart) pin(process.pid, 0);
const servers = await startWriteServers(settings);
try {
  const { stack, pids } = servers;
  if (values.apart) for (const pid of [pids.commands, pids.eventStore]) pin(pid, 1);
  await setUpMarket(await stack.connectAs(USER), USER);
  const batches = [];
  for (const batch of values.batches.split(',').map(Number)) batches.push(await measure(batch));
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    loadBefore,
    loadAfter: loadavg()[0],
  };
  process.stdout.write(
    `${JSON.stringify({ machine, settings, apart: values.apart, batches }, null, 2)}\n`,
  );

  async function measure(batch: number): Promise<unknown> {
    note(`${batch} orders per message: warm-up, capacity`);
    const closed = { batch, inFlight: Math.ceil(CLOSED_ORDERS / batch), rate: 0 };
    await run({ ...closed, seconds: values.quick ? 3 : 8 });
    const [capacity, { cpuUsPerOrder: used }] = await servers.costOf(
      () => run({ ...closed, seconds: SECONDS }),
      wallUs,
    );
    const perSecond = goodput(capacity);
    const floods = [];
    for (const factor of values.factors.split(',').map(Number))
      floods.push(await flood(batch, factor, perSecond));
    const { answerMs, outcomes } = capacity;
    const perWriterCpuSecond = Math.round(perSecond / used.commands);
    return { batch, capacity: { perSecond, perWriterCpuSecond, answerMs, outcomes }, floods };
  }

  async function flood(batch: number, factor: number, capacity: number): Promise<Flood> {
    const rate = Math.round(capacity * factor);
    note(`${batch} orders per message: ${factor} times the capacity, ${rate}/s`);
    const bystander = startBystander(stack, USER);
    const [load, { cpuUsPerOrder: used, gcMsPerSecond, loopLagMaxMs }] = await servers.costOf(
      () => run({ batch, inFlight: OPEN_MESSAGES, rate, seconds: SECONDS }),
      wallUs,
    );
    await sleep(AFTER_MS);
    const { looks, latencyMs } = await bystander.stop();
    const { outcomes, silent, answerMs, sendLagMs, cpuUsPerOrder, hiccupMs } = load;
    return {
      factor,
      offeredPerSecond: rate,
      sentPerSecond: Math.round(load.sent / SECONDS),
      goodputPerSecond: goodput(load),
      goodputShare: Number((goodput(load) / capacity).toFixed(2)),
      goodputPerWriterCpuSecond: Math.round(goodput(load) / used.commands),
      outcomes,
      silent,
      acceptedMs: answerMs['accepted'],
      refusedMs: answerMs['overloaded'],
      bystanderMs: latencyMs,
      recoveredAfterMs: recovery(looks, load.endedAt),
      cores: used,
      gcMsPerSecond,
      loopLagMaxMs,
      generator: { sendLagMs, cpuUsPerOrder, hiccupMs },
    };
  }

  function run(
    plan: Omit<LoadPlan, 'mode' | 'natsUrl' | 'user' | 'password' | 'subject' | 'seed'>,
  ) {
    const who = { natsUrl: stack.natsUrl, user: USER, password: TEST_PASSWORD };
    // Nothing but orders that rest or trade: a cancel of what was refused would tell of an order that is not there.
    const flow = { mode: 'request', cancels: 0, takes: 0.5, full: true, prepared: true } as const;
    return runLoad({ ...who, ...flow, ...plan, subject: subjectOf(WAYS.batched, USER) });
  }
} finally {
  await servers.stop();
}

/** Binds all threads of a process to a core. What it starts later is bound, too. */
function pin(pid: number, core: number): void {
  execFileSync('taskset', ['-a', '-c', '-p', `${core}`, `${pid}`], { stdio: 'ignore' });
}

/** Orders accepted per second, the time included that the last answers took. */
function goodput({ outcomes, drainMs }: MeasuredLoad): number {
  return Math.round((outcomes['accepted'] ?? 0) / (SECONDS + drainMs / 1_000));
}

/** How long a load took, µs: processor time by it is cores. */
function wallUs({ drainMs }: MeasuredLoad): number {
  return (SECONDS * 1_000 + drainMs) * 1_000;
}

function recovery(looks: readonly Look[], endedAt: number): number | null {
  const normal = ({ status, ms }: Look): boolean => status === 'accepted' && ms < NORMAL_MS;
  const last = looks.findLastIndex((look) => !normal(look));
  const first = looks[last + 1];
  return first === undefined ? null : Math.max(0, Math.round(first.at + first.ms - endedAt));
}
