// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { date, flag, indexPoints, instant, integer, record } from '../contracts/schema/fields.ts';
import { EnterSessionPhase, SetKillSwitch } from './commands.ts';

export const SessionScheduled = define(
  'SessionScheduled',
  'A trading day is known, with its hours.',
  record({
    sessionDate: date('Trading day'),
    opensAt: instant('Opening auction'),
    closesAt: instant('Closing auction'),
    earlyClose: flag('Whether it ends early'),
  }),
);

export const SessionPhaseEntered = define(
  'SessionPhaseEntered',
  'The market is in the next phase of its day.',
  EnterSessionPhase.schema,
);

export const KillSwitchSet = define(
  'KillSwitchSet',
  'New orders are refused, or welcome again.',
  SetKillSwitch.schema,
);

export const MarketHalted = define(
  'MarketHalted',
  'A market-wide circuit breaker: every book only collects orders (NYSE Rule 7.12).',
  record({
    sessionDate: date('Trading day'),
    level: integer('Level of the breaker: 1 at −7 %, 2 at −13 %, 3 at −20 %', {
      minimum: 1,
      maximum: 3,
    }),
    value: indexPoints('The index that triggered it'),
    previousClose: indexPoints('Its close of the trading day before'),
    at: instant('When'),
    until: Type.Optional(instant('When trading resumes; absent: not on this day')),
  }),
);

export const MarketResumed = define(
  'MarketResumed',
  'The market-wide halt is over: a reopening auction follows in every book.',
  record({ sessionDate: date('Trading day'), at: instant('When it was due') }),
);

export const SESSION_FACTS = [
  SessionScheduled,
  SessionPhaseEntered,
  KillSwitchSet,
  MarketHalted,
  MarketResumed,
] as const;

export type SessionFact = MessageOf<(typeof SESSION_FACTS)[number]>;
