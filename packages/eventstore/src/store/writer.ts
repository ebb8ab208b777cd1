import { randomUUID } from 'node:crypto';
import { parseUuid } from '../event/uuid.ts';
import type { StreamIndex } from '../index/stream-index.ts';
import { LogWriteError } from '../log/errors.ts';
import type { EventLog } from '../log/event-log.ts';
import type { RecordReader } from '../log/record-reader.ts';
import {
  InvalidAppendError,
  checkAppend,
  checkStreamName,
  type AppendReply,
  type AppendRequest,
} from './append.ts';
import { TOMBSTONE_REVISION, type ProposedEvent } from '../event/event.ts';
import { decideAppend, type AppendDecision } from './expected-revision.ts';
import type { RecentIds } from './recent-ids.ts';
import {
  METADATA_TYPE,
  isMetastream,
  isSoftDeleted,
  metastreamOf,
  originalStreamOf,
  parseStreamMetadata,
  softDeletedMetadata,
  undeletedMetadata,
} from './stream-metadata.ts';
import type { StreamState, StreamStates } from './stream-state.ts';

const EMPTY = Buffer.alloc(0);
const TOMBSTONE_TYPE = '$streamDeleted';
const IGNORE: AppendReply = () => {};

export interface WriterParts {
  readonly log: EventLog;
  readonly index: StreamIndex;
  readonly states: StreamStates;
  readonly recentIds: RecentIds;
  readonly records: RecordReader;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** An event of the server's own making. */
export const serverEvent = (type: string, data: Uint8Array, json = true): ProposedEvent => ({
  id: parseUuid(randomUUID())!,
  type,
  json,
  metadata: EMPTY,
  data,
});

/** Thrown inside a decision that needs an event which is not durable yet. */
class NotDurableYet {
  readonly position: number;
  constructor(position: number) {
    this.position = position;
  }
}

/** The one writer: decides on appends in order of arrival and gives each event its revision and position. */
export class Writer {
  private readonly parts: WriterParts;
  private waiters: { readonly position: number; readonly tell: () => void }[] = [];

  constructor(parts: WriterParts) {
    this.parts = parts;
  }

  /** @throws InvalidAppendError before anything is written */
  append(request: AppendRequest, reply: AppendReply): void {
    checkAppend(request);
    const { stream, expected, events } = request;
    this.decide(stream, expected, events, reply, (state, decision) => {
      if (decision.kind === 'idempotent')
        this.replyAgain(state, decision.lastRevision, events, reply);
      else if (events.length > 0) this.write(state, events, reply);
      else reply({ kind: 'appended', revision: state.accepted.last, position: undefined });
    });
  }

  /** Soft delete: new metadata that hides everything so far. @throws InvalidAppendError */
  delete(stream: string, expected: number, reply: AppendReply): void {
    checkDelete(stream);
    this.decide(stream, expected, [], reply, (state) => {
      if (state.accepted.last < 0 && state.accepted.metadataRevision < 0)
        return reply({ kind: 'wrong-expected-revision', current: -1 });
      const metastream = this.parts.states.get(metastreamOf(stream));
      return this.writeFrame(
        metastream,
        [serverEvent(METADATA_TYPE, softDeletedMetadata())],
        reply,
      );
    });
  }

  /** Hard delete: nothing can be written to the stream or read from it any more. @throws InvalidAppendError */
  tombstone(stream: string, expected: number, reply: AppendReply): void {
    checkDelete(stream);
    this.decide(stream, expected, [], reply, (state) =>
      this.writeFrame(state, [serverEvent(TOMBSTONE_TYPE, EMPTY)], reply, true),
    );
  }

  /** Wakes those who wait for events before `durableEnd`; after a failed write everybody. */
  wake(durableEnd: number): void {
    if (this.waiters.length === 0) return;
    const due = this.waiters.filter((waiter) => waiter.position < durableEnd);
    this.waiters = this.waiters.filter((waiter) => waiter.position >= durableEnd);
    for (const waiter of due) waiter.tell();
  }

  private decide(
    stream: string,
    expected: number,
    events: readonly ProposedEvent[],
    reply: AppendReply,
    go: (state: StreamState, decision: AppendDecision) => void,
  ): void {
    const { states, recentIds } = this.parts;
    const state = states.get(stream);
    const { accepted } = state;
    const isDeletedOriginal =
      isMetastream(stream) && states.get(originalStreamOf(stream)).accepted.tombstoned;
    const situation = {
      key: state.key,
      last: accepted.last,
      isTombstoned: accepted.tombstoned || isDeletedOriginal,
      isSoftDeleted: isSoftDeleted(accepted.metadata),
      hasMetadata: accepted.metadataRevision >= 0,
    };
    let decision: AppendDecision;
    try {
      decision = decideAppend(situation, expected, events, {
        recent: (id) => recentIds.get(id),
        stored: (revision, count) => this.storedIds(state, revision, count),
      });
    } catch (error) {
      if (!(error instanceof NotDurableYet)) throw error;
      const tell = (): void => this.decide(stream, expected, events, reply, go);
      this.waiters.push({ position: error.position, tell });
      return;
    }
    if (decision.kind === 'append' || decision.kind === 'idempotent') go(state, decision);
    else reply(decision);
  }

