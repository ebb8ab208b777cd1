import { describe, expect, test } from 'vitest';
import { MarketUpdate } from '../update/market-update.ts';
import { PacedQueue, type PaceClock } from './paced-queue.ts';

/** A clock that is as fast as who sleeps by it. */
class TestClock implements PaceClock {
  ms = 0;
  now(): number {
    return this.ms;
  }
  sleep(ms: number): Promise<void> {
    this.ms += ms;
    return Promise.resolve();
  }
}

const NEVER = new AbortController().signal;

/** When updates of these seconds are told, in ms of the clock. */
async function toldAt(speed: number, seconds: readonly number[]): Promise<readonly number[]> {
  const clock = new TestClock();
  const told: number[] = [];
  const sink = { instrument: () => undefined, update: () => void told.push(Math.round(clock.ms)) };
  const queue = new PacedQueue(sink, speed, clock);
  const update = new MarketUpdate();
  update.exchangeDay = 100;
  for (const second of seconds) {
    update.exchangeNanos = second * 1_000_000_000;
    queue.update(update);
  }
  await queue.drain(NEVER);
  return told;
}

describe('updates are told', () => {
  test('at the pace of their times', async () => {
    expect(await toldAt(1, [50, 50.5, 52])).toEqual([0, 500, 2_000]);
  });

  test('or faster', async () => {
    expect(await toldAt(10, [50, 50.5, 52])).toEqual([0, 50, 200]);
  });

  test('together where a few milliseconds are between them', async () => {
    expect(await toldAt(1, [50, 50.004, 50.009, 50.02])).toEqual([0, 0, 0, 20]);
  });

  test('without waiting where nothing happened for more than a minute, or time goes back', async () => {
    expect(await toldAt(1, [50, 7_200, 7_201, 100, 101])).toEqual([0, 0, 1_000, 1_000, 2_000]);
  });
});

test('a name comes before the updates behind it, and nothing after the stop', async () => {
  const clock = new TestClock();
  const told: string[] = [];
  const stop = new AbortController();
  const queue = new PacedQueue(
    {
      instrument: (_, symbol) => void told.push(symbol),
      update: ({ sequence }) => {
        told.push(`${sequence}`);
        stop.abort();
      },
    },
    1,
    clock,
  );
  queue.instrument(1, 'A');
  queue.update(Object.assign(new MarketUpdate(), { sequence: 1 }));
  queue.update(Object.assign(new MarketUpdate(), { sequence: 2 }));
  await queue.drain(stop.signal);
  expect(told).toEqual(['A', '1']);
  await queue.drain(NEVER);
  expect(told).toEqual(['A', '1']);
});
