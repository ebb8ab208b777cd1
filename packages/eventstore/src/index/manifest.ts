import { randomBytes, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CorruptLogError } from '../log/errors.ts';
import type { Volume } from '../log/volume.ts';

const FILE = 'MANIFEST';

/** One index table: the log positions it covers, [from, to). */
export interface TableSpan {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

/** What a database is, and which index tables are valid. Replaced as a whole, atomically. */
export interface Manifest {
  readonly version: 1;
  readonly databaseId: string;
  /** Keys the hash of stream names. */
  readonly secret: string;
  /** Oldest first; together they cover the log from its start without a gap. */
  readonly tables: readonly TableSpan[];
}

export const newManifest = (): Manifest => ({
  version: 1,
  databaseId: randomUUID(),
  secret: randomBytes(16).toString('hex'),
  tables: [],
});

/** @throws CorruptLogError where the file is damaged or of another version */
export function readManifest(volume: Volume): Manifest | undefined {
  const content = volume.readAll(FILE);
  if (content === undefined) return undefined;
  const [checksum, ...rest] = content.toString('utf8').split('\n');
  const body = rest.join('\n');
  if (checksum !== String(crc32(body))) throw new CorruptLogError(0, 'the manifest is damaged');
  const manifest = JSON.parse(body) as Manifest;
  if (manifest.version !== 1)
    throw new CorruptLogError(0, `the data directory is of version ${String(manifest.version)}`);
  return manifest;
}

export function writeManifest(volume: Volume, manifest: Manifest): void {
  const body = JSON.stringify(manifest, undefined, 1);
  volume.replace(FILE, Buffer.from(`${crc32(body)}\n${body}`));
}