  private storedIds(state: StreamState, revision: number, count: number): Buffer[] {
    const { index, log, records } = this.parts;
    const entries = index.forward(state.key, revision, count);
    const pending = entries.find((entry) => entry.position >= log.durableEnd);
    if (pending !== undefined) throw new NotDurableYet(pending.position);
    return entries.map((entry) => records.read(state.name, entry.position).id);
  }

  /** Writes a client's events, and the metadata that brings a soft-deleted stream back. */
  private write(state: StreamState, events: readonly ProposedEvent[], reply: AppendReply): void {
    const { states } = this.parts;
    if (isSoftDeleted(state.accepted.metadata)) {
      const next = state.accepted.last + 1;
      const result = this.writeFrame(state, events, IGNORE);
      this.undelete(state, next, (undeleted) =>
        reply(undeleted.kind === 'appended' && result !== undefined ? result : undeleted),
      );
      return;
    }
    const original = isMetastream(state.name)
      ? states.get(originalStreamOf(state.name))
      : undefined;
    if (original === undefined || !isSoftDeleted(original.accepted.metadata)) {
      this.writeFrame(state, events, reply);
      return;
    }
    this.writeFrame(state, events, reply);
    if (!isSoftDeleted(original.accepted.metadata))
      this.undelete(original, original.accepted.last + 1, IGNORE);
  }

  private undelete(state: StreamState, next: number, reply: AppendReply): void {
    const data = undeletedMetadata(state.accepted.metadata, next);
    const metastream = this.parts.states.get(metastreamOf(state.name));
    this.writeFrame(metastream, [serverEvent(METADATA_TYPE, data)], reply);
  }

  /** Puts events into the log. Returns what `reply` will be told if the write succeeds. */
  private writeFrame(
    state: StreamState,
    events: readonly ProposedEvent[],
    reply: AppendReply,
    tombstone = false,
  ): Parameters<AppendReply>[0] | undefined {
    const { log, index, states, recentIds, now } = this.parts;
    // Loaded before the index learns of the new event, which cannot be read before it is durable.
    const original = isMetastream(state.name)
      ? states.get(originalStreamOf(state.name))
      : undefined;
    const firstRevision = tombstone ? TOMBSTONE_REVISION : state.accepted.last + 1;
    const { name, nameBytes, key } = state;
    const frame = { stream: name, nameBytes, firstRevision, events, created: now(), tombstone };
    const revision = tombstone ? TOMBSTONE_REVISION : state.accepted.last + events.length;
    const metadata = original === undefined ? undefined : parseStreamMetadata(events.at(-1)!);
    const settle = (end: 'accepted' | 'durable'): void => {
      if (tombstone) state[end].tombstoned = true;
      else state[end].last = revision;
      if (original === undefined || metadata === undefined || tombstone) return;
      original[end].metadata = metadata;
      original[end].metadataRevision = revision;
    };
    const release = (): void => {
      state.pending--;
      if (original !== undefined) original.pending--;
    };
    let result: Parameters<AppendReply>[0];
    let positions: number[];
    try {
      positions = log.append({
        frame,
        durable: () => {
          settle('durable');
          release();
          reply(result);
        },
        failed: (error) => {
          release();
          for (const [i, { id }] of events.entries()) recentIds.remove(id, key, firstRevision + i);
          reply({ kind: 'failed', error });
        },
      });
    } catch (error) {
      if (!(error instanceof LogWriteError)) throw error;
      reply({ kind: 'failed', error });
      return undefined;
    }
    for (const [i, position] of positions.entries()) {
      index.add(key, tombstone ? TOMBSTONE_REVISION : firstRevision + i, position);
      if (!tombstone) recentIds.add(events[i]!.id, key, firstRevision + i);
    }
    settle('accepted');
    state.pending++;
    if (original !== undefined) original.pending++;
    result = { kind: 'appended', revision, position: positions.at(-1) };
    return result;
  }

  /** Answers an append that was made before, as soon as what it wrote is durable. */
  private replyAgain(
    state: StreamState,
    revision: number,
    events: readonly ProposedEvent[],
    reply: AppendReply,
  ): void {
    const { index, log } = this.parts;
    const [entry] = index.forward(state.key, revision, 1);
    const position = entry?.revision === revision ? entry.position : undefined;
    // A crash between an append to a soft-deleted stream and the metadata that brings it back is mended by the client's retry.
    const deletion = index.latest(index.keyOf(metastreamOf(state.name)))?.position ?? Infinity;
    if (isSoftDeleted(state.accepted.metadata) && position !== undefined && position > deletion)
      this.undelete(state, revision - events.length + 1, IGNORE);
    const tell = (): void => reply({ kind: 'appended', revision, position });
    if (position === undefined || position < log.durableEnd) tell();
    else this.waiters.push({ position, tell });
  }
}

function checkDelete(stream: string): void {
  checkStreamName(stream);
  if (isMetastream(stream) || stream === '$all')
    throw new InvalidAppendError(`${stream} cannot be deleted`);
}
