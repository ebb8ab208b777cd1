import type { INVALID_COMMANDS } from './registry/command-message.ts';
import type { Rejection } from '../kernel/rejection.ts';

/** What became of an order by the time its command was answered. Quantities in whole shares, as decimal strings. */
export interface OrderReport {
  readonly orderId: string;
  readonly executed: string;
  readonly leaves: string;
}

/** The event store has the command's facts, at this commit position (a token for queries that must see them). */
export interface Accepted {
  readonly status: 'accepted';
  readonly id: string;
  readonly position: string;
  readonly order?: OrderReport;
}

/** What the policy says, by code: what each says, for people. */
export const POLICY_REFUSALS = {
  FORBIDDEN: 'The sender may not give this command, or not for this account.',
  APPROVAL_REQUIRED: 'It takes two: somebody else with the same right must send ApproveCommand.',
} as const;

export type PolicyCode = keyof typeof POLICY_REFUSALS;

/** The rules refused. `position` where the refusal itself is a recorded fact. */
export interface Rejected extends Omit<Rejection, 'code'> {
  readonly code: Rejection['code'] | PolicyCode;
  readonly status: 'rejected';
  readonly id: string;
  readonly position?: string;
}

/** The same command came before; this is what became of it then. */
export interface Duplicate {
  readonly status: 'duplicate';
  readonly id: string;
  readonly original: Accepted | Rejected;
}

/** Why an id cannot be used, by code. */
export const CONFLICTS = {
  COMMAND_ID_REUSED: 'The id was used before for something else.',
  COMMAND_ID_TOO_OLD: 'The id is older than what is remembered, and may have been used.',
} as const;

/** The id of the command cannot be used. Nothing was done now. */
export interface Conflict {
  readonly status: 'conflict';
  readonly id: string;
  readonly code: keyof typeof CONFLICTS;
  readonly message: string;
}

/** What is wrong with a message as a whole or with its way, by code; `INVALID_COMMANDS` are those of one command. */
export const INVALID_MESSAGES = {
  MALFORMED_MESSAGE: 'The message is no JSON in UTF-8, or no object {commands: […]}.',
  MESSAGE_TOO_LARGE: 'More bytes, or more commands, than one message may have.',
  WRONG_ROUTE: 'The subject is not that of the command; the message names the right one.',
  COMMAND_ID_AHEAD: 'The time in the UUIDv7 is ahead of the clock of the platform.',
  WRONG_PARTITION: 'Another trading partition has the instrument; `partition` says which.',
} as const;

/** The message is not a command. Nothing was done. */
export interface Invalid {
  readonly status: 'invalid';
  readonly id?: string;
  readonly code: keyof typeof INVALID_COMMANDS | keyof typeof INVALID_MESSAGES;
  readonly message: string;
  /** With WRONG_PARTITION: where the command belongs; it was not looked at any further. */
  readonly partition?: number;
}

/** Why a command was turned away unread, by code. */
export const OVERLOADS = {
  OVERLOADED: 'Too much at once: send it again later with the same id.',
} as const;

/**
 * Too much at once. Nothing was done; send it again later with the same id. Without `id` it is the one answer to a whole
 * message, which was not read.
 */
export interface Overloaded {
  readonly status: 'overloaded';
  readonly id?: string;
  readonly code: keyof typeof OVERLOADS;
  readonly message: string;
}

/** Why it is not known what became of a command, by code. */
export const UNKNOWNS = {
  UNAVAILABLE: 'The write side does not answer: send it again with the same id.',
  TIMEOUT: 'No answer came in time; it may have happened: send it again with the same id.',
  RECEIVED:
    'The queue of durable commands has it: it will be decided, the answer is still to come.',
} as const;

/**
 * Nobody can say whether it was done. Send it again with the same id. Without `id` it is the one answer to a whole
 * message, which was not read.
 */
export interface Unknown {
  readonly status: 'unknown';
  readonly id?: string;
  readonly code: keyof typeof UNKNOWNS;
  readonly message: string;
}

/** Every command ends in exactly one of these. */
export type Outcome = Accepted | Rejected | Duplicate | Conflict | Invalid | Overloaded | Unknown;
