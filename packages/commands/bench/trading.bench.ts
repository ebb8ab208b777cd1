// Usage: pnpm bench:trading [--json] [--quick]. The write side on real servers, each a process of its own: order flow
// over NATS to durable answers, at capacity and below it, beside the floors that it stands on.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { freePort, nodeChild, probeHttp, startServer, type Child } from '@bellwether/servers';
import { startWriteStack, TEST_PASSWORD } from '@bellwether/testkit';
import { appendFloor, startEcho } from './load/floors.ts';
import { setUpMarket } from './load/market.ts';
import type { LoadPlan, LoadResult } from './load/plan.ts';
import { cpuUs } from './load/process-cpu.ts';
import { runLoad } from './load/run-load.ts';
import { measureStages } from './stages.ts';

const quick = process.argv.includes('--quick');
const SECONDS = quick ? 3 : 10;
const BURST_SECONDS = quick ? 5 : 30;
const LOADS = quick ? [0.5] : [0.1, 0.25, 0.5, 0.75, 0.9, 1.1];
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const loadBefore = loadavg()[0];
const stack = await startWriteStack();
let commands: Child | undefined;
try {
  const opsPort = await freePort();
  commands = await startServer({
    name: 'commands',
    prepare: async () => undefined,
    child: nodeChild('commands', import.meta.resolve('@bellwether/commands'), {
      logFile: join(stack.directory, 'logs', 'commands.log'),
      env: {
        NATS_URL: stack.natsUrl,
        NATS_USER: 'commands',
        NATS_PASSWORD: TEST_PASSWORD,
        EVENTSTORE_URL: stack.eventStoreUrl,
        OPS_PORT: `${opsPort}`,
        PROFILE: 'dev',
        LOG_LEVEL: 'warn',
      },
    }),
    probe: () => probeHttp(`http://127.0.0.1:${opsPort}/health/ready`),
  });
  const { pid } = commands;
  await setUpMarket(await stack.connectAs('bots'), 'bots');
  const base = { natsUrl: stack.natsUrl, user: 'bots', password: TEST_PASSWORD };
  const orders = { ...base, subject: 'cmd.trading.submit.0.bots' };
  const load = async (
    name: string,
    plan: Omit<LoadPlan, 'seed'>,
  ): Promise<LoadResult & { readonly commandsCpuUsPerOrder: number }> => {
    note(name);
    const before = cpuUs(pid);
    const result = await runLoad(plan);
    const used = (cpuUs(pid) - before) / Math.max(result.answered, 1);
    return { ...result, commandsCpuUsPerOrder: Number(used.toFixed(1)) };
  };
  const batched = { batch: 500, inFlight: 8 };
  const single = { batch: 1, inFlight: 256 };
  await load('warm-up', { ...orders, ...batched, rate: 0, seconds: quick ? 3 : 8 });

  const burst = await load('burst', { ...orders, ...batched, rate: 0, seconds: BURST_SECONDS });
  const alone = await load('one order per message', {
    ...orders,
    ...single,
    rate: 0,
    seconds: SECONDS,
  });
  const curve = [];
  for (const share of LOADS) {
    const rate = Math.round(burst.perSecond * share);
    const plan = { ...orders, batch: 500, inFlight: 64, rate, seconds: SECONDS };
    curve.push({ share, rate, ...(await load(`${rate}/s`, plan)) });
  }
  startEcho(await stack.connectAs('commands'), 'cmd.echo.submit.0.bots');
  const echoes = { ...base, subject: 'cmd.echo.submit.0.bots' };
  const echo = await load('floor: echo', { ...echoes, ...batched, rate: 0, seconds: SECONDS });
  const echoAlone = await load('floor: echo, one order per message', {
    ...echoes,
    ...single,
    rate: 0,
    seconds: SECONDS,
  });
  note('floor: append');
  const append = await appendFloor(stack.eventStoreClient(), 60_000, quick ? 2 : 5);
  note('stages');
  const stages = await measureStages(quick ? 100_000 : 300_000, stack.eventStoreClient());
  const report = {
    machine: {
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: availableParallelism(),
      loadBefore,
      loadAfter: loadavg()[0],
    },
    batched: burst,
    onePerMessage: alone,
    openLoop: curve,
    stages,
    floors: { echo, echoOnePerMessage: echoAlone, append },
    shareOfEcho: Number((burst.perSecond / echo.perSecond).toFixed(2)),
    shareOfEchoOnePerMessage: Number((alone.perSecond / echoAlone.perSecond).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  await commands?.stop();
  await stack.stop();
}
