import { hash } from 'node:crypto';
import { TOMBSTONE_REVISION } from '../event/event.ts';

/** Key 12 bytes, revision 6, position 6, all big-endian: entries sort as bytes. */
export const ENTRY_BYTES = 24;
export const KEY_BYTES = 12;
/** Key and revision: what tables are sorted by. */
export const SORT_BYTES = 18;
const TOMBSTONE_ON_DISK = 0xffff_ffff_ffff;

export interface IndexEntry {
  readonly revision: number;
  readonly position: number;
}

/** Turns a stream's name into its key: 96 bits of a hash that is keyed by database, so that nobody can prepare a collision. */
export type StreamKeys = (stream: string) => string;

/** Keys are strings of 12 Latin-1 characters. `secret` is this database's own. */
export const streamKeys =
  (secret: string): StreamKeys =>
  (stream) =>
    hash('sha256', secret + stream, 'binary').slice(0, KEY_BYTES);

export function writeEntry(target: Buffer, offset: number, key: string, entry: IndexEntry): void {
  target.write(key, offset, KEY_BYTES, 'latin1');
  const revision = entry.revision === TOMBSTONE_REVISION ? TOMBSTONE_ON_DISK : entry.revision;
  target.writeUIntBE(revision, offset + 12, 6);
  target.writeUIntBE(entry.position, offset + 18, 6);
}

const readRevision = (source: Buffer, offset: number): number => {
  const revision = source.readUIntBE(offset + 12, 6);
  return revision === TOMBSTONE_ON_DISK ? TOMBSTONE_REVISION : revision;
};

export const readPosition = (source: Buffer, offset: number): number =>
  source.readUIntBE(offset + 18, 6);

export const readEntry = (source: Buffer, offset: number): IndexEntry => ({
  revision: readRevision(source, offset),
  position: readPosition(source, offset),
});
