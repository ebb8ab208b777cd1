import type { ResolvedEvent } from '../event/event.ts';
import { writePosition } from './append-messages.ts';
import { writeReadEvent } from './recorded-event.ts';
import type { WireWriter } from './wire-writer.ts';

/** The messages of Streams/Read. Each function writes one whole `ReadResp`. */
export const readResponses = {
  event(writer: WireWriter, event: ResolvedEvent, structuredIds: boolean): void {
    const message = writer.begin(1);
    writeReadEvent(writer, event, structuredIds);
    writer.finish(message);
  },
  confirmation(writer: WireWriter, subscriptionId: string): void {
    const message = writer.begin(2);
    writer.string(1, subscriptionId);
    writer.finish(message);
  },
  checkpoint(writer: WireWriter, position: number): void {
    writePosition(writer, 3, position);
  },
  streamNotFound(writer: WireWriter, stream: string): void {
    const message = writer.begin(4);
    const identifier = writer.begin(1);
    writer.string(3, stream);
    writer.finish(identifier);
    writer.finish(message);
  },
  caughtUp(writer: WireWriter): void {
    writer.empty(8);
  },
};
