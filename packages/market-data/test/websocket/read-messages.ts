import { Instant, type MessageReader, type UpdateSink } from '../../src/index.ts';
import { Collected } from '../updates.ts';

/** When every message of a test comes: one nanosecond after the beginning of day 19 000. */
export const RECEIVED: Instant = new Instant();
RECEIVED.set(19_000, 1);

export const readMessages = (
  make: (sink: UpdateSink) => MessageReader,
  ...messages: readonly (object | string)[]
): Collected & { readonly reader: MessageReader } => {
  const sink = new Collected();
  const reader = make(sink);
  for (const message of messages)
    reader.push(typeof message === 'string' ? message : JSON.stringify(message), RECEIVED);
  return Object.assign(sink, { reader });
};
