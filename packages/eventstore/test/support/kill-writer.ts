// A process to be killed: appends as fast as it can and notes in a file what was acknowledged (what is written survives a kill).
import { randomBytes } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { EventStore } from '../../src/store/event-store.ts';
import { openForTest } from './store.ts';

const [directory = '', seedText = '1', notes = ''] = process.argv.slice(2);
const file = openSync(notes, 'w');
const IN_FLIGHT = 32;
const STREAMS = 20;

let seed = Number(seedText);
/** A small generator (mulberry32), so that a run can be repeated by its seed. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

const store: EventStore = await openForTest(directory);
const expected = Array.from({ length: STREAMS }, (_, i) => store.stream(`kill-${i}`).durable.last);

let hasBegun = false;

function append(): void {
  const n = Math.floor(random() * STREAMS);
  const size = random() < 0.7 ? 1 : 1 + Math.floor(random() * 40);
  const batch = randomBytes(6).toString('hex');
  const events = Array.from({ length: size }, (_, i) => ({
    id: randomBytes(16),
    type: 'written',
    json: true,
    metadata: Buffer.alloc(0),
    data: Buffer.from(
      JSON.stringify({ batch, i, size, pad: 'x'.repeat(Math.floor(random() * 600)) }),
    ),
  }));
  const ids = events.map(({ id }) => id.toString('hex')).join(',');
  store.append({ stream: `kill-${n}`, expected: expected[n]!, events }, (result) => {
    if (result.kind !== 'appended') throw new Error(`refused: ${result.kind}`);
    writeSync(file, `${n} ${result.revision} ${result.position} ${ids}\n`);
    if (!hasBegun) process.stdout.write('first append is durable\n');
    hasBegun = true;
    append();
  });
  expected[n]! += size;
}

for (let i = 0; i < IN_FLIGHT; i++) append();
