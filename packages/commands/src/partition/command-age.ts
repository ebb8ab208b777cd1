import type { CommandId } from '@bellwether/domain';
import { readUuid, timeOf } from './uuid-words.ts';

/**
 * How far a client's clock may run ahead. A command whose id claims to be made later is refused: once it were forgotten,
 * everything with an earlier id would count as too old.
 */
const AHEAD_MAX_MS = 2_000;
const NS_PER_MS = 1_000_000n;

const words = new Int32Array(4);

/** When a UUIDv7 was made, ms since 1970 UTC; undefined for an id of another kind. */
export function idTimeMs(id: CommandId): number | undefined {
  readUuid(id, words);
  return timeOf(words[0] as number, words[1] as number);
}

/** Whether an id claims to be made in the future. @param now of the partition, ns since 1970 UTC. */
export function isFromTheFuture(id: CommandId, now: bigint): boolean {
  const at = idTimeMs(id);
  return at !== undefined && at > Number(now / NS_PER_MS) + AHEAD_MAX_MS;
}
