import { expect, test } from 'vitest';
import { SessionClock } from './session-clock.ts';

const HOUR = 3_600_000_000_000;

test('a time is New York’s day and what has passed since its midnight', () => {
  const clock = new SessionClock();
  // 2026-06-10 is day 20 614; 13:30 UTC is 09:30 in New York.
  expect(clock.locate(20_614, 13.5 * HOUR)).toBe(9.5 * HOUR);
  expect([clock.date, clock.open, clock.close]).toEqual([20_614, 9.5 * HOUR, 16 * HOUR]);
  expect([9.5, 16].map((hours) => clock.isInSession(hours * HOUR))).toEqual([true, false]);
  // Before 04:00 UTC it is still the day before.
  expect(clock.locate(20_614, 3 * HOUR)).toBe(23 * HOUR);
  expect(clock.date).toBe(20_613);
});

test('on the day that clocks go forward an hour is missing', () => {
  const clock = new SessionClock();
  // Sunday 2026-03-08, day 20 520, begins at 05:00 UTC; at 08:00 UTC clocks show 04:00.
  expect(clock.locate(20_520, 8 * HOUR)).toBe(3 * HOUR);
  expect([clock.hasSession, clock.isInSession(10 * HOUR)]).toEqual([false, false]);
  expect(clock.locate(20_521, 4 * HOUR)).toBe(0);
  expect(clock.date).toBe(20_521);
});

test('short days close at 13:00, and days beyond the calendar have no session', () => {
  const clock = new SessionClock();
  // 2026-11-27 is day 20 784.
  clock.locate(20_784, 15 * HOUR);
  expect(clock.close).toBe(13 * HOUR);
  clock.locate(40_000, 15 * HOUR);
  expect(clock.hasSession).toBe(false);
});
