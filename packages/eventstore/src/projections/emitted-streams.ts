import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { streamStatus } from '../store/stream-read.ts';
import { serverEvent } from '../store/writer.ts';

const TYPE = '$StreamTracked';

/** Remembers which streams a projection wrote to, so that they can be deleted with it. */
export class EmittedStreams {
  readonly stream: string;
  private readonly store: EventStore;
  private readonly known: Set<string>;

  constructor(store: EventStore, projection: string) {
    this.store = store;
    this.stream = `$projections-${projection}-emittedstreams`;
    this.known = new Set(this.list());
  }

  /** Notes a stream before the first event is written to it. */
  async track(stream: string): Promise<void> {
    if (this.known.has(stream)) return;
    this.known.add(stream);
    await this.store.write(this.stream, ANY, [serverEvent(TYPE, Buffer.from(stream), false)]);
  }

  list(): string[] {
    const state = this.store.stream(this.stream);
    if (streamStatus(state) !== 'exists') return [];
    const reader = this.store.recordReader();
    const names: string[] = [];
    for (let next: number | undefined = 0; next !== undefined;) {
      const slice: ReturnType<EventStore['readForward']> = this.store.readForward(
        reader,
        state,
        next,
        500,
      );
      for (const event of slice.events) names.push(event.data.toString('utf8'));
      next = slice.next;
    }
    return names;
  }
}
