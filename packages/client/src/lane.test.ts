import { type CommandId, type Outcome } from '@bellwether/domain';
import { systemRuntime, type Runtime } from '@bellwether/platform/runtime';
import { describe, expect, test } from 'vitest';
import { Lane } from './lane.ts';

const id = (n: number): CommandId =>
  `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;

/** A lane on a clock that is moved by hand, and what its commands were told. */
function given(expires = true): {
  lane: Lane;
  told: string[];
  add: (n: number, deadline: number) => void;
  passes: (ms: number) => void;
} {
  let now = 0;
  let tasks: { at: number; task: () => void }[] = [];
  const runtime: Runtime = {
    ...systemRuntime(),
    monotonicMs: () => now,
    after: (ms, task) => {
      const entry = { at: now + ms, task };
      tasks.push(entry);
      return () => (tasks = tasks.filter((one) => one !== entry));
    },
  };
  const lane = new Lane(runtime, expires);
  const told: string[] = [];
  const settle = (n: number) => (outcome: Outcome) =>
    void told.push(`${n} ${outcome.status} at ${now}`);
  return {
    lane,
    told,
    add: (n, deadline) =>
      lane.add({ id: id(n), text: '{}', bytes: 100, deadline, settle: settle(n) }),
    passes: (ms) => {
      for (const end = now + ms; now < end;) {
        now += 1;
        const due = tasks.filter(({ at }) => at <= now);
        tasks = tasks.filter(({ at }) => at > now);
        for (const { task } of due) task();
      }
    },
  };
}

describe('what waits behind messages that are under way', () => {
  test('is answered at its deadline, whatever the order of deadlines, and never sent', () => {
    const { lane, told, add, passes } = given();
    lane.isBusy = true;
    add(1, 100);
    add(2, 40);
    add(3, 200);
    passes(150);
    expect(told).toEqual(['2 overloaded at 40', '1 overloaded at 100']);
    expect(lane.take().map((waiting) => waiting.id)).toEqual([id(3)]);
  });

  test('is told that nobody answers where that is why it waits', () => {
    const { told, add, passes } = given();
    add(1, 100);
    passes(100);
    expect(told).toEqual(['1 unknown at 100']);
  });

  test('is left alone by the deadlines of what was taken before', () => {
    const { lane, told, add, passes } = given();
    add(1, 100);
    lane.take();
    add(2, 500);
    passes(300);
    expect(told).toEqual([]);
    expect(lane.length).toBe(1);
  });

  test('goes to a queue that keeps it however late', () => {
    const { lane, told, add, passes } = given(false);
    add(1, 100);
    passes(5_000);
    expect(told).toEqual([]);
    expect(lane.take()).toHaveLength(1);
  });
});
