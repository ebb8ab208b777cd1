// Usage: pnpm bench:idle [--seconds 20] [--rounds 3] [--before <another checkout>]. Prints JSON. What all processes of a running
// platform use of a core while the demo trades and while it stands still, by unit; with `--before`, another checkout's in turns
// with this one's. Needs Linux, for `/proc`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePorts } from '@bellwether/servers/port';
import { cpuSecondsOf } from './idle/cpu-time.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    before: { type: 'string' },
    json: { type: 'boolean' },
  },
});

const HERE = join(import.meta.dirname, '../../..');
/** What has just been compiled, filled or rehearsed is over. */
const SETTLE_MS = 15_000;
const PORTS = 20;

interface Status {
  readonly units: readonly { readonly name: string; readonly pid: number }[];
  readonly market: { readonly orders: number };
}

/** Shares of a core, by unit and in all. */
interface Use {
  readonly ordersPerSecond: number;
  readonly total: number;
  readonly units: Readonly<Record<string, number>>;
}

const loadBefore = loadavg()[0];
const versions = { now: HERE, ...(values.before === undefined ? {} : { before: values.before }) };
const runs = Object.entries(versions).map(([name, folder]) => ({
  name,
  folder,
  trading: [] as Use[],
  still: [] as Use[],
}));
for (let round = 0; round < Number(values.rounds); round++)
  for (const run of runs) {
    const { trading, still } = await measure(run.folder);
    run.trading.push(trading);
    run.still.push(still);
  }
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  loadBefore,
  loadAfter: loadavg()[0],
};
const medians = Object.fromEntries(
  runs.map(({ name, trading, still }) => [
    name,
    { trading: medianOf(trading), still: medianOf(still) },
  ]),
);
process.stdout.write(
  `${JSON.stringify({ machine, seconds: Number(values.seconds), rounds: Number(values.rounds), medians, runs }, null, 2)}\n`,
);

async function measure(folder: string): Promise<{ readonly trading: Use; readonly still: Use }> {
  const data = mkdtempSync(join(tmpdir(), 'bellwether-idle-'));
  const port = await freePorts(PORTS);
  const run = (...args: readonly string[]): string =>
    execFileSync(
      join(folder, 'bellwether'),
      ['--data', data, '--port', `${port}`, '--json', ...args],
      { encoding: 'utf8' },
    );
  const status = (): Status => JSON.parse(run('status')) as Status;
  try {
    run('up', '--detach');
    await sleep(SETTLE_MS);
    const trading = await use(status);
    // Frozen and not ended: the supervisor would start it again.
    const demo = status().units.find(({ name }) => name === 'demo')?.pid;
    if (demo === undefined) throw new Error('no demo is running');
    process.kill(demo, 'SIGSTOP');
    await sleep(SETTLE_MS / 3);
    const still = await use(status);
    process.kill(demo, 'SIGCONT');
    return { trading, still };
  } finally {
    run('down');
    rmSync(data, { recursive: true, force: true });
  }
}

async function use(status: () => Status): Promise<Use> {
  const before = status();
  const pids = before.units.map(({ pid }) => pid);
  const [startedAt, from] = [performance.now(), cpuSecondsOf(pids)];
  await sleep(Number(values.seconds) * 1_000);
  const [seconds, to] = [(performance.now() - startedAt) / 1_000, cpuSecondsOf(pids)];
  const shares = before.units.map(({ name }, index) => [
    name,
    rounded(((to[index] ?? Number.NaN) - (from[index] ?? Number.NaN)) / seconds),
  ]);
  const orders = status().market.orders - before.market.orders;
  const units = Object.fromEntries(shares) as Record<string, number>;
  const total = rounded(Object.values(units).reduce((sum, share) => sum + share, 0));
  return { ordersPerSecond: rounded(orders / seconds), total, units };
}

function medianOf(uses: readonly Use[]): Use | undefined {
  const sorted = uses.toSorted((a, b) => a.total - b.total);
  return sorted[Math.floor(sorted.length / 2)];
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
