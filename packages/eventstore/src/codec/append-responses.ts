import { ANY, NO_STREAM, STREAM_EXISTS } from '../store/expected-revision.ts';
import { writePosition, type AppendTarget } from './append-messages.ts';
import { writeRevision } from './recorded-event.ts';
import { WireWriter } from './wire-writer.ts';

/** Success of Append and of BatchAppend: revision or no_stream, position or no_position, under the same field numbers. */
export function writeSuccess(
  writer: WireWriter,
  field: number,
  revision: number,
  position: number | undefined,
): void {
  const success = writer.begin(field);
  if (revision < 0) writer.empty(2);
  else writeRevision(writer, 1, revision);
  if (position === undefined) writer.empty(4);
  else writePosition(writer, 3, position);
  writer.finish(success);
}

/** AppendResp.WrongExpectedVersion: once in the fields of old clients (1-5) and once in those of newer ones (6-11). */
export function writeAppendWrongVersion(
  writer: WireWriter,
  current: number,
  expected: number,
): void {
  const message = writer.begin(2);
  if (current < 0) writer.empty(2);
  else writer.number(1, current);
  if (expected === ANY) writer.empty(4);
  else if (expected === STREAM_EXISTS) writer.empty(5);
  else if (expected !== NO_STREAM) writer.number(3, expected);
  if (current < 0) writer.empty(7);
  else writer.number(6, current);
  if (expected === ANY) writer.empty(9);
  else if (expected === STREAM_EXISTS) writer.empty(10);
  else if (expected === NO_STREAM) writer.empty(11);
  else writer.number(8, expected);
  writer.finish(message);
}

/** How a BatchAppend request failed: a google.rpc.Status whose details are one of the protocol's own messages. */
export interface BatchError {
  /** google.rpc.Code. */
  readonly code: number;
  readonly message: string;
  /** Type of the details, without its package. */
  readonly type: string;
  readonly details: Buffer;
}

const encode = (write: (writer: WireWriter) => void): Buffer => {
  const writer = new WireWriter(128);
  write(writer);
  return writer.take();
};

const NOTHING = Buffer.alloc(0);

export const batchErrors = {
  wrongExpectedVersion: (current: number, expected: number): BatchError => ({
    code: 6,
    message: 'WrongExpectedVersion',
    type: 'WrongExpectedVersion',
    details: encode((writer) => {
      if (current < 0) writer.empty(2);
      else writer.number(1, current);
      if (expected === ANY) writer.empty(4);
      else if (expected === STREAM_EXISTS) writer.empty(5);
      else if (expected === NO_STREAM) writer.empty(6);
      else writer.number(3, expected);
    }),
  }),
  streamDeleted: (stream: string): BatchError => ({
    code: 5,
    message: 'StreamDeleted',
    type: 'StreamDeleted',
    details: encode((writer) => {
      const identifier = writer.begin(1);
      writer.string(3, stream);
      writer.finish(identifier);
    }),
  }),
  accessDenied: (): BatchError => ({
    code: 7,
    message: 'AccessDenied',
    type: 'AccessDenied',
    details: NOTHING,
  }),
  timeout: (): BatchError => ({ code: 4, message: 'Timeout', type: 'Timeout', details: NOTHING }),
  maximumAppendSizeExceeded: (bytes: number): BatchError => ({
    code: 3,
    message: 'MaximumAppendSizeExceeded',
    type: 'MaximumAppendSizeExceeded',
    details: encode((writer) => writer.number(1, bytes)),
  }),
  badRequest: (message: string): BatchError => ({
    code: 3,
    message,
    type: 'BadRequest',
    details: encode((writer) => writer.string(1, message)),
  }),
  unknown: (message: string): BatchError => ({
    code: 2,
    message,
    type: 'Unknown',
    details: NOTHING,
  }),
};

/** Answers one BatchAppend request; the correlation id goes back as it came, and the client needs the stream's name too. */
export function writeBatchResponse(
  writer: WireWriter,
  correlation: Buffer,
  target: AppendTarget,
  outcome:
    | { readonly revision: number; readonly position: number | undefined }
    | { readonly error: BatchError },
): void {
  writer.bytes(1, correlation);
  if ('error' in outcome) {
    const status = writer.begin(2);
    writer.number(1, outcome.error.code);
    writer.string(2, outcome.error.message);
    const details = writer.begin(3);
    writer.string(1, `type.googleapis.com/event_store.client.${outcome.error.type}`);
    writer.bytes(2, outcome.error.details);
    writer.finish(details);
    writer.finish(status);
  } else writeSuccess(writer, 3, outcome.revision, outcome.position);
  const identifier = writer.begin(4);
  writer.string(3, target.stream);
  writer.finish(identifier);
  if (target.expected >= 0) writer.number(5, target.expected);
  else writer.empty(target.expected === NO_STREAM ? 6 : target.expected === ANY ? 7 : 8);
}
