import { DefaultDeserializer } from 'node:v8';

/** What Node calls for each typed array; its types leave it out. */
interface ReadsArrays {
  _readHostObject(): Uint8Array;
}

const Deserializer = DefaultDeserializer as unknown as new (
  bytes: Uint8Array,
) => DefaultDeserializer & ReadsArrays;

/**
 * Node makes typed arrays views of the bytes they are read from, where these lie aligned. One small array would keep the
 * whole file in memory, and what is written to it would be written to the file's bytes.
 */
class OwnArrays extends Deserializer {
  override _readHostObject(): Uint8Array {
    const array = super._readHostObject();
    return Buffer.isBuffer(array) ? Buffer.from(array) : array.slice();
  }
}

/** What `serialize` of `node:v8` wrote; shares no memory with `bytes`. @throws Error where they are something else. */
export function deserializeOwned(bytes: Uint8Array): unknown {
  const reader = new OwnArrays(bytes);
  reader.readHeader();
  return reader.readValue();
}
