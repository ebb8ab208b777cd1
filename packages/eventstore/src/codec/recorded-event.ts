import { TOMBSTONE_REVISION, type ResolvedEvent, type StoredEvent } from '../event/event.ts';
import { writeUuid } from './uuid-field.ts';
import type { WireWriter } from './wire-writer.ts';

/** A tombstone's revision on the wire. */
const TOMBSTONE_ON_WIRE = 0x7fff_ffff_ffff_ffffn;
const TYPE_KEY = Buffer.from('\n\u0004type', 'latin1');
const CREATED_KEY = Buffer.from('\n\u0007created', 'latin1');
const JSON_ENTRY = Buffer.from('2 \n\u000ccontent-type\u0012\u0010application/json', 'latin1');
const BINARY_ENTRY = Buffer.from(
  '2(\n\u000ccontent-type\u0012\u0018application/octet-stream',
  'latin1',
);

/** `revision` as a varint field; a tombstone's as 2^63-1. */
export function writeRevision(writer: WireWriter, field: number, revision: number): void {
  if (revision === TOMBSTONE_REVISION) writer.bigint(field, TOMBSTONE_ON_WIRE);
  else writer.number(field, revision);
}

/** Writes an event as the `RecordedEvent` that Streams and PersistentSubscriptions share. */
function writeRecordedEvent(
  writer: WireWriter,
  field: number,
  event: StoredEvent,
  structuredIds: boolean,
): void {
  const message = writer.begin(field);
  writeUuid(writer, 1, event.id, structuredIds);
  const identifier = writer.begin(2);
  writer.string(3, event.stream);
  writer.finish(identifier);
  writeRevision(writer, 3, event.revision);
  writer.number(4, event.position);
  writer.number(5, event.position);
  const type = writer.begin(6);
  writer.raw(TYPE_KEY);
  writer.string(2, event.type);
  writer.finish(type);
  const created = writer.begin(6);
  writer.raw(CREATED_KEY);
  // .NET ticks of 100 ns since 1970.
  writer.string(2, `${event.created}0000`);
  writer.finish(created);
  writer.raw(event.json ? JSON_ENTRY : BINARY_ENTRY);
  writer.bytes(7, event.metadata);
  writer.bytes(8, event.data);
  writer.finish(message);
}

/** Writes the fields of a `ReadEvent`: event, link, and the position of what was read (the link's, if there is one). */
export function writeReadEvent(
  writer: WireWriter,
  { event, link }: ResolvedEvent,
  structuredIds: boolean,
): void {
  if (event !== undefined) writeRecordedEvent(writer, 1, event, structuredIds);
  if (link !== undefined) writeRecordedEvent(writer, 2, link, structuredIds);
  const read = link ?? event;
  if (read === undefined) writer.empty(4);
  else writer.number(3, read.position);
}
