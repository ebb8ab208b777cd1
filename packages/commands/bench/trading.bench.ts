// Usage: pnpm bench:trading [--quick] [--seconds n] [--ways batched,onePerMessage,durableBatched,durableOnePerMessage]
// [--set ENGINE=THREADED]… [--insecure]. Prints JSON. The write side on real servers, each a process of its own: order flow over NATS to durable answers, at
// capacity and at shares of it, beside the floors that it stands on.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { TEST_PASSWORD } from '@bellwether/testkit';
import {
  appendFloor,
  journalEnd,
  journalLoad,
  startEcho,
  type AppendFloor,
} from './load/floors.ts';
import { setUpMarket } from './load/market.ts';
import type { LoadPlan } from './load/plan.ts';
import { runLoad, type MeasuredLoad } from './load/run-load.ts';
import { closedLoop, openLoop, subjectOf, WAYS, type Way, type WayName } from './load/ways.ts';
import { startWriteServers, type ServerCost } from './load/write-servers.ts';
import { measureStages } from './stages.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    ways: { type: 'string', default: Object.keys(WAYS).join(',') },
    // Settings of the writer.
    set: { type: 'string', multiple: true, default: [] },
    // The event store without TLS and users, to see what they cost.
    insecure: { type: 'boolean', default: false },
    // What it prints is JSON either way.
    json: { type: 'boolean' },
  },
});
const { quick, insecure } = values;
const SECONDS = Number(values.seconds ?? (quick ? 3 : 10));
const BURST_SECONDS = quick ? 5 : 30;
const SHARES = quick ? [0.5] : [0.1, 0.25, 0.5, 0.75, 0.9, 1.1];
const USER = 'bots';

interface Measured extends MeasuredLoad {
  readonly servers: ServerCost;
}

interface WayReport {
  readonly capacity: Measured;
  readonly floors: { readonly echoPerSecond?: number; readonly append: AppendFloor };
  /** Capacity by the lower of its floors. */
  readonly shareOfLowerFloor: number;
  readonly latencyAtShareOfCapacity: readonly (Measured & { readonly share: number })[];
}

const settings = Object.fromEntries(values.set.map((one) => one.split('=') as [string, string]));
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const loadBefore = loadavg()[0];
const servers = await startWriteServers(settings, !insecure);
try {
  const { stack } = servers;
  const store = stack.eventStoreClient();
  await setUpMarket(await stack.connectAs(USER), USER);
  startEcho(await stack.connectAs('commands'), `cmd.echo.submit.0.${USER}`);
  await run('warm-up', { ...closedLoop(WAYS.batched), seconds: quick ? 3 : 8 });
  await run('warm-up', { ...closedLoop(WAYS.onePerMessage), seconds: quick ? 1 : 4 });
  const ways: Partial<Record<WayName, WayReport>> = {};
  for (const name of values.ways.split(',') as WayName[]) ways[name] = await measure(name);
  note('stages');
  const stages = await measureStages(quick ? 100_000 : 300_000, store);
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    loadBefore,
    loadAfter: loadavg()[0],
  };
  process.stdout.write(
    `${JSON.stringify({ machine, settings, insecure, ways, stages }, null, 2)}\n`,
  );

  async function measure(name: WayName): Promise<WayReport> {
    const way: Way = WAYS[name];
    const before = await journalEnd(store);
    const seconds = name === 'batched' ? BURST_SECONDS : SECONDS;
    const capacity = await run(`${name}: capacity`, { ...closedLoop(way), seconds });
    const written = await journalLoad(store, before, capacity.answered);
    const latencyAtShareOfCapacity = [];
    for (const share of SHARES) {
      const plan = { ...openLoop(way, Math.round(capacity.perSecond * share)), seconds: SECONDS };
      latencyAtShareOfCapacity.push({ share, ...(await run(`${name}: ${plan.rate}/s`, plan)) });
    }
    note(`${name}: floors`);
    const append = await appendFloor(store, written, quick ? 1 : 4);
    const asked = way.mode === 'request';
    const echo = asked && (await runLoad(echoPlan({ ...closedLoop(way), seconds: SECONDS })));
    const lower = Math.min(append.ordersPerSecond, echo === false ? Infinity : echo.perSecond);
    return {
      capacity,
      floors: { ...(echo === false ? {} : { echoPerSecond: echo.perSecond }), append },
      shareOfLowerFloor: Number((capacity.perSecond / lower).toFixed(2)),
      latencyAtShareOfCapacity,
    };
  }

  type Plan = ReturnType<typeof openLoop> & Pick<LoadPlan, 'seconds'>;

  async function run(name: string, plan: Plan): Promise<Measured> {
    note(name);
    const [result, cost] = await servers.costOf(
      () => runLoad({ ...base(), ...plan, subject: subjectOf(plan, USER) }),
      ({ answered }) => answered,
    );
    return { ...result, servers: cost };
  }

  function echoPlan(plan: Plan): Omit<LoadPlan, 'seed'> {
    return { ...base(), ...plan, subject: `cmd.echo.submit.0.${USER}` };
  }

  function base(): Pick<LoadPlan, 'natsUrl' | 'user' | 'password'> {
    return { natsUrl: stack.natsUrl, user: USER, password: TEST_PASSWORD };
  }
} finally {
  await servers.stop();
}
