import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GRPC, type GrpcError } from './status.ts';
import { Unfinished, type Holding } from './unfinished.ts';

const LIMITS = { connectionBytes: 100, totalBytes: 250, arrivalMs: 1000 };

/** A call that lets go of what it holds when it is refused, as calls do. */
function call(unfinished: Unfinished, connection: object): { holding: Holding; codes: number[] } {
  const codes: number[] = [];
  const holding = unfinished.hold(connection, (error: GrpcError) => {
    codes.push(error.code);
    holding.release();
  });
  return { holding, codes };
}

describe('what has arrived of unfinished requests', () => {
  test('is bounded over all calls of a connection', () => {
    const unfinished = new Unfinished(LIMITS);
    const connection = {};
    const [first, second] = [call(unfinished, connection), call(unfinished, connection)];
    const other = call(unfinished, {});
    first.holding.holds(60);
    second.holding.holds(40);
    other.holding.holds(100);
    expect([first.codes, second.codes, other.codes]).toEqual([[], [], []]);
    second.holding.holds(41);
    expect(second.codes).toEqual([GRPC.RESOURCE_EXHAUSTED]);
    expect([first.codes, other.codes, unfinished.bytes]).toEqual([[], [], 160]);
  });

  test('is bounded over all connections: whoever holds most is refused', () => {
    const unfinished = new Unfinished(LIMITS);
    const calls = [70, 90, 80].map((bytes) => {
      const each = call(unfinished, {});
      each.holding.holds(bytes);
      return each;
    });
    const last = call(unfinished, {});
    last.holding.holds(20);
    expect(calls.map(({ codes }) => codes.length)).toEqual([0, 1, 0]);
    expect([last.codes, unfinished.bytes]).toEqual([[], 170]);
  });

  test('counts no more what was finished or let go', () => {
    const unfinished = new Unfinished(LIMITS);
    const { holding, codes } = call(unfinished, {});
    for (let i = 0; i < 10; i++) {
      holding.holds(100);
      holding.holds(0);
    }
    holding.release();
    holding.holds(1000);
    expect([codes, unfinished.bytes]).toEqual([[], 0]);
  });

  describe('in time', () => {
    beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
    afterEach(() => vi.useRealTimers());

    test('is refused when it takes too long, be it without a byte where one is due', () => {
      const unfinished = new Unfinished(LIMITS);
      const [started, due, idle, done] = [0, 1, 2, 3].map(() => call(unfinished, {})) as [
        ReturnType<typeof call>,
        ReturnType<typeof call>,
        ReturnType<typeof call>,
        ReturnType<typeof call>,
      ];
      started.holding.holds(1);
      due.holding.expect();
      due.holding.holds(0);
      done.holding.holds(1);
      vi.advanceTimersByTime(900);
      started.holding.holds(2);
      done.holding.holds(0);
      unfinished.sweep();
      expect([started, due, idle, done].map(({ codes }) => codes)).toEqual([[], [], [], []]);
      vi.advanceTimersByTime(200);
      unfinished.sweep();
      const late = [GRPC.DEADLINE_EXCEEDED];
      expect([started, due, idle, done].map(({ codes }) => codes)).toEqual([late, late, [], []]);
    });
  });
});
