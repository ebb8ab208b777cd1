import { hash } from 'node:crypto';
import { TOMBSTONE_REVISION, type ProposedEvent, type StoredEvent } from '../event/event.ts';
import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { METADATA_TYPE, metastreamOf } from '../store/stream-metadata.ts';
import { streamStatus } from '../store/stream-read.ts';
import { serverEvent } from '../store/writer.ts';
import { uuidText } from '../event/uuid.ts';
import { ProjectionFault, type Emission } from './handler.ts';

/** Which source event an emitted event comes from: projection, epoch, the source's log position, and its number among that source's. */
interface Origin {
  readonly projection: string;
  readonly epoch: number;
  readonly position: number;
  readonly index: number;
}

const REMEMBERED_STREAMS = 50_000;
const SCAN_BATCH = 50;

function originOf(event: StoredEvent, projection: string): Origin | undefined {
  try {
    const metadata = JSON.parse(event.metadata.toString('utf8')) as Record<string, unknown>;
    if (metadata['$projection'] !== projection) return undefined;
    return {
      projection,
      epoch: Number(metadata['$epoch']),
      position: Number(metadata['$p']),
      index: Number(metadata['$i']),
    };
  } catch {
    return undefined;
  }
}

/**
 * Writes what a projection emits, each event exactly once: emitted events carry their origin, origins only grow within a stream, so after
 * a crash the last one in the stream tells what is there already.
 */
export class Emitter {
  private readonly store: EventStore;
  private readonly projection: string;
  private readonly epoch: number;
  /** Up to here the log was written by an earlier run: only for these sources may emitted events exist already. */
  private readonly horizon: number;
  private readonly known = new Map<string, Origin | undefined>();
  private readonly onNewStream: ((stream: string) => Promise<void>) | undefined;

  constructor(
    store: EventStore,
    projection: string,
    epoch: number,
    onNewStream?: (stream: string) => Promise<void>,
  ) {
    this.store = store;
    this.projection = projection;
    this.epoch = epoch;
    this.horizon = store.log.durableEnd;
    this.onNewStream = onNewStream;
  }

  /** Writes emissions in order; resolves when all are durable. @throws ProjectionFault */
  async emit(emissions: readonly Emission[]): Promise<void> {
    const batches = new Map<string, ProposedEvent[]>();
    const indexes = new Map<number, number>();
    for (const emission of emissions) {
      const { position } = emission.source;
      const index = indexes.get(position) ?? 0;
      indexes.set(position, index + 1);
      if (await this.isWritten(emission.stream, position, index)) continue;
      const batch = batches.get(emission.stream) ?? [];
      batch.push(this.eventOf(emission, index));
      batches.set(emission.stream, batch);
    }
    const writes = [...batches].map(([stream, events]) => this.write(stream, events));
    await Promise.all(writes);
  }

  private async write(stream: string, events: readonly ProposedEvent[]): Promise<void> {
    const result = await this.store.write(stream, ANY, events);
    if (result.kind === 'appended') return;
    throw new ProjectionFault(`could not write to ${stream}: ${result.kind}`);
  }

  private async isWritten(stream: string, position: number, index: number): Promise<boolean> {
    if (position >= this.horizon && (this.onNewStream === undefined || this.known.has(stream)))
      return false;
    if (!this.known.has(stream)) await this.meet(stream);
    const last = this.known.get(stream);
    if (last === undefined || last.epoch !== this.epoch) return false;
    return position < last.position || (position === last.position && index <= last.index);
  }

  /** First contact with a stream: finds what was emitted into it, and hides what an earlier epoch emitted. */
  private async meet(stream: string): Promise<void> {
    if (this.known.size >= REMEMBERED_STREAMS) this.known.clear();
    const last = this.lastOrigin(stream);
    this.known.set(stream, last);
    if (last === undefined) await this.onNewStream?.(stream);
    if (last === undefined || last.epoch >= this.epoch) return;
    const truncateBefore = this.store.stream(stream).durable.last + 1;
    const metadata = Buffer.from(JSON.stringify({ $tb: truncateBefore }));
    await this.store.write(metastreamOf(stream), ANY, [serverEvent(METADATA_TYPE, metadata)]);
  }

  private lastOrigin(stream: string): Origin | undefined {
    const state = this.store.stream(stream);
    if (streamStatus(state) !== 'exists') return undefined;
    const reader = this.store.recordReader();
    for (let next: number | undefined = TOMBSTONE_REVISION; next !== undefined;) {
      const slice: ReturnType<EventStore['readBackward']> = this.store.readBackward(
        reader,
        state,
        next,
        SCAN_BATCH,
      );
      for (const event of slice.events) {
        const origin = originOf(event, this.projection);
        if (origin !== undefined) return origin;
      }
      next = slice.next;
    }
    return undefined;
  }

  private eventOf({ source, type, json, data, metadata }: Emission, index: number): ProposedEvent {
    const { position } = source;
    const seed = `${this.projection}/${this.epoch}/${position}/${index}`;
    const id = Buffer.from(hash('sha256', seed, 'hex').slice(0, 32), 'hex');
    const correlation = correlationIdOf(source);
    const origin = {
      ...metadata,
      $projection: this.projection,
      $epoch: this.epoch,
      $c: position,
      $p: position,
      $i: index,
      $o: source.stream,
      $causedBy: uuidText(source.id),
      ...(correlation !== undefined && { $correlationId: correlation }),
    };
    return {
      id,
      type,
      json,
      data: Buffer.from(data),
      metadata: Buffer.from(JSON.stringify(origin)),
    };
  }
}

function correlationIdOf({ metadata }: StoredEvent): unknown {
  if (metadata.length === 0 || metadata[0] !== 0x7b) return undefined;
  try {
    return (JSON.parse(metadata.toString('utf8')) as Record<string, unknown>)['$correlationId'];
  } catch {
    return undefined;
  }
}
