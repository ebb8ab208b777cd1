import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { SILENT, WrittenProgress } from '../output/part-progress.ts';
import { Parts } from './parts.ts';
import { Invariant } from './result.ts';

const invariant = (): Invariant => new Invariant('I0', 'a test');

test('a part that throws is not ok and says why, and the next one runs', async () => {
  const parts = new Parts(SILENT, new AbortController().signal);
  const [broken, sound] = [invariant(), invariant()];
  await parts.run('the first', () => Promise.reject(new Error('no such table')), broken);
  await parts.run('the second', async () => sound.count('rows'), sound);
  expect(broken.result).toMatchObject({ ok: false, unfinished: 'the first: no such table' });
  expect(sound.result).toMatchObject({ ok: true, counts: { rows: 1 } });
});

test('a stop ends a part that waits for ever, and lets no other begin', async () => {
  const stop = new AbortController();
  const parts = new Parts(SILENT, stop.signal);
  const [waiting, later] = [invariant(), invariant()];
  const running = parts.run('the first', () => new Promise(() => undefined), waiting);
  stop.abort();
  await running;
  await parts.run('the second', async () => later.count('rows'), later);
  expect(waiting.result.unfinished).toBe('the first: stopped');
  expect(later.result).toMatchObject({ ok: false, counts: { violations: 0 } });
});

test('progress says what, how much of how much, how fast and how long yet', () => {
  let now = 0;
  const lines: string[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const part = new WrittenProgress('verify', out, () => now).begin('the log', 'facts', 1_000);
  now = 4_000;
  part.add(100);
  now = 5_000;
  part.add(150);
  now = 20_000;
  part.add(750);
  part.end();
  expect(lines).toEqual([
    'verify: the log: 0 of about 1000 facts\n',
    'verify: the log: 250 of about 1000 facts, 50/s, 15 s left\n',
    'verify: the log: 1000 of about 1000 facts, 50/s, 0 s left\n',
    'verify: the log: 1000 facts in 20.0 s\n',
  ]);
});
