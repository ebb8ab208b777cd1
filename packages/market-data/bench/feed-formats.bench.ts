// pnpm bench:feed-formats [--quick] [--only <name>]: what a core reads of each format in a second of its own time.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import type { Measured } from './measure-child.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const child = fileURLToPath(new URL('measure-child.ts', import.meta.url));
const runChild = <T>(...args: readonly string[]): T =>
  JSON.parse(
    execFileSync(process.execPath, ['--no-warnings', '--expose-gc', child, ...args], {
      encoding: 'utf8',
    }),
  ) as T;

const before = machine();
const names = values.only === undefined ? runChild<string[]>('list') : [values.only];
const formats = Object.fromEntries(
  names.map((name) => [name, runChild<Measured>(name, values.quick ? '1' : '5')]),
);
console.log(
  JSON.stringify({ machine: before, loadAfter: machine()['loadAverage'], formats }, null, 2),
);
