import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { disposeEventStore } from '../connections/event-store.ts';
import { closesInTime } from './close-in-time.ts';

// A stop has a bound, whatever it waits for.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = (): Promise<never> => new Promise(() => undefined);

test('a part that closes is waited for, one that does not is given up', async () => {
  const slow = closesInTime(() => new Promise((resolve) => setTimeout(resolve, 5_000)));
  const stuck = closesInTime(never);
  await vi.advanceTimersByTimeAsync(6_000);
  expect([await slow, await stuck]).toEqual([true, false]);
});

test('a part that fails to close says so', async () => {
  await expect(closesInTime(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(
    closesInTime(() => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
});

test('a client of the event store whose streams do not end is left to the process', async () => {
  let isOver = false;
  const disposed = disposeEventStore({ dispose: never } as never).then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(1_999);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await disposed;
});
