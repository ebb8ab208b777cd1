import type { ProposedEvent } from '../event/event.ts';
import { ANY, NO_STREAM, STREAM_EXISTS } from '../store/expected-revision.ts';
import {
  readCompleteMessage,
  readProposedMessage,
  readStreamIdentifier,
} from './proposed-message.ts';
import { MalformedUuidError } from './uuid-field.ts';
import type { WireReader } from './wire-reader.ts';
import type { WireWriter } from './wire-writer.ts';

/** Stream and expected revision of an append, a delete or a tombstone. */
export interface AppendTarget {
  readonly stream: string;
  readonly expected: number;
}

/** Options with the wall-clock deadline that BatchAppend adds. */
export interface BatchOptions extends AppendTarget {
  /** Milliseconds since 1970, or undefined. */
  readonly deadlineAt: number | undefined;
  /** Milliseconds from receipt, or undefined. */
  readonly deadlineIn: number | undefined;
}

/** The options that Append, Delete and Tombstone share; their fields 1 to 5 are the same as BatchAppend's. */
function readAppendOptions(reader: WireReader): BatchOptions {
  let stream = '';
  let expected = ANY;
  let deadlineAt: number | undefined;
  let deadlineIn: number | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) stream = reader.message(readStreamIdentifier);
    else if (tag === 0x10) expected = reader.varint();
    else if (tag === 0x32) deadlineAt = reader.message(readSecondsAndNanos);
    else if (tag === 0x3a) deadlineIn = reader.message(readSecondsAndNanos);
    else {
      reader.skip(tag);
      if (tag === 0x1a) expected = NO_STREAM;
      else if (tag === 0x22) expected = ANY;
      else if (tag === 0x2a) expected = STREAM_EXISTS;
    }
  }
  return { stream, expected, deadlineAt, deadlineIn };
}

/** A Timestamp or Duration in milliseconds. */
function readSecondsAndNanos(reader: WireReader): number {
  let milliseconds = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x08) milliseconds += Number(reader.int64()) * 1000;
    else if (tag === 0x10) milliseconds += reader.varint() / 1e6;
    else reader.skip(tag);
  }
  return milliseconds;
}

export interface BatchAppendRequest {
  /** The UUID message as it came, to be echoed byte for byte. */
  readonly correlation: Buffer;
  readonly options: BatchOptions | undefined;
  readonly events: readonly ProposedEvent[];
  /** What is wrong with an event of the chunk, which then is not among `events`. */
  readonly problem: string | undefined;
  readonly isFinal: boolean;
}

/** An event that cannot be read is the problem of its own request; the others on the stream go on. @throws WireError */
export function readBatchAppendRequest(reader: WireReader): BatchAppendRequest {
  let correlation: Buffer = Buffer.alloc(0);
  let options: BatchOptions | undefined;
  let problem: string | undefined;
  let isFinal = false;
  const events: ProposedEvent[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x1a)
      try {
        events.push(reader.message(readProposedMessage));
      } catch (error) {
        if (!(error instanceof MalformedUuidError)) throw error;
        problem = error.message;
      }
    else if (tag === 0x0a) correlation = reader.bytes();
    else if (tag === 0x12) options = reader.message(readAppendOptions);
    else if (tag === 0x20) isFinal = reader.varint() !== 0;
    else reader.skip(tag);
  }
  return { correlation, options, events, problem, isFinal };
}

/** A message of the Append stream: the options first, then events. */
export function readAppendRequest(reader: WireReader): {
  readonly options: AppendTarget | undefined;
  readonly event: ProposedEvent | undefined;
} {
  let options: AppendTarget | undefined;
  let event: ProposedEvent | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) options = reader.message(readAppendOptions);
    else if (tag === 0x12) event = reader.message(readCompleteMessage);
    else reader.skip(tag);
  }
  return { options, event };
}

/** The request of Delete and of Tombstone. */
export function readDeleteRequest(reader: WireReader): AppendTarget {
  let options: AppendTarget = { stream: '', expected: ANY };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) options = reader.message(readAppendOptions);
    else reader.skip(tag);
  }
  return options;
}

/** A `Position{commit, prepare}` field; on a single node both are the same. */
export function writePosition(writer: WireWriter, field: number, position: number): void {
  const message = writer.begin(field);
  writer.number(1, position);
  writer.number(2, position);
  writer.finish(message);
}
