import type { InvalidCommand, Rejection } from '@bellwether/domain';

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

/** What the policy says: the sender may not do this, or not alone. */
export type PolicyCode = 'FORBIDDEN' | 'APPROVAL_REQUIRED';

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

/**
 * The id was used before for something else (COMMAND_ID_REUSED), or is older than what is remembered and may have been
 * used (COMMAND_ID_TOO_OLD). Nothing was done now.
 */
export interface Conflict {
  readonly status: 'conflict';
  readonly id: string;
  readonly code: 'COMMAND_ID_REUSED' | 'COMMAND_ID_TOO_OLD';
  readonly message: string;
}

/** The message is not a command. Nothing was done. */
export interface Invalid {
  readonly status: 'invalid';
  readonly id?: string;
  readonly code:
    | InvalidCommand['code']
    | 'MALFORMED_MESSAGE'
    | 'MESSAGE_TOO_LARGE'
    | 'WRONG_ROUTE'
    | 'COMMAND_ID_AHEAD'
    | 'WRONG_PARTITION';
  readonly message: string;
  /** With WRONG_PARTITION: where the command belongs; it was not looked at any further. */
  readonly partition?: number;
}

/**
 * Too much at once. Nothing was done; send it again later with the same id. Without `id` it is the one answer to a whole
 * message, which was not read.
 */
export interface Overloaded {
  readonly status: 'overloaded';
  readonly id?: string;
  readonly code: 'OVERLOADED';
  readonly message: string;
}

/**
 * Nobody can say whether it was done. Send it again with the same id. RECEIVED: the queue of durable commands has it,
 * so it will be decided; the answer is still to come. Without `id` it is the one answer to a whole message, which was not
 * read.
 */
export interface Unknown {
  readonly status: 'unknown';
  readonly id?: string;
  readonly code: 'UNAVAILABLE' | 'TIMEOUT' | 'RECEIVED';
  readonly message: string;
}

/** Every command ends in exactly one of these. */
export type Outcome = Accepted | Rejected | Duplicate | Conflict | Invalid | Overloaded | Unknown;
