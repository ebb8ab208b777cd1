// Usage: pnpm bench:stages [--orders n] [--rounds n] [--before <another checkout>] [--before-flags '<flags of its Node>']. Prints JSON. What an order
// costs in each stage of the writer, in one process without servers; with `--before`, the same program of another checkout in
// turns with this one, and the ratio of the medians.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NODE_FLAGS } from '@bellwether/servers/node-child';
import { measureStages, type Stages } from './stages.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    before: { type: 'string' },
    'before-flags': { type: 'string', default: '' },
    // One measurement in this process: what each round runs.
    once: { type: 'boolean', default: false },
    json: { type: 'boolean' },
  },
});

const PROGRAM = 'packages/commands/bench/stages.bench.ts';
const HERE = join(import.meta.dirname, '../../..');

if (values.once) {
  process.stdout.write(`${JSON.stringify(await measureStages(Number(values.orders)))}\n`);
} else {
  const loadBefore = loadavg()[0];
  const versions = { now: HERE, ...(values.before === undefined ? {} : { before: values.before }) };
  const flags = { now: NODE_FLAGS, before: values['before-flags'].split(' ').filter(Boolean) };
  const runs = new Map<string, Stages[]>(Object.keys(versions).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, folder] of Object.entries(versions))
      runs.get(name)?.push(once(folder, flags[name as keyof typeof flags]));
  const medians = Object.fromEntries([...runs].map(([name, of]) => [name, mediansOf(of)]));
  const { now = {}, before } = medians;
  const ratio =
    before &&
    Object.fromEntries(
      Object.entries(now).map(([stage, cost]) => [
        stage,
        Number(((before[stage] ?? Number.NaN) / cost).toFixed(2)),
      ]),
    );
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    loadBefore,
    loadAfter: loadavg()[0],
  };
  process.stdout.write(
    `${JSON.stringify({ machine, orders: Number(values.orders), medians, ratio }, null, 2)}\n`,
  );
}

/** Services run under flags; what they are worth is part of what is measured. */
function once(folder: string, flags: readonly string[]): Stages {
  const args = [...flags, join(folder, PROGRAM), '--once', '--orders', values.orders];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Stages;
}

/** µs of CPU an order, by stage. */
function mediansOf(runs: readonly Stages[]): Record<string, number> {
  const stages = Object.keys(runs[0]?.cpuUsPerOrder ?? {});
  return Object.fromEntries(
    stages.map((stage) => {
      const sorted = runs
        .map((run) => run.cpuUsPerOrder[stage] ?? Number.NaN)
        .toSorted((a, b) => a - b);
      return [stage, sorted[Math.floor(sorted.length / 2)] ?? Number.NaN];
    }),
  );
}
