import { expect, test } from 'vitest';
import { parseDate } from '../time/civil-date.ts';
import { formatWall, newYorkTime } from '../time/new-york.ts';
import { sessionSteps } from './timetable.ts';

const words = (date: string): readonly string[] =>
  sessionSteps(parseDate(date)).map(
    ({ at, phase }) => `${formatWall(newYorkTime(at).time)} ${phase}`,
  );

test('a day goes from phase to phase by New York’s clocks', () => {
  expect(words('2026-11-20')).toEqual([
    '09:00 PRE_OPEN',
    '09:28 OPENING_AUCTION',
    '09:30 CONTINUOUS',
    '16:00 CLOSING_AUCTION',
    '16:00:01 POST_CLOSE',
    '16:20 CLOSED',
  ]);
});

test('an early close takes its auction along, a holiday has no steps', () => {
  expect(words('2026-11-27').slice(3)).toEqual([
    '13:00 CLOSING_AUCTION',
    '13:00:01 POST_CLOSE',
    '13:20 CLOSED',
  ]);
  expect(words('2026-11-26')).toEqual([]);
});
