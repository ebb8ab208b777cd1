import { ENTRY_BYTES } from './entry.ts';

/** 170 entries of 24 bytes, then the number of entries (u32) and a checksum (u32). */
export const BLOCK_BYTES = 4096;
export const BLOCK_ENTRIES = 170;
export const BLOCK_COUNT_AT: number = BLOCK_ENTRIES * ENTRY_BYTES;
export const BLOCK_CRC_AT: number = BLOCK_COUNT_AT + 4;
/** Magic u32, version u32, blocks u32, entries u32, filter bytes u32, checksum of fences + filter + the five numbers. */
export const FOOTER_BYTES = 24;
export const TABLE_MAGIC = 0x54495742;
export const TABLE_VERSION = 1;

/** An index table whose bytes do not match their checksums. The log has all it held: the index is rebuilt at the next start. */
export class CorruptIndexError extends Error {
  override readonly name = 'CorruptIndexError';
  readonly code = 'CORRUPT_INDEX';
}
