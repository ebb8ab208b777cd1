import { instantOf, parseDate, wall, type Command, type Phase } from '@bellwether/domain';
import { describe, test } from 'vitest';
import { specificationOf } from '../test/process-spec.ts';
import { marketSession } from './market-session.ts';

const { whenTime } = specificationOf(marketSession);
const friday = parseDate('2026-11-20');
const schedule: Command = { type: 'ScheduleSession', data: { sessionDate: friday } };
const enter = (phase: Phase, sessionDate = friday): Command => ({
  type: 'EnterSessionPhase',
  data: { sessionDate, phase },
});
const DAY: readonly Phase[] = [
  'PRE_OPEN',
  'OPENING_AUCTION',
  'CONTINUOUS',
  'CLOSING_AUCTION',
  'POST_CLOSE',
  'CLOSED',
];

describe('the market’s day', () => {
  test('has not begun at eight in the morning: the last one is ended, if nobody has', () => {
    const thursday = parseDate('2026-11-19');
    whenTime(instantOf(friday, wall(8))).thenSends(...DAY.map((phase) => enter(phase, thursday)));
  });

  test('begins before the opening', () => {
    whenTime(instantOf(friday, wall(9, 1))).thenSends(schedule, enter('PRE_OPEN'));
  });

  test('has everything that was due where it is looked at late', () => {
    whenTime(instantOf(friday, wall(16, 30))).thenSends(
      schedule,
      ...DAY.map((phase) => enter(phase)),
    );
  });

  test('does not come on a Saturday, nor on Thanksgiving: the last one is ended', () => {
    const saturday = instantOf(parseDate('2026-11-21'), wall(12));
    whenTime(saturday).thenSends(...DAY.map((phase) => enter(phase)));
    const wednesday = parseDate('2026-11-25');
    const thanksgiving = instantOf(parseDate('2026-11-26'), wall(12));
    whenTime(thanksgiving).thenSends(...DAY.map((phase) => enter(phase, wednesday)));
  });

  test('is not looked for behind the longest time without one', () => {
    whenTime(instantOf(parseDate('2001-09-16'), wall(12))).thenSends(
      ...DAY.map((phase) => enter(phase, parseDate('2001-09-10'))),
    );
  });
});
