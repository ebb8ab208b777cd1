import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { LINK_TYPE, resolveLink } from '../store/links.ts';
import { METADATA_TYPE, metastreamOf } from '../store/stream-metadata.ts';
import { streamStatus } from '../store/stream-read.ts';
import { serverEvent } from '../store/writer.ts';
import { readEventOf, type Message } from './message.ts';

const REPLAY_BATCH = 200;

/** The stream of messages that could not be processed: links, each with when and why. */
export class Parking {
  readonly stream: string;
  private readonly store: EventStore;
  /** Parked revisions handed out again and not answered yet. */
  private readonly replaying = new Set<number>();
  private replayedTo = -1;

  constructor(store: EventStore, key: string) {
    this.store = store;
    this.stream = `$persistentsubscription-${key}-parked`;
  }

  /** Messages parked and not being replayed. */
  get count(): number {
    const state = this.store.stream(this.stream);
    if (streamStatus(state) !== 'exists') return 0;
    const { first, last } = this.store.window(state);
    return Math.max(0, last - Math.max(first, this.replayedTo + 1) + 1);
  }

  /** Writes the link; true if it is durable. A message parked again after a replay goes to the end. */
  async park(message: Message, reason: string): Promise<boolean> {
    const target = message.resolved.event ?? readEventOf(message);
    const metadata = {
      added: new Date(this.store.now()).toISOString(),
      reason,
      subscriptionEventNumber: message.position,
    };
    const link = {
      ...serverEvent(LINK_TYPE, Buffer.from(`${target.revision}@${target.stream}`), false),
      metadata: Buffer.from(JSON.stringify(metadata)),
    };
    return (await this.store.write(this.stream, ANY, [link])).kind === 'appended';
  }

  /** The parked messages up to `stopAt` of them, as messages of a replay. */
  *replay(stopAt: number | undefined): Generator<Message> {
    const state = this.store.stream(this.stream);
    if (streamStatus(state) !== 'exists') return;
    const reader = this.store.recordReader();
    const { first, last } = this.store.window(state);
    const from = Math.max(first, this.replayedTo + 1);
    const to = stopAt === undefined ? last : Math.min(last, from + stopAt - 1);
    for (let next: number | undefined = from; next !== undefined && next <= to;) {
      const slice: ReturnType<EventStore['readForward']> = this.store.readForward(
        reader,
        this.store.stream(this.stream),
        next,
        REPLAY_BATCH,
      );
      for (const parked of slice.events) {
        if (parked.revision > to) break;
        this.replayedTo = parked.revision;
        const resolved = resolveLink(this.store, reader, parked, () => true);
        if (resolved.event === undefined) continue;
        this.replaying.add(parked.revision);
        const position = Number.MAX_SAFE_INTEGER;
        yield { resolved, position, sequence: -1, retryCount: 0, parkedRevision: parked.revision };
      }
      next = slice.next;
    }
    if (this.replaying.size === 0) this.truncate();
  }

  /** A replayed message was answered; when all were, the parked stream is cut behind them. */
  settled(revision: number): void {
    if (this.replaying.delete(revision) && this.replaying.size === 0) this.truncate();
  }

  private truncate(): void {
    if (this.replayedTo < 0) return;
    const metadata = Buffer.from(JSON.stringify({ $tb: this.replayedTo + 1 }));
    void this.store.write(metastreamOf(this.stream), ANY, [serverEvent(METADATA_TYPE, metadata)]);
  }
}
