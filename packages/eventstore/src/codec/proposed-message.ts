import type { ProposedEvent } from '../event/event.ts';
import { readUuid } from './uuid-field.ts';
import type { WireReader } from './wire-reader.ts';

const EMPTY = Buffer.alloc(0);

/** A proposed message whose metadata map lacks `type` or `content-type`. */
export class MissingMetadataError extends Error {
  override readonly name = 'MissingMetadataError';
  readonly code = 'MISSING_METADATA_PROPERTY';
}

/** Reads a `ProposedMessage` of BatchAppend; a missing type is empty, for the store to refuse. @throws WireError */
export const readProposedMessage = (reader: WireReader): ProposedEvent =>
  readMessage(reader, false);

/** Reads a `ProposedMessage` of Append. @throws WireError, MissingMetadataError */
export const readCompleteMessage = (reader: WireReader): ProposedEvent => readMessage(reader, true);

function readMessage(reader: WireReader, isStrict: boolean): ProposedEvent {
  let id: Buffer | undefined;
  let type: string | undefined;
  let contentType: string | undefined;
  let metadata: Buffer = EMPTY;
  let data: Buffer = EMPTY;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) id = reader.message(readUuid);
    else if (tag === 0x12) {
      const [key, value] = reader.message(readMapEntry);
      if (key === 'type') type = value;
      else if (key === 'content-type') contentType = value;
    } else if (tag === 0x1a) metadata = reader.bytes();
    else if (tag === 0x22) data = reader.bytes();
    else reader.skip(tag);
  }
  if (isStrict && (type === undefined || contentType === undefined))
    throw new MissingMetadataError('a proposed message lacked its type or content-type');
  const json = contentType === 'application/json';
  return { id: id ?? Buffer.alloc(16), type: type ?? '', json, metadata, data };
}

function readMapEntry(reader: WireReader): readonly [key: string, value: string] {
  let key = '';
  let value = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) key = reader.string();
    else if (tag === 0x12) value = reader.string();
    else reader.skip(tag);
  }
  return [key, value];
}

/** Reads a `StreamIdentifier`. */
export function readStreamIdentifier(reader: WireReader): string {
  let name = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x1a) name = reader.string();
    else reader.skip(tag);
  }
  return name;
}
