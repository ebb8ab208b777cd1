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

describe('the market’s day', () => {
  test('has not begun at eight in the morning', () => {
    whenTime(instantOf(friday, wall(8))).thenSends();
  });

  test('begins before the opening', () => {
    whenTime(instantOf(friday, wall(9, 1))).thenSends(schedule, enter('PRE_OPEN'));
  });

  test('has everything that was due where it is looked at late', () => {
    whenTime(instantOf(friday, wall(16, 30))).thenSends(
      schedule,
      enter('PRE_OPEN'),
      enter('OPENING_AUCTION'),
      enter('CONTINUOUS'),
      enter('CLOSING_AUCTION'),
      enter('POST_CLOSE'),
      enter('CLOSED'),
    );
  });

  test('does not come on a Saturday, nor on Thanksgiving', () => {
    whenTime(instantOf(parseDate('2026-11-21'), wall(12))).thenSends();
    whenTime(instantOf(parseDate('2026-11-26'), wall(12))).thenSends();
  });
});
