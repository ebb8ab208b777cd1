import { sessionOn, type Session } from '../calendar/sessions.ts';
import type { Phase } from '../orders/terms.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { instantOf, MINUTE, SECOND, wall, type Instant, type WallTime } from '../time/new-york.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** When the market goes from phase to phase, around the session's own hours. */
export interface Timetable {
  /** Order entry begins. */
  readonly preOpen: WallTime;
  /** From here on the opening auction is near: indicative prices, late cut-offs. */
  readonly openingAuction: WallTime;
  /** The closing auction collects for so long after the close before it is uncrossed, ns. */
  readonly uncrossAfter: bigint;
  /** The day ends so long after the close, ns. */
  readonly closedAfter: bigint;
}

export const SESSION_TIMETABLE: EffectiveDated<Timetable> = effectiveDated('session.timetable', {
  title: 'Phases around the regular session: New York times and delays, ns',
  entries: [
    {
      from: '1990-01-01',
      value: {
        preOpen: wall(9),
        openingAuction: wall(9, 28),
        uncrossAfter: SECOND,
        closedAfter: 20n * MINUTE,
      },
      evidence: 'HOUSE',
      source: 'Opening cut-off 09:28 as at Nasdaq; the other times are the house’s',
    },
  ],
});

/** One step of a market's day. */
export interface SessionStep {
  readonly at: Instant;
  readonly phase: Phase;
}

/** The steps of a day in order; none where the exchanges are closed. @throws UnknownCalendarYearError */
export function sessionSteps(date: CivilDate): readonly SessionStep[] {
  const session = sessionOn(date);
  return session === undefined ? [] : stepsOf(session, SESSION_TIMETABLE.on(date).value);
}

function stepsOf(
  { date, opensAt, closesAt }: Session,
  timetable: Timetable,
): readonly SessionStep[] {
  return [
    { phase: 'PRE_OPEN', at: instantOf(date, timetable.preOpen) },
    { phase: 'OPENING_AUCTION', at: instantOf(date, timetable.openingAuction) },
    { phase: 'CONTINUOUS', at: opensAt },
    { phase: 'CLOSING_AUCTION', at: closesAt },
    { phase: 'POST_CLOSE', at: closesAt + timetable.uncrossAfter },
    { phase: 'CLOSED', at: closesAt + timetable.closedAfter },
  ];
}
