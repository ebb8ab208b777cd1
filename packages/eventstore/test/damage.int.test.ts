import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CorruptIndexError } from '../src/index/table-file.ts';
import { CorruptLogError, DirectoryLockedError } from '../src/log/errors.ts';
import type { EventStore } from '../src/store/event-store.ts';
import {
  append,
  openForTest,
  proposed,
  readEverything,
  readWhole,
  temporaryDirectory,
} from './support/store.ts';

const directories: string[] = [];
const directory = (): string => {
  const created = temporaryDirectory();
  directories.push(created);
  return created;
};
afterEach(() => {
  for (const each of directories.splice(0)) rmSync(each, { recursive: true, force: true });
});

const logFiles = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.log'))
    .toSorted();

function flip(file: string, offset: number, mask = 0x10): void {
  const bytes = readFileSync(file);
  bytes[offset]! ^= mask;
  writeFileSync(file, bytes);
}

/** A database of several files with many small group commits; returns its events as text by place. */
async function filled(path: string, appends = 400): Promise<Map<string, string>> {
  const store = await openForTest(path, { segmentBytes: 64 * 1024, memtableEntries: 100 });
  for (let i = 0; i < appends; i++)
    await append(
      store,
      `s-${i % 7}`,
      Array.from({ length: 1 + (i % 3) }, (_, j) => proposed(`${i}.${j} ${'x'.repeat(i % 300)}`)),
    );
  await store.index.settled();
  const events = new Map(
    readEverything(store).map((event) => [
      `${event.stream}@${event.revision}`,
      event.data.toString(),
    ]),
  );
  await store.close();
  return events;
}

/** Reads everything both ways; what it returns was served. */
function serve(store: EventStore): Map<string, string> {
  const served = new Map<string, string>();
  const add = (event: { stream: string; revision: number; data: Buffer }): void =>
    void served.set(`${event.stream}@${event.revision}`, event.data.toString());
  for (const event of readEverything(store)) add(event);
  for (let n = 0; n < 7; n++) for (const event of readWhole(store, `s-${n}`)) add(event);
  return served;
}

const BITS = process.env['SOAK'] === '1' ? 2_000 : 120;

describe('damaged files', () => {
  test(`${BITS} flipped bits anywhere: noticed or harmless, never served`, async () => {
    const original = directory();
    const truth = await filled(original);
    const files = readdirSync(original).filter((name) => name !== 'LOCK');
    const outcomes = { refused: 0, reported: 0, cut: 0, harmless: 0 };
    for (let round = 0; round < BITS; round++) {
      const path = directory();
      cpSync(original, path, { recursive: true });
      const file = join(path, files[round % files.length]!);
      const offset = Math.floor(Math.random() * statSync(file).size);
      flip(file, offset, 1 << (round % 8));
      let store: EventStore | undefined;
      try {
        store = await openForTest(path);
        const served = serve(store);
        for (const [place, data] of served)
          expect(truth.get(place), `${file} ${offset}: ${place}`).toBe(data);
        if (served.size === truth.size) outcomes.harmless++;
        else {
          // Only the last group commit can be taken for one that a crash cut off.
          expect(truth.size - served.size, `${file} ${offset}`).toBeLessThanOrEqual(3);
          outcomes.cut++;
        }
      } catch (error) {
        expect(error).toSatisfy(
          (e) => e instanceof CorruptLogError || e instanceof CorruptIndexError,
        );
        outcomes[store === undefined ? 'refused' : 'reported']++;
      } finally {
        await store?.close();
        rmSync(path, { recursive: true });
      }
    }
    expect(outcomes.refused).toBeGreaterThan(0);
    expect(outcomes.reported).toBeGreaterThan(0);
  }, 120_000);

  test('a damaged index is rebuilt from the log at the start', async () => {
    const path = directory();
    const truth = await filled(path);
    const table = readdirSync(path).find((name) => name.endsWith('.index'))!;
    truncateSync(join(path, table), 100);
    const problems: unknown[] = [];
    const store = await openForTest(path, { report: (problem) => problems.push(problem) });
    expect(serve(store)).toEqual(truth);
    await store.close();
    expect(problems).toHaveLength(1);
  });

  test('a torn tail is cut at the last whole append, at every length', async () => {
    const original = directory();
    const truth = await filled(original, 30);
    const last = logFiles(original).at(-1)!;
    const size = statSync(join(original, last)).size;
    for (let missing = 1; missing < 400; missing += 7) {
      const path = directory();
      cpSync(original, path, { recursive: true });
      truncateSync(join(path, last), size - missing);
      const problems: unknown[] = [];
      const store = await openForTest(path, { report: (problem) => problems.push(problem) });
      const served = serve(store);
      for (const [place, data] of served) expect(truth.get(place)).toBe(data);
      const before = store.log.durableEnd;
      await append(store, 'after', [proposed('again')]);
      expect(store.log.durableEnd).toBeGreaterThan(before);
      await store.close();
    }
  });

  test('a missing file of the log is noticed at the start', async () => {
    const path = directory();
    await filled(path);
    rmSync(join(path, logFiles(path)[1]!));
    await expect(openForTest(path)).rejects.toBeInstanceOf(CorruptLogError);
  });

  test('bytes of an event that look like the end of a file do not end it', async () => {
    const path = directory();
    const store = await openForTest(path);
    const footer = Buffer.alloc(24);
    footer.writeUInt32LE(1, 16);
    footer.write('BWEF', 20, 'latin1');
    await append(store, 's-0', [{ ...proposed(''), data: footer }]);
    const end = store.log.durableEnd;
    await store.close();
    const again = await openForTest(path);
    expect(again.log.durableEnd).toBe(end);
    await again.close();
  });
});

