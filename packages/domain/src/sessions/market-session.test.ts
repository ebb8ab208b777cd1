import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { Phase } from '../orders/terms.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import type { SessionFact } from './facts.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { marketSession } from './market-session.ts';

const { given } = specificationOf(marketSession);
const friday = parseDate('2026-11-20');

const scheduled: SessionFact = {
  type: 'SessionScheduled',
  data: {
    sessionDate: friday,
    opensAt: instantOf(friday, wall(9, 30)),
    closesAt: instantOf(friday, wall(16)),
    earlyClose: false,
  },
};
const entered = (phase: Phase): SessionFact => ({
  type: 'SessionPhaseEntered',
  data: { sessionDate: friday, phase },
});
const enter = (phase: Phase) => ({
  type: 'EnterSessionPhase' as const,
  data: { sessionDate: friday, phase },
});
const DAY = [
  'PRE_OPEN',
  'OPENING_AUCTION',
  'CONTINUOUS',
  'CLOSING_AUCTION',
  'POST_CLOSE',
  'CLOSED',
] as const;

describe('a market session', () => {
  test('is scheduled once, with the hours of its day', () => {
    const schedule = { type: 'ScheduleSession', data: { sessionDate: friday } } as const;
    given().when(schedule).thenRecords(scheduled);
    given(scheduled).when(schedule).thenRejects('SESSION_EXISTS');
  });

  test.each(['2026-11-26', '2026-11-21', '2025-01-09', '2031-06-02', '1989-06-02'])(
    'is none on %s: a holiday, a weekend, a day of mourning, a year that the calendar does not know',
    (date) => {
      given()
        .when({ type: 'ScheduleSession', data: { sessionDate: parseDate(date) } })
        .thenRejects('NO_SESSION');
    },
  );

  test('ends at 13:00 on the day after Thanksgiving', () => {
    const sessionDate = parseDate('2026-11-27');
    given()
      .when({ type: 'ScheduleSession', data: { sessionDate } })
      .thenRecords({
        type: 'SessionScheduled',
        data: {
          sessionDate,
          opensAt: instantOf(sessionDate, wall(9, 30)),
          closesAt: instantOf(sessionDate, wall(13)),
          earlyClose: true,
        },
      });
  });

  test('goes through its phases in order, each once', () => {
    DAY.forEach((phase, n) => {
      const before = [scheduled, ...DAY.slice(0, n).map(entered)];
      given(...before)
        .when(enter(phase))
        .thenRecords(entered(phase));
      for (const other of DAY)
        if (other !== phase && !(phase === 'CLOSING_AUCTION' && other === 'CLOSED'))
          given(...before)
            .when(enter(other))
            .thenRejects('INVALID_PHASE_CHANGE');
    });
  });

  test('may end in the middle of the day: level 3 of the circuit breakers', () => {
    given(scheduled, ...DAY.slice(0, 3).map(entered))
      .when(enter('CLOSED'))
      .thenRecords(entered('CLOSED'));
  });

  test('that is over does not begin again', () => {
    given(scheduled, ...DAY.map(entered))
      .when(enter('PRE_OPEN'))
      .thenRejects('INVALID_PHASE_CHANGE');
    given().when(enter('PRE_OPEN')).thenRejects('NO_SESSION');
  });

  test('the kill switch is thrown and lifted in turns', () => {
    const set = (engaged: boolean) => ({ sessionDate: friday, engaged, reason: 'drill' });
    const thrown: SessionFact = { type: 'KillSwitchSet', data: set(true) };
    given(scheduled)
      .when({ type: 'SetKillSwitch', data: set(true) })
      .thenRecords(thrown);
    given(scheduled)
      .when({ type: 'SetKillSwitch', data: set(false) })
      .thenRejects('KILL_SWITCH_UNCHANGED');
    given(scheduled, thrown)
      .when({ type: 'SetKillSwitch', data: set(true) })
      .thenRejects('KILL_SWITCH_UNCHANGED');
  });
});

describe('the market-wide circuit breaker', () => {
  const usd = parseDecimal;
  const at = (hours: number, minutes = 0) => instantOf(friday, wall(hours, minutes));
  const report = (value: string, when: bigint) =>
    ({
      type: 'ReportIndex',
      data: { sessionDate: friday, value: usd(value), previousClose: usd('5000') },
      at: when,
    }) as const;
  const resume = (when: bigint) =>
    ({ type: 'ResumeMarket', data: { sessionDate: friday }, at: when }) as const;
  const halted = (level: number, value: string, when: bigint, until?: bigint): SessionFact => ({
    type: 'MarketHalted',
    data: {
      sessionDate: friday,
      level,
      value: usd(value),
      previousClose: usd('5000'),
      at: when,
      ...(until === undefined ? {} : { until }),
    },
  });
  const resumed = (when: bigint): SessionFact => ({
    type: 'MarketResumed',
    data: { sessionDate: friday, at: when },
  });
  const first = halted(1, '4650', at(10), at(10, 15));

  test('halts the market for 15 minutes when the index has fallen by 7 %', () => {
    given(scheduled)
      .when(report('4650.01', at(10)))
      .thenRejects('NOTHING_TO_CHANGE');
    given(scheduled)
      .when(report('4650', at(10)))
      .thenRecords(first);
    given()
      .when(report('4650', at(10)))
      .thenRejects('NO_SESSION');
  });

  test('resumes when the time is over, once, and not before', () => {
    given(scheduled, first)
      .when(resume(at(10, 14)))
      .thenRejects('NOT_YET');
    given(scheduled, first)
      .when(resume(at(10, 16)))
      .thenRecords(resumed(at(10, 15)));
    given(scheduled, first, resumed(at(10, 15)))
      .when(resume(at(10, 16)))
      .thenNothing();
  });

  test('halts once at each level, at −20 % for the rest of the day', () => {
    given(scheduled, first, resumed(at(10, 15)))
      .when(report('4600', at(11)))
      .thenRejects('NOTHING_TO_CHANGE');
    given(scheduled, first, resumed(at(10, 15)))
      .when(report('4350', at(11)))
      .thenRecords(halted(2, '4350', at(11), at(11, 15)));
    given(scheduled, first)
      .when(report('4000', at(10, 5)))
      .thenRecords(halted(3, '4000', at(10, 5)));
    given(scheduled, halted(3, '4000', at(10)))
      .when(resume(at(15)))
      .thenNothing();
  });

  test('a report that comes after the time is over resumes the market first', () => {
    given(scheduled, first)
      .when(report('4350', at(10, 20)))
      .thenRecords(resumed(at(10, 15)), halted(2, '4350', at(10, 20), at(10, 35)));
  });

  test('halts no more from 15:25 on, but for −20 %', () => {
    given(scheduled)
      .when(report('4350', at(15, 25)))
      .thenRejects('NOTHING_TO_CHANGE');
    given(scheduled)
      .when(report('4000', at(15, 59)))
      .thenRecords(halted(3, '4000', at(15, 59)));
  });
});
