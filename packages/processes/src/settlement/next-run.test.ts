import { formatDate, instantOf, parseDate, wall } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { byCalendar, everySeconds, type StartedRun } from './next-run.ts';
import { nameOf, scheduledRun } from './run-times.ts';

const at = (day: string, hour: number, minute = 0) => instantOf(parseDate(day), wall(hour, minute));
const startedAt = (day: string, hour: number, minute = 0): StartedRun => ({
  runId: `${day}-1`,
  settlementDate: parseDate(day),
  position: 1n,
  at: at(day, hour, minute),
});

describe('the calendar', () => {
  // Columbus Day, 2026-10-12, is a session without settlement.
  test.each([
    ['in the night before', '2026-10-09', 5, '2026-10-08/2'],
    ['in the morning', '2026-10-09', 6, '2026-10-09/1'],
    ['in the afternoon', '2026-10-09', 16, '2026-10-09/2'],
    ['on a Sunday', '2026-10-11', 12, '2026-10-09/2'],
    ['on Columbus Day', '2026-10-12', 12, '2026-10-09/2'],
    ['on the day after', '2026-10-13', 12, '2026-10-13/1'],
  ])('asks %s for the run of %s %i:00: %s', (_what, day, hour, name) => {
    const run = scheduledRun(at(day, hour));
    expect(run && nameOf(run)).toBe(name);
  });

  test('each run is asked for until one has started behind its time', async () => {
    const nextRun = byCalendar();
    const morning = at('2026-10-09', 6, 1);
    // Twice: the first may have been refused.
    for (let asked = 0; asked < 2; asked++)
      expect(await nextRun(morning, startedAt('2026-10-08', 15, 10))).toMatchObject({
        name: '2026-10-09/1',
      });
    expect(await nextRun(morning, startedAt('2026-10-09', 6))).toBeUndefined();
    const afternoon = await nextRun(at('2026-10-09', 15, 10), startedAt('2026-10-09', 6));
    expect(afternoon).toMatchObject({ name: '2026-10-09/2' });
  });

  test('what nobody did over a holiday is one run, of the last day', async () => {
    const next = await byCalendar()(at('2026-10-13', 12), startedAt('2026-10-08', 15, 10));
    expect(next && formatDate(next.settlementDate)).toBe('2026-10-13');
  });

  test('a day is not settled behind a later one', async () => {
    expect(await byCalendar()(at('2026-10-09', 16), startedAt('2026-10-13', 6))).toBeUndefined();
  });
});

describe('a market that never closes', () => {
  const due = (isDue: boolean) => everySeconds(60, () => Promise.resolve(isDue));
  const noon = at('2026-10-10', 12);

  test('settles on any day, the first time at once', async () => {
    expect(await due(true)(noon, undefined)).toMatchObject({ name: 'after/none' });
  });

  test.each([
    ['before the time is over', true, at('2026-10-10', 11, 59) + 1n],
    ['where nothing is due', false, at('2026-10-10', 10)],
    ['when the clock is put back to the day before', true, at('2026-10-11', 1)],
  ])('does not settle %s', async (_what, isDue, lastAt) => {
    const date = lastAt > noon ? '2026-10-11' : '2026-10-10';
    const last = { ...startedAt(date, 0), at: lastAt };
    expect(await due(isDue)(noon, last)).toBeUndefined();
  });

  test('names each run by the one before, whoever asks for it', async () => {
    const last = startedAt('2026-10-10', 11);
    expect(await due(true)(noon, last)).toMatchObject({ name: 'after/2026-10-10-1' });
  });
});
