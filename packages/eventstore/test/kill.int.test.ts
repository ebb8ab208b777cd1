import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openForTest, readEverything, readWhole, temporaryDirectory } from './support/store.ts';

const LANES = 3;
/** A share, and all of them in `npm run test:soak`. */
const DATABASES_PER_LANE = process.env['SOAK'] === '1' ? 7 : 2;
const KILLS_PER_DATABASE = 10;
const WRITER = new URL('./support/kill-writer.ts', import.meta.url).pathname;

/** What a writer was told: event ids by stream and revision of the last one. */
interface Acknowledged {
  readonly stream: string;
  readonly lastRevision: number;
  readonly lastPosition: number;
  readonly ids: readonly string[];
}

/** Lets a writer run until it is killed at a random moment; returns what it had acknowledged. */
async function runAndKill(directory: string, seed: number): Promise<Acknowledged[]> {
  const notes = `${directory}.notes`;
  const child = spawn(process.execPath, [WRITER, directory, String(seed), notes], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Most die while they write, some while they start and recover.
  const exit = once(child, 'exit');
  if (Math.random() < 0.2) setTimeout(() => child.kill('SIGKILL'), Math.random() * 200);
  else {
    await once(child.stdout, 'data');
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 30);
  }
  const [, signal] = (await exit) as [number | null, string | null];
  expect(signal, `seed ${seed}: the writer was killed, it did not fail`).toBe('SIGKILL');
  const output = existsSync(notes) ? readFileSync(notes, 'utf8') : '';
  rmSync(notes, { force: true });
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map((line) => {
    const [n, lastRevision, lastPosition, ids] = line.split(' ');
    return {
      stream: `kill-${n}`,
      lastRevision: Number(lastRevision),
      lastPosition: Number(lastPosition),
      ids: ids!.split(','),
    };
  });
}

/** Opens what the killed writer left and compares it with everything ever acknowledged. */
async function verify(
  directory: string,
  acknowledged: readonly Acknowledged[],
  seed: number,
): Promise<number> {
  const store = await openForTest(directory);
  const all = readEverything(store);
  const problems: string[] = [];
  const byPlace = new Map<string, string>();
  const ids = new Set<string>();
  const batches = new Map<string, number[]>();
  let last = -1;
  for (const { stream, revision, position, id, data } of all) {
    if (position <= last) problems.push(`position ${position} after ${last}`);
    last = position;
    const hex = id.toString('hex');
    if (ids.has(hex)) problems.push(`event ${hex} is there twice`);
    ids.add(hex);
    if (byPlace.has(`${stream}@${revision}`)) problems.push(`${stream}@${revision} is there twice`);
    byPlace.set(`${stream}@${revision}`, hex);
    const { batch, i, size } = JSON.parse(data.toString()) as {
      batch: string;
      i: number;
      size: number;
    };
    const seen = batches.get(batch) ?? Array.from({ length: size }, () => 0);
    seen[i]!++;
    batches.set(batch, seen);
  }
  for (const [batch, seen] of batches)
    if (!seen.every((n) => n === 1)) problems.push(`half an append: ${batch}`);
  for (const { stream, lastRevision, ids: wanted } of acknowledged)
    for (const [i, id] of wanted.entries()) {
      const revision = lastRevision - wanted.length + 1 + i;
      if (byPlace.get(`${stream}@${revision}`) !== id) problems.push(`lost ${stream}@${revision}`);
    }
  for (let n = 0; n < 20; n++) {
    const fromIndex = readWhole(store, `kill-${n}`);
    const inLog = all.filter(({ stream }) => stream === `kill-${n}`).length;
    if (fromIndex.length !== inLog || fromIndex.some((event, i) => event.revision !== i))
      problems.push(`the index of kill-${n} has ${fromIndex.length} of ${inLog} events`);
  }
  await store.close();
  expect(problems, `seed ${seed}`).toEqual([]);
  return all.length;
}

const KILLS = LANES * DATABASES_PER_LANE * KILLS_PER_DATABASE;

test(`${KILLS} random kill -9: nothing acknowledged is lost, nothing is there twice, no append is half there, positions only grow`, async () => {
  const base = Math.floor(Math.random() * 1e9);
  const oneDatabase = async (seed: number): Promise<number> => {
    const directory = temporaryDirectory();
    const acknowledged: Acknowledged[] = [];
    let events = 0;
    for (let kill = 0; kill < KILLS_PER_DATABASE; kill++) {
      acknowledged.push(...(await runAndKill(directory, seed + kill)));
      events = await verify(directory, acknowledged, seed + kill);
    }
    rmSync(directory, { recursive: true });
    return events;
  };
  const counts: number[] = [];
  const lane = async (n: number): Promise<void> => {
    for (let i = 0; i < DATABASES_PER_LANE; i++)
      counts.push(await oneDatabase(base + (n * DATABASES_PER_LANE + i) * 100));
  };
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
  // Were the writers killed before they wrote, the test would prove nothing.
  expect(Math.min(...counts)).toBeGreaterThan(KILLS_PER_DATABASE * 10);
}, 180_000);
