import { parseUuidText, uuidFromHalves, writeUuidText } from '../event/uuid.ts';
import type { WireReader } from './wire-reader.ts';
import type { WireWriter } from './wire-writer.ts';

/** An id whose text is no UUID. */
export class MalformedUuidError extends Error {
  override readonly name = 'MalformedUuidError';
  readonly code = 'MALFORMED_UUID';
}

const SHOWN_CHARACTERS = 64;

/**
 * Reads an `event_store.client.UUID` message (text or structured) as 16 bytes; all zero where it holds none.
 * @throws MalformedUuidError
 */
export function readUuid(reader: WireReader): Buffer {
  let id: Buffer | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x12) {
      const text = reader.bytes();
      id = parseUuidText(text, 0, text.length);
      if (id === undefined && text.length > 0)
        throw new MalformedUuidError(
          `an event id was no UUID: '${text.toString('utf8').slice(0, SHOWN_CHARACTERS)}'`,
        );
    } else if (tag === 0x0a) id = reader.message(readHalves);
    else reader.skip(tag);
  }
  return id ?? Buffer.alloc(16);
}

function readHalves(reader: WireReader): Buffer {
  let most = 0n;
  let least = 0n;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x08) most = reader.int64();
    else if (tag === 0x10) least = reader.int64();
    else reader.skip(tag);
  }
  return uuidFromHalves(most, least);
}

/** Writes 16 bytes as an `event_store.client.UUID` message, as text unless `structured`. */
export function writeUuid(
  writer: WireWriter,
  field: number,
  id: Buffer,
  structured: boolean,
): void {
  if (structured) {
    const message = writer.begin(field);
    const halves = writer.begin(1);
    writer.bigint(1, id.readBigInt64BE(0));
    writer.bigint(2, id.readBigInt64BE(8));
    writer.finish(halves);
    writer.finish(message);
    return;
  }
  writer.varint((field << 3) | 2);
  writer.reserve(39);
  writer.buffer[writer.position] = 38;
  writer.buffer[writer.position + 1] = 0x12;
  writer.buffer[writer.position + 2] = 36;
  writeUuidText(id, 0, writer.buffer, writer.position + 3);
  writer.position += 39;
}
