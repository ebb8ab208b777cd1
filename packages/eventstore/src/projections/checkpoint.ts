import { ANY } from '../store/expected-revision.ts';
import type { EventStore } from '../store/event-store.ts';
import { METADATA_TYPE, metastreamOf } from '../store/stream-metadata.ts';
import { streamStatus } from '../store/stream-read.ts';
import { serverEvent } from '../store/writer.ts';
import { ProjectionFault } from './handler.ts';

const TYPE = '$ProjectionCheckpoint';
const PART_CHARACTERS = 512 * 1024;
const STATE_CHARACTERS_MAX = 24 * 1024 * 1024;

/** How far a projection has come and what it knew then. */
export interface ProjectionCheckpoint {
  readonly version: number;
  readonly epoch: number;
  /** Next log position to read. */
  readonly next: number;
  readonly snapshot: string;
}

interface Part {
  readonly version: number;
  readonly epoch: number;
  readonly next: number;
  readonly part: number;
  readonly parts: number;
  readonly text: string;
}

/** The checkpoint stream of one projection. A checkpoint is one append, in parts if it is large: whole or not there. */
export class ProjectionCheckpoints {
  readonly stream: string;
  private readonly store: EventStore;

  constructor(store: EventStore, projection: string) {
    this.store = store;
    this.stream = `$projections-${projection}-checkpoint`;
  }

  read(): ProjectionCheckpoint | undefined {
    const last = this.store.readLast(this.stream);
    if (last === undefined || last.type !== TYPE) return undefined;
    const head = JSON.parse(last.data.toString('utf8')) as Part;
    const state = this.store.stream(this.stream);
    const reader = this.store.recordReader();
    const texts: string[] = [];
    for (let next: number | undefined = last.revision - head.parts + 1; next !== undefined;) {
      const slice: ReturnType<EventStore['readForward']> = this.store.readForward(
        reader,
        state,
        next,
        100,
      );
      for (const event of slice.events)
        texts.push((JSON.parse(event.data.toString('utf8')) as Part).text);
      next = slice.next;
    }
    return { version: head.version, epoch: head.epoch, next: head.next, snapshot: texts.join('') };
  }

  /** @throws ProjectionFault where the state is too large or cannot be stored */
  async write(checkpoint: ProjectionCheckpoint): Promise<void> {
    const { snapshot, version, epoch, next } = checkpoint;
    if (snapshot.length > STATE_CHARACTERS_MAX)
      throw new ProjectionFault(`the state is over ${STATE_CHARACTERS_MAX} characters`);
    const parts = Math.max(1, Math.ceil(snapshot.length / PART_CHARACTERS));
    const events = Array.from({ length: parts }, (_, part) => {
      const text = snapshot.slice(part * PART_CHARACTERS, (part + 1) * PART_CHARACTERS);
      const content: Part = { version, epoch, next, part, parts, text };
      return serverEvent(TYPE, Buffer.from(JSON.stringify(content)));
    });
    const result = await this.store.write(this.stream, ANY, events);
    if (result.kind !== 'appended') throw new ProjectionFault('a checkpoint could not be stored');
    const truncateBefore = Buffer.from(JSON.stringify({ $tb: result.revision - parts + 1 }));
    const metadata = serverEvent(METADATA_TYPE, truncateBefore);
    await this.store.write(metastreamOf(this.stream), ANY, [metadata]);
  }

  exists(): boolean {
    return streamStatus(this.store.stream(this.stream)) === 'exists';
  }
}
