import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { METADATA_TYPE, metastreamOf } from '../store/stream-metadata.ts';
import { serverEvent } from '../store/writer.ts';

const TYPE = 'SubscriptionCheckpoint';

/** The stream that holds how far a subscription group has come: a JSON string with a position's text. */
export class CheckpointStream {
  readonly stream: string;
  private readonly store: EventStore;

  constructor(store: EventStore, key: string) {
    this.store = store;
    this.stream = `$persistentsubscription-${key}-checkpoint`;
  }

  read(): string | undefined {
    const event = this.store.readLast(this.stream);
    if (event?.type !== TYPE) return undefined;
    const text: unknown = JSON.parse(event.data.toString('utf8'));
    return typeof text === 'string' ? text : undefined;
  }

  /** Writes a checkpoint; true if it is durable. */
  async write(text: string): Promise<boolean> {
    if (this.store.stream(this.stream).durable.last < 0) {
      const keepTwo = Buffer.from(JSON.stringify({ $maxCount: 2 }));
      await this.store.write(metastreamOf(this.stream), ANY, [serverEvent(METADATA_TYPE, keepTwo)]);
    }
    const event = serverEvent(TYPE, Buffer.from(JSON.stringify(text)));
    return (await this.store.write(this.stream, ANY, [event])).kind === 'appended';
  }
}
