import { sessionOn } from '../calendar/sessions.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { formatDecimal } from '../kernel/fixed-point.ts';
import { reject } from '../kernel/rejection.ts';
import { MarketWideBreakers, type BreakerFact } from '../protection/market-wide.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { Instant } from '../time/new-york.ts';
import type { SessionCommand } from './commands.ts';
import type { SessionFact } from './facts.ts';

/** What a day's circuit breakers have done so far. */
export interface MarketHalt {
  /** Highest level reached; 0: none. */
  readonly level: 0 | 1 | 2 | 3;
  /** When the halt that holds now ends; undefined: none holds, or the day is over with level 3. */
  readonly until: Instant | undefined;
}

export const NO_HALT: MarketHalt = { level: 0, until: undefined };

type ReportIndex = Extract<SessionCommand, { type: 'ReportIndex' }>['data'];

/** Whether the index halts the market: the next level of the day is reached, and there is time enough left. */
export function decideHalt(
  before: MarketHalt,
  { sessionDate, value, previousClose }: ReportIndex,
  at: Instant,
): Decision<SessionFact> {
  const session = sessionOn(sessionDate);
  if (session === undefined) return refuse(reject('NO_SESSION', 'the exchanges are closed'));
  const breakers = new MarketWideBreakers(previousClose, session, before);
  const facts = breakers.index(value, at).map((fact): SessionFact => {
    if (fact.type === 'MarketResumeDue') return resumed(sessionDate, fact);
    const { level, until } = fact;
    const halted = { sessionDate, level, value, previousClose, at: fact.at };
    return { type: 'MarketHalted', data: until === undefined ? halted : { ...halted, until } };
  });
  if (facts.length > 0) return accept(...facts);
  const words = `the index is at ${formatDecimal(value)} after ${formatDecimal(previousClose)}: nothing is halted by it now`;
  return refuse(reject('NOTHING_TO_CHANGE', words));
}

/** Ends a halt whose time is over. `NOT_YET` says that one holds: clocks differ, so who asks too early must ask again. */
export function decideResumption(
  before: MarketHalt,
  sessionDate: CivilDate,
  at: Instant,
): Decision<SessionFact> {
  const session = sessionOn(sessionDate);
  if (session === undefined) return accept();
  const { until } = before;
  if (until !== undefined && at < until)
    return refuse(reject('NOT_YET', `the market is halted until ${until} ns since 1970 UTC`));
  const due = new MarketWideBreakers(0n, session, before).clock(at);
  return accept(...due.map((fact) => resumed(sessionDate, fact)));
}

function resumed(sessionDate: CivilDate, { at }: BreakerFact): SessionFact {
  return { type: 'MarketResumed', data: { sessionDate, at } };
}
