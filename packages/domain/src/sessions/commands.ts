import { all } from '../authorisation/rule.ts';
import { PHASES } from '../orders/terms.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { date, flag, indexPoints, message, oneOf, record } from '../contracts/schema/fields.ts';

export const ScheduleSession = defineCommand(
  'ScheduleSession',
  'Begins a trading day, as the calendar has it: before it the market is closed.',
  all('ops', 'process'),
  record({ sessionDate: date('Trading day') }),
);

export const EnterSessionPhase = defineCommand(
  'EnterSessionPhase',
  'Takes the market to the next phase of its day.',
  all('ops', 'process'),
  record({ sessionDate: date('Trading day'), phase: oneOf(PHASES, 'Next phase') }),
);

export const SetKillSwitch = defineCommand(
  'SetKillSwitch',
  'Refuses all new orders of all accounts, or ends that (SEC Rule 15c3-5(c)). Cancels are always taken.',
  // Stopping everything must not wait for a second person.
  all('risk', 'ops'),
  record({
    sessionDate: date('Trading day on which it is thrown'),
    engaged: flag('Whether orders are refused'),
    reason: message(),
  }),
);

export const ReportIndex = defineCommand(
  'ReportIndex',
  'The S&P 500 as it stands: far enough below its previous close it halts the whole market (NYSE Rule 7.12).',
  // What follows from it is the rule's to say, and no person's choice.
  all('risk', 'ops'),
  record({
    sessionDate: date('Trading day'),
    value: indexPoints('The index now'),
    previousClose: indexPoints('Its close of the trading day before'),
  }),
);

export const ResumeMarket = defineCommand(
  'ResumeMarket',
  'Ends a market-wide halt whose time is over; before that it is refused (NYSE Rule 7.12).',
  all('process'),
  record({ sessionDate: date('Trading day') }),
);

export const SESSION_COMMANDS = [
  ScheduleSession,
  EnterSessionPhase,
  SetKillSwitch,
  ReportIndex,
  ResumeMarket,
] as const;

export type SessionCommand = MessageOf<(typeof SESSION_COMMANDS)[number]>;
