import { describe, expect, test } from 'vitest';
import { Admission } from './admission.ts';
import { Arrivals } from './arrivals.ts';

/** Arrivals on a clock that is set by hand: at most 100 ms of waiting are let in. What became of each message is noted. */
function given(): {
  clock: { now: number };
  arrivals: Arrivals;
  log: string[];
  comes: (name: string, waitsMs?: number, bytes?: number) => boolean;
} {
  const clock = { now: 0 };
  const runtime = { monotonicMs: () => clock.now };
  const admission = new Admission(runtime, { boundMs: 100, alwaysBelow: 0 });
  const arrivals = new Arrivals(admission, runtime);
  const log: string[] = [];
  return {
    clock,
    arrivals,
    log,
    comes: (name, waitsMs = 1_000, bytes = 744) =>
      arrivals.take({
        bytes,
        waitsMs: () => waitsMs,
        open: (ms) => log.push(`${name} opened after ${ms}`),
        refuse: ({ reason }) => log.push(`${name} ${reason}`),
      }),
  };
}

/** Serves messages of 1,000 units of work each, one in 10 ms. */
function serve({ clock, arrivals }: ReturnType<typeof given>, count: number): void {
  for (let n = 0; n < count; n++) {
    clock.now += 10;
    arrivals.open();
    arrivals.decided();
  }
}

test('messages are opened in the order in which they came', () => {
  const it = given();
  for (const name of ['a', 'b', 'c']) it.comes(name);
  serve(it, 3);
  expect(it.log).toEqual(['a opened after 10', 'b opened after 20', 'c opened after 30']);
  expect(it.arrivals.open()).toBe(false);
});

test('a message for which there is no time is refused at once and never opened; a later one may be let in', () => {
  const it = given();
  for (let n = 0; n < 10; n++) it.comes(`first ${n}`);
  serve(it, 10);
  const taken = Array.from({ length: 12 }, (_, n) => it.comes(`${n}`));
  expect(taken.indexOf(false)).toBe(10);
  serve(it, 2);
  expect(it.comes('later')).toBe(true);
  serve(it, 20);
  const opened = it.log.slice(10).filter((line) => line.includes('opened'));
  expect(opened.map((line) => line.split(' ')[0])).toEqual([
    ...Array.from({ length: 10 }, (_, n) => `${n}`),
    'later',
  ]);
  expect(it.log.filter((line) => line.endsWith('overloaded'))).toEqual([
    '10 overloaded',
    '11 overloaded',
  ]);
});

describe('a message that has waited longer than its sender does', () => {
  test('is answered undone, whatever stands before it', () => {
    const it = given();
    it.comes('patient');
    it.comes('hasty', 50);
    it.clock.now = 49;
    it.arrivals.expire();
    expect(it.log).toEqual([]);
    it.clock.now = 50;
    it.arrivals.expire();
    expect(it.log).toEqual(['hasty expired']);
    serve(it, 2);
    expect(it.log).toEqual(['hasty expired', 'patient opened after 60']);
  });

  test('does not count as waiting any more', () => {
    const it = given();
    for (let n = 0; n < 10; n++) it.comes(`first ${n}`);
    serve(it, 10);
    for (let n = 0; n < 10; n++) it.comes(`${n}`, 20);
    expect(it.comes('refused')).toBe(false);
    it.clock.now += 20;
    it.arrivals.expire();
    expect(it.comes('taken')).toBe(true);
  });
});
