import { invariant, readUuid, type CommandId, type UuidWords } from '@bellwether/domain';

const VERSION_7 = 7;

/** Reads a UUID in lower case into `into`. @throws InvariantViolation where it is none. */
export function uuidWords(text: string, into: UuidWords): void {
  invariant(readUuid(text, into), `not a UUID: ${text}`);
}

/** When a UUIDv7 was made, ms since 1970 UTC (RFC 9562 §5.7); undefined for an id of another kind. */
export function timeOf(high: number, low: number): number | undefined {
  return ((low >>> 12) & 0xf) === VERSION_7 ? (high >>> 0) * 0x1_0000 + (low >>> 16) : undefined;
}

/**
 * How far a client's clock may run ahead. A command whose id claims to be made later is refused: once it were forgotten,
 * everything with an earlier id would count as too old.
 */
const AHEAD_MAX_MS = 2_000;
const NS_PER_MS = 1_000_000n;

const words: UuidWords = new Int32Array(4);

/** When a UUIDv7 was made, ms since 1970 UTC; undefined for an id of another kind. */
export function idTimeMs(id: CommandId): number | undefined {
  uuidWords(id, words);
  return timeOf(words[0] as number, words[1] as number);
}

/** Whether an id claims to be made in the future. @param now of the partition, ns since 1970 UTC. */
export function isFromTheFuture(id: CommandId, now: bigint): boolean {
  const at = idTimeMs(id);
  return at !== undefined && at > Number(now / NS_PER_MS) + AHEAD_MAX_MS;
}
