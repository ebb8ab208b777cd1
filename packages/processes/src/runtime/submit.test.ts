import { type Outcome, parseDate, type CommandId } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { describe, expect, test, vi } from 'vitest';
import type { ProcessRuntime } from './runtime.ts';
import { NotSentError, submit } from './submit.ts';

const id = '0192f3a0-7c1e-7aaa-8bbb-0123456789ab';
const due = {
  id: id as CommandId,
  process: 'test',
  command: { type: 'ResumeMarket', data: { sessionDate: parseDate('2026-11-20') } },
} as const;
const logger = { info: vi.fn<() => void>() } as unknown as Logger;
const away: Outcome = { status: 'unknown', id, code: 'UNAVAILABLE', message: 'nobody answers' };
const accepted: Outcome = { status: 'accepted', id, position: '7' };

/** A way to the write side that answers so, one after the other; the last answer again and again. Time is the pauses. */
function answering(...answers: readonly Outcome[]) {
  let [now, sent] = [0, 0];
  const pauses: number[] = [];
  const runtime: ProcessRuntime = {
    runtime: {
      clock: () => 0n,
      monotonicMs: () => now,
      pause(ms) {
        now += ms;
        pauses.push(ms);
        return Promise.resolve();
      },
    },
    send: () => Promise.resolve(answers[Math.min(sent++, answers.length - 1)] as Outcome),
    follow: () => {
      throw new Error('nothing is followed');
    },
    signal: new AbortController().signal,
  };
  return { runtime, pauses, now: () => now };
}

describe('a command of a process', () => {
  test('is sent again, later each time, until there is an answer', async () => {
    const overloaded: Outcome = { status: 'overloaded', id, code: 'OVERLOADED', message: '' };
    const { runtime, pauses } = answering(away, overloaded, away, accepted);
    expect(await submit(runtime, due, logger)).toBe(accepted);
    expect(pauses).toEqual([200, 400, 800]);
  });

  test('is sent again where it was too early by the platform’s clock', async () => {
    const early: Outcome = { status: 'rejected', id, code: 'NOT_YET', message: 'halted' };
    const { runtime, pauses } = answering(early, early, accepted);
    expect(await submit(runtime, due, logger)).toBe(accepted);
    expect(pauses).toEqual([200, 400]);
  });

  test.each<Outcome>([
    { status: 'duplicate', id, original: { status: 'accepted', id, position: '7' } },
    { status: 'rejected', id, code: 'NOTHING_TO_CHANGE', message: 'it is so already' },
  ])('is answered by $status', async (answer) => {
    const { runtime, pauses } = answering(answer);
    expect(await submit(runtime, due, logger)).toBe(answer);
    expect(pauses).toEqual([]);
  });

  test.each<Outcome>([
    { status: 'rejected', id, code: 'FORBIDDEN', message: 'not yours' },
    { status: 'invalid', id, code: 'SCHEMA_VIOLATION', message: 'no date' },
    { status: 'conflict', id, code: 'COMMAND_ID_REUSED', message: 'used' },
  ])('that is answered by $status $code is somebody’s to look at', async (answer) => {
    const { runtime } = answering(answer);
    await expect(submit(runtime, due, logger)).rejects.toThrow(NotSentError);
  });

  test('without an answer for a quarter of an hour is, too', async () => {
    const { runtime, now } = answering(away);
    await expect(submit(runtime, due, logger)).rejects.toThrow('no answer but UNAVAILABLE');
    expect(now()).toBeGreaterThan(900_000);
    expect(now()).toBeLessThan(910_000);
  });
});
