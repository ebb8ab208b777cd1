import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { SharedReads } from './shared-reads.ts';

test('what is asked for in one turn is read once, each thing by itself', async () => {
  const reads = new SharedReads();
  const read = vi.fn<(what: string) => Promise<string>>((what) => Promise.resolve(what));
  const answers = ['a', 'b', 'a', 'a'].map((key) => reads.read(key, () => read(key)));
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'a', 'a']);
  expect(read.mock.calls.flat()).toEqual(['a', 'b']);
});

test('a read that has begun is not joined: it may not see what came meanwhile', async () => {
  const reads = new SharedReads();
  let value = 'before';
  let finish: () => void = () => undefined;
  const slow = async (): Promise<string> => {
    const seen = value;
    await new Promise<void>((resolve) => (finish = resolve));
    return seen;
  };
  const first = reads.read('a', slow);
  await nextTurn();
  await nextTurn();
  value = 'after';
  const second = reads.read('a', () => Promise.resolve(value));
  expect(await second).toBe('after');
  finish();
  expect(await first).toBe('before');
});

test('one that fails fails for all who asked, and the next one is another', async () => {
  const reads = new SharedReads();
  const down = (): Promise<string> => Promise.reject(new Error('down'));
  const both = [reads.read('a', down), reads.read('a', down)];
  for (const one of both) await expect(one).rejects.toThrow('down');
  expect(await reads.read('a', () => Promise.resolve('up'))).toBe('up');
});
