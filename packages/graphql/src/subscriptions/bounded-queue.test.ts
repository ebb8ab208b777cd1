import { expect, test, vi } from 'vitest';
import { BoundedQueue, SlowReaderError } from './bounded-queue.ts';

test('a reader gets every value in order, whether it waits or they do', async () => {
  const queue = new BoundedQueue<number>(10, () => undefined);
  queue.push(1);
  queue.push(2);
  expect([await queue.next(), await queue.next()].map((result) => result.value)).toEqual([1, 2]);
  const waiting = queue.next();
  queue.push(3);
  expect(await waiting).toEqual({ value: 3, done: false });
});

test('a reader that is too slow gets what was kept, then an error, never a gap', async () => {
  const closed = vi.fn();
  const queue = new BoundedQueue<number>(2, closed);
  [1, 2, 3, 4].forEach((value) => queue.push(value));
  expect([(await queue.next()).value, (await queue.next()).value]).toEqual([1, 2]);
  await expect(queue.next()).rejects.toThrow(SlowReaderError);
  expect(await queue.next()).toEqual({ value: undefined, done: true });
  expect(closed).toHaveBeenCalledTimes(1);
});

test('a reader that leaves is told so once, and its wait ends', async () => {
  const closed = vi.fn();
  const queue = new BoundedQueue<number>(2, closed);
  const waiting = queue.next();
  await queue.return();
  await queue.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  queue.push(1);
  expect(await queue.next()).toEqual({ value: undefined, done: true });
  expect(closed).toHaveBeenCalledTimes(1);
});
