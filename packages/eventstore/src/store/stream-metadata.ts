import type { ProposedEvent } from '../event/event.ts';

/** `$tb` of a soft-deleted stream: 2^63-1 in the JSON, which no JavaScript number holds exactly. */
const SOFT_DELETED: number = Number.MAX_SAFE_INTEGER;
const SOFT_DELETED_JSON = '{"$tb":9223372036854775807}';
export const METADATA_TYPE = '$metadata';

/** Who may do what with a stream: role and user names. */
export interface StreamAcl {
  readonly read: readonly string[] | undefined;
  readonly write: readonly string[] | undefined;
  readonly delete: readonly string[] | undefined;
  readonly readMetadata: readonly string[] | undefined;
  readonly writeMetadata: readonly string[] | undefined;
}

/** What a stream's `$$` stream says about it. Anything that is not understood counts as absent. */
export interface StreamMetadata {
  readonly maxCount: number | undefined;
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly truncateBefore: number | undefined;
  readonly acl: StreamAcl | undefined;
  /** The JSON object as written, for rewriting it with one key changed. */
  readonly json: Readonly<Record<string, unknown>>;
}

export const NO_METADATA: StreamMetadata = {
  maxCount: undefined,
  maxAge: undefined,
  truncateBefore: undefined,
  acl: undefined,
  json: {},
};

/** Metadata streams keep their last event only. */
export const METASTREAM_METADATA: StreamMetadata = { ...NO_METADATA, maxCount: 1 };

export const isMetastream = (stream: string): boolean => stream.startsWith('$$');
export const metastreamOf = (stream: string): string => `$$${stream}`;
export const originalStreamOf = (metastream: string): string => metastream.slice(2);

export const isSoftDeleted = (metadata: StreamMetadata): boolean =>
  metadata.truncateBefore === SOFT_DELETED;

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : undefined;

function truncateBefore(value: unknown): number | undefined {
  if (typeof value !== 'number' || value < 0) return undefined;
  return value >= SOFT_DELETED ? SOFT_DELETED : Math.floor(value);
}

function names(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : undefined;
}

/** Reads an `$acl` object; undefined where there is none. */
export function parseAcl(value: unknown): StreamAcl | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const acl = value as Record<string, unknown>;
  return {
    read: names(acl['$r']),
    write: names(acl['$w']),
    delete: names(acl['$d']),
    readMetadata: names(acl['$mr']),
    writeMetadata: names(acl['$mw']),
  };
}

/** Reads the last event of a metadata stream; what is no JSON object is no metadata. */
export function parseStreamMetadata(event: ProposedEvent): StreamMetadata {
  if (!event.json) return NO_METADATA;
  const { buffer, byteOffset, byteLength } = event.data;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
  } catch {
    return NO_METADATA;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return NO_METADATA;
  const object = json as Record<string, unknown>;
  return {
    maxCount: positive(object['$maxCount']),
    maxAge: positive(object['$maxAge']),
    truncateBefore: truncateBefore(object['$tb']),
    acl: parseAcl(object['$acl']),
    json: object,
  };
}

/** The metadata that deletes a stream softly; it replaces everything written before, access rights too. */
export const softDeletedMetadata = (): Buffer => Buffer.from(SOFT_DELETED_JSON);

/** The metadata that brings a soft-deleted stream back from revision `next` on, other keys kept. */
export const undeletedMetadata = (metadata: StreamMetadata, next: number): Buffer =>
  Buffer.from(JSON.stringify({ ...metadata.json, $tb: next }));
