// Prints what a fixed list of commands comes to, a line for each way of running them: every field of every event, hashed, and
// the hash of the state that they leave.
import { createHash } from 'node:crypto';
import { createInlineEngine, createThreadedEngine, type Engine } from '../../src/index.ts';
import { generateCommands } from '../fuzz/commands.ts';
import { CAPACITY } from '../fuzz/pair.ts';
import { runThrough } from '../threads/submit.ts';

const limits = { orderCapacity: CAPACITY.orders, symbolCapacity: CAPACITY.symbols };
const small = { ...limits, commandCapacity: 1024, eventCapacity: 1024 };
const commands = generateCommands(2026, 20_000);
const half = commands.length / 2;

const report = async (name: string, last: Engine, events: number[][]): Promise<void> => {
  const hash = createHash('sha256');
  for (const event of events) hash.update(`${event.join(' ')}\n`);
  console.log(`${name} ${hash.digest('hex')} ${await last.stateHash()}`);
  await last.stop();
};

// Waiting for an engine keeps no process alive.
const alive = setInterval(() => {}, 1000);

const inline = createInlineEngine(limits);
await report('inline', inline, await runThrough(inline, commands));

const threaded = await createThreadedEngine(small);
await report('threaded', threaded, await runThrough(threaded, commands));

const before = createInlineEngine(limits);
const events = await runThrough(before, commands.slice(0, half));
const snapshot = await before.snapshot();
const restored = await createThreadedEngine({ ...small, snapshot });
await report('restored', restored, [
  ...events,
  ...(await runThrough(restored, commands.slice(half))),
]);
clearInterval(alive);
