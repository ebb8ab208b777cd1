// pnpm bench:market-data [--quick]: what a core makes of updates in a second of its own time, beside a floor of each.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import type { Measured } from './measure-market.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const child = fileURLToPath(new URL('measure-market.ts', import.meta.url));
const before = machine();
const parts = Object.fromEntries(
  ['quotes', 'levels', 'orders', 'trades', 'bars', 'indicators'].map((name) => {
    const args = ['--no-warnings', '--expose-gc', child, name, values.quick ? '1' : '5'];
    const text = execFileSync(process.execPath, args, { encoding: 'utf8' });
    return [name, JSON.parse(text) as Measured];
  }),
);
console.log(
  JSON.stringify({ machine: before, loadAfter: machine()['loadAverage'], parts }, null, 2),
);
