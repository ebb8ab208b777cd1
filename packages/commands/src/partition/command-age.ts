import type { CommandId } from '@bellwether/domain';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;

/**
 * How far a client's clock may run ahead. A command whose id claims to be made later is refused: once it were forgotten,
 * everything with an earlier id would count as too old.
 */
const AHEAD_MAX_NS = 2_000_000_000n;

/** When a UUIDv7 was made, ns since 1970 UTC (RFC 9562 §5.7); undefined for an id of another kind. */
export function idTimeNs(id: CommandId): bigint | undefined {
  if (!UUID_V7.test(id)) return undefined;
  return BigInt(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)) * 1_000_000n;
}

/** Whether an id claims to be made in the future. @param now of the partition, ns since 1970 UTC. */
export function isFromTheFuture(id: CommandId, now: bigint): boolean {
  const at = idTimeNs(id);
  return at !== undefined && at > now + AHEAD_MAX_NS;
}
