import type { ResolvedEvent, StoredEvent } from '../event/event.ts';
import type { MayRead } from '../store/links.ts';

/** An event on its way through a persistent subscription. */
export interface Message {
  readonly resolved: ResolvedEvent;
  /** Revision in the subscribed stream, or log position for `$all`. */
  readonly position: number;
  /** Counts the subscription's events, filtered-out ones too; orders checkpoints. */
  readonly sequence: number;
  retryCount: number;
  /** Revision in the parked stream, of a message that is being replayed; such messages never move the checkpoint. */
  readonly parkedRevision: number | undefined;
}

/** What is sent of a message. */
export type ShownMessage = Pick<Message, 'resolved' | 'retryCount'>;

/** The event that was read: the link, where there is one. */
export const readEventOf = ({ resolved }: Message): StoredEvent =>
  (resolved.link ?? resolved.event)!;

/** A message as one of the group's clients may see it: what a link leads to is left out where it may not be read. */
export function shownTo(mayRead: MayRead, { resolved, retryCount }: Message): ShownMessage {
  const { event, link } = resolved;
  const isHidden = link !== undefined && event !== undefined && !mayRead(event.stream);
  return { resolved: isHidden ? { event: undefined, link } : resolved, retryCount };
}

/** What clients acknowledge a message by. */
export const ackIdOf = (message: Message): string =>
  readEventOf(message).id.toString('latin1', 0, 16);