describe('one process for each directory', () => {
  test('a second store is refused, and the first goes on', async () => {
    const path = directory();
    const store = await openForTest(path);
    await expect(openForTest(path)).rejects.toBeInstanceOf(DirectoryLockedError);
    await append(store, 's-0', [proposed('x')]);
    await store.close();
    await (await openForTest(path)).close();
  });

  test('a second server process ends with a message and exit code 1', async () => {
    const path = directory();
    const store = await openForTest(path);
    const main = new URL('../src/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, '--port', '0', '--insecure', '--data', path], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let message = '';
    child.stderr.on('data', (chunk) => (message += String(chunk)));
    const [code] = (await once(child, 'exit')) as [number];
    expect([code, message]).toEqual([1, expect.stringContaining('in use by another event store')]);
    await store.close();
  });
});

/** A small file system in memory; undefined where mounting is not allowed. */
function smallDisk(path: string, size: string): (() => void) | undefined {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return () => execFileSync('/bin/umount', ['-l', path]);
}

test('a full disk refuses appends, keeps everything acknowledged, and goes on when there is room', async (context) => {
  const path = join(directory(), 'disk');
  const unmount = smallDisk(path, '3m');
  if (unmount === undefined) return context.skip('mounting a tmpfs needs root');
  try {
    writeFileSync(join(path, 'ballast'), Buffer.alloc(1024 * 1024));
    const store = await openForTest(path);
    const acknowledged: string[] = [];
    let refused = 0;
    for (let i = 0; i < 4000 && refused < 20; i++) {
      const event = proposed('y'.repeat(2000));
      const result = await append(store, `s-${i % 3}`, [event]);
      if (result.kind === 'appended') acknowledged.push(event.id.toString('hex'));
      else refused++;
    }
    expect(refused).toBe(20);
    const ids = (): string[] => readEverything(store).map(({ id }) => id.toString('hex'));
    expect(ids()).toEqual(acknowledged);
    rmSync(join(path, 'ballast'));
    const after = proposed('there is room again');
    expect((await append(store, 's-0', [after])).kind).toBe('appended');
    expect(ids()).toEqual([...acknowledged, after.id.toString('hex')]);
    await store.close();
    const again = await openForTest(path);
    expect(readEverything(again)).toHaveLength(acknowledged.length + 1);
    await again.close();
  } finally {
    unmount();
    expect(existsSync(path)).toBe(true);
  }
  return undefined;
});

test('a clock that steps back changes no order, and maxAge counts from the clock of the reader', async () => {
  let now = 1_000_000_000;
  const store = await openForTest(undefined, { now: () => now });
  await append(store, 's', [proposed('first')]);
  now -= 3_600_000;
  await append(store, 's', [proposed('an hour before')]);
  now += 3_600_000;
  await append(store, 's', [proposed('third')]);
  const all = readEverything(store);
  expect(all.map(({ data }) => data.toString())).toEqual(['first', 'an hour before', 'third']);
  expect(all.every((event, i) => i === 0 || event.position > all[i - 1]!.position)).toBe(true);
  expect(readWhole(store, 's').map(({ revision }) => revision)).toEqual([0, 1, 2]);
  await append(store, '$$s', [proposed('{"$maxAge":60}', '$metadata')]);
  expect(readWhole(store, 's').map(({ data }) => data.toString())).toContain('third');
  await store.close();
});
