import { type Outcome, parseDate, type Command, type Instant } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { describe, expect, test, vi } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { defineProcess, type Occasion } from './process.ts';
import type { Due } from './reaction.ts';
import { Timer } from './timer.ts';

const logger = { info: vi.fn<() => void>(), error: vi.fn<() => void>() } as unknown as Logger;
const command = {
  type: 'ScheduleSession',
  data: { sessionDate: parseDate('2026-11-20') },
} as const satisfies Command;
const occasion = (name: string): Occasion<typeof command> => ({ name, command });
const accepted = ({ id }: Due): Outcome => ({ status: 'accepted', id, position: '7' });
const away = ({ id }: Due): Outcome => ({
  status: 'unknown',
  id,
  code: 'UNAVAILABLE',
  message: 'nobody answers',
});
const broken = ({ id }: Due): Outcome => ({
  status: 'invalid',
  id,
  code: 'SCHEMA_VIOLATION',
  message: 'no date',
});

/** Runs a calendar for so many ms of a clock that only pauses move; tells the ids sent, in order. */
async function run(
  at: (now: Instant) => readonly Occasion<typeof command>[],
  answer: (due: Due, sent: number) => Outcome,
  ms: number,
): Promise<{ readonly sent: readonly string[]; readonly timer: Timer }> {
  const ended = new AbortController();
  const sent: string[] = [];
  let now = 0;
  const process = defineProcess({
    name: 'test',
    description: 'Of a test',
    sends: ['ScheduleSession'],
    at,
  });
  const runtime = {
    runtime: {
      clock: () => BigInt(now) * 1_000_000n,
      monotonicMs: () => now,
      pause(for_: number) {
        now += for_;
        if (now >= ms) ended.abort(new Error('stopped'));
        return Promise.resolve();
      },
    },
    send(due: Due) {
      sent.push(due.id);
      return Promise.resolve(answer(due, sent.length));
    },
    follow: () => {
      throw new Error('nothing is followed');
    },
    signal: ended.signal,
  };
  const reading = { factsOf: () => Promise.resolve([]) };
  const timer = new Timer({ process, runtime, reading, logger });
  await timer.run();
  return { sent, timer };
}

describe('what the calendar asks for', () => {
  test('is sent once, in its order, when its time has come', async () => {
    const at = (now: Instant) =>
      ['a', 'b', 'c'].slice(0, now < 2_000_000_000n ? 1 : 3).map(occasion);
    const { sent } = await run(at, accepted, 5_000);
    expect(sent).toHaveLength(3);
    expect(new Set(sent).size).toBe(3);
  });

  test('has the same ids in the next run', async () => {
    const at = () => [occasion('a'), occasion('b')];
    const [first, second] = [await run(at, accepted, 1_000), await run(at, accepted, 1_000)];
    expect(second.sent).toEqual(first.sent);
  });

  test('waits for what comes before it, however long the write side is away', async () => {
    const { sent, timer } = await run(
      () => [occasion('a'), occasion('b')],
      (due, n) => (n < 400 ? away(due) : accepted(due)),
      3_600_000,
    );
    expect(new Set(sent.slice(0, 400)).size).toBe(1);
    expect(sent).toHaveLength(401);
    expect(timer.givenUp).toBe(0);
  });

  test('goes on where one command is not taken, which is counted', async () => {
    const { sent, timer } = await run(
      () => [occasion('a'), occasion('b')],
      (due, n) => (n === 1 ? broken(due) : accepted(due)),
      5_000,
    );
    expect(sent).toHaveLength(2);
    expect(timer.givenUp).toBe(1);
  });
});

/** A timer on a clock that only pauses move; facts come from a log of one that has been read. */
function timerOf(at: Parameters<typeof defineProcess>[0]['at'], facts: number, first?: Timer) {
  const ended = new AbortController();
  const sent: bigint[] = [];
  let now = 0n;
  const process = defineProcess({
    name: 'test',
    description: 'Of a test',
    sends: ['ScheduleSession'],
    memory: {
      open: () => ({ facts: 0 }),
      takes: { SessionScheduled: (memory) => void (memory.facts += 1) },
    },
    at: at as never,
  });
  const runtime = {
    runtime: {
      clock: () => now,
      monotonicMs: () => Number(now),
      async pause() {
        now += 1n;
        if (now > 5n) ended.abort(new Error('stopped'));
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    send(due: Due) {
      sent.push(now);
      return Promise.resolve(accepted(due));
    },
    async *follow() {
      for (let n = 0; n < facts; n++)
        yield { kind: 'event', event: {} as never, position: BigInt(n) } as const;
      yield { kind: 'caughtUp', position: BigInt(facts) } as const;
    },
    signal: ended.signal,
  };
  const data = {
    sessionDate: parseDate('2026-11-20'),
    opensAt: 1n,
    closesAt: 2n,
    earlyClose: false,
  };
  let position = 0n;
  const fact = { type: 'SessionScheduled', data } as const;
  const factsOf = () => Promise.resolve([recordedAs(fact, ++position)]);
  const options = { process, runtime, reading: { factsOf }, logger, first };
  return { timer: new Timer(options as never), sent };
}

test('a calendar knows the facts that were recorded before it is asked first', async () => {
  const asked: unknown[] = [];
  const { timer } = timerOf((_, memory) => {
    asked.push(structuredClone(memory));
    return [];
  }, 3);
  await timer.run();
  expect(asked[0]).toEqual({ facts: 3 });
});

test('a calendar that comes after another one sends when that has sent what was due', async () => {
  const due = (now: Instant) => (now < 2n ? [] : [occasion('a')]);
  const earlier = timerOf(due, 0);
  const later = timerOf(due, 0, earlier.timer);
  const running = later.timer.run();
  await new Promise((resolve) => setImmediate(resolve));
  expect(later.sent).toEqual([]);
  await Promise.all([earlier.timer.run(), running]);
  expect(earlier.sent).toHaveLength(1);
  expect(later.sent).toHaveLength(1);
});
