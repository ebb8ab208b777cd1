import type { Actor } from '../authorisation/principals.ts';
import type { CommandMessage } from './registry/command-message.ts';
import type { Outcome } from './outcome.ts';

/** Commands of one message. */
export const MESSAGE_COMMANDS_MAX = 1_000;
/** Size of one message in bytes; the NATS server itself takes 1 MiB. */
export const MESSAGE_BYTES_MAX: number = 512 * 1_024;

/** What may go with a command. */
export interface Accompanying {
  /** For whom, where the sender speaks for others. */
  readonly actor?: Actor | undefined;
  /** A UUID that all has in common that follows from one cause; absent: the command is the cause itself. */
  readonly correlationId?: string | undefined;
}

/** A command as it is sent, in a message `{commands: […]}` of those for one destination; they are answered in their order. */
export type SentMessage = CommandMessage & Accompanying;

/** What answers a message: an outcome for each of its commands, or one without an id for all of them. */
export interface OutcomeBatch {
  readonly outcomes: readonly Outcome[];
}
