import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { backup } from '../src/maintenance/backup.ts';
import { scavenge } from '../src/maintenance/scavenge.ts';
import { verify } from '../src/maintenance/verify.ts';
import { ANY } from '../src/store/expected-revision.ts';
import {
  append,
  openForTest,
  proposed,
  readEverything,
  readWhole,
  temporaryDirectory,
} from './support/store.ts';

const optionsFor = (directory: string) => ({
  directory,
  now: Date.now,
  segmentBytes: 256 * 1024,
  memtableEntries: 500,
  report: () => {},
});

const place = ({
  stream,
  revision,
  position,
}: {
  stream: string;
  revision: number;
  position: number;
}): string => `${stream}@${revision}:${position}`;

test('scavenge removes what cannot be read, and keeps positions, revisions and everything else', async () => {
  const directory = temporaryDirectory();
  let store = await openForTest(directory);
  for (let i = 0; i < 600; i++) {
    await append(store, 'counted', [proposed('c'.repeat(300)), proposed('d'.repeat(300))]);
    await append(store, 'kept', [proposed(`k${i}`)]);
    await append(store, 'deleted', [proposed('x'.repeat(300))]);
    await append(store, 'buried', [proposed('y'.repeat(300))]);
  }
  await append(store, '$$counted', [proposed('{"$maxCount":3}', '$metadata')]);
  await new Promise((resolve) => store.delete('deleted', ANY, resolve));
  await new Promise((resolve) => store.tombstone('buried', ANY, resolve));
  // Fills the last file, which a scavenge never touches.
  for (let i = 0; i < 200; i++) await append(store, 'filler', [proposed('z'.repeat(2000))]);
  const readable = ['counted', 'kept', 'filler'].map((stream) =>
    readWhole(store, stream).map(place),
  );
  const all = new Set(readEverything(store).map(place));
  const end = store.log.durableEnd;
  await store.close();

  const result = await scavenge(optionsFor(directory));
  expect(result.eventsRemoved).toBeGreaterThan(2000);
  expect(result.bytesAfter).toBeLessThan(result.bytesBefore * 0.6);

  store = await openForTest(directory);
  expect(
    ['counted', 'kept', 'filler'].map((stream) => readWhole(store, stream).map(place)),
  ).toEqual(readable);
  const left = readEverything(store);
  expect(left.filter((event) => !all.has(place(event)))).toEqual([]);
  expect(store.log.durableEnd).toBe(end);
  // Reading on from a position that is gone continues with the next event.
  const middle = left[Math.floor(left.length / 2)]!;
  expect(store.allForward(middle.position - 1).next(1).events[0]).toMatchObject({
    position: middle.position,
  });
  const back = store.allBackward(middle.position + 1).next(1).events[0];
  expect(back?.position).toBe(middle.position);
  // A deleted stream goes on after its last revision.
  const result2 = await append(store, 'deleted', [proposed('again')]);
  expect(result2).toMatchObject({ kind: 'appended', revision: 600 });
  expect(await append(store, 'buried', [proposed('no')])).toEqual({ kind: 'stream-deleted' });
  await store.close();
  expect((await verify(optionsFor(directory))).events).toBe(left.length + 2);
  rmSync(directory, { recursive: true });
});

test('a backup of a running database has everything acknowledged before it began', async () => {
  const [directory, target] = [temporaryDirectory(), temporaryDirectory()];
  const store = await openForTest(directory);
  for (let i = 0; i < 1500; i++) await append(store, `s-${i % 5}`, [proposed('x'.repeat(400))]);
  const before = readEverything(store).map(place);
  let writing = true;
  const writer = (async () => {
    while (writing) await append(store, 'meanwhile', [proposed('w'.repeat(400))]);
  })();
  backup(directory, target);
  writing = false;
  await writer;
  await store.close();
  const copy = await openForTest(target);
  expect(readEverything(copy).map(place).slice(0, before.length)).toEqual(before);
  await copy.close();
  await verify(optionsFor(target));
  expect(() => backup(directory, target)).toThrow('not empty');
  for (const each of [directory, target]) rmSync(each, { recursive: true });
});

test('the commands print what they did', async () => {
  const [directory, target] = [temporaryDirectory(), temporaryDirectory()];
  const store = await openForTest(directory);
  await append(store, 's', [proposed('x')]);
  await store.close();
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const run = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await promisify(execFile)(process.execPath, [main, ...args])).stdout);
  expect(await run('verify', '--data', directory)).toMatchObject({ events: 1 });
  expect(await run('scavenge', '--data', directory)).toMatchObject({ eventsRemoved: 0 });
  expect(await run('backup', '--data', directory, '--to', target)).toMatchObject({ files: 2 });
  await expect(run('verify', '--data', '/nonexistent')).rejects.toThrow('holds no database');
  for (const each of [directory, target]) rmSync(each, { recursive: true });
});
