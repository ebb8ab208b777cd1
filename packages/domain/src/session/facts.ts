// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../schema/definition.ts';
import { date, flag, instant, record } from '../schema/fields.ts';
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

export const SESSION_FACTS = [SessionScheduled, SessionPhaseEntered, KillSwitchSet] as const;

export type SessionFact = MessageOf<(typeof SESSION_FACTS)[number]>;
