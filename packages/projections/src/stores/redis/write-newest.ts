import type { Redis } from '@bellwether/platform/redis';

/** A value for the cache, and the commit position as of which it is so. */
export interface CacheEntry {
  readonly key: string;
  readonly value: { readonly position: string };
}

/**
 * Compare and set in one step of the server's: what it has of a later position stays. Positions are compared as text, the
 * longer one is later: they are 64-bit integers, and Lua's numbers are doubles.
 */
const SET_UNLESS_NEWER = `
  local known = redis.call('GET', KEYS[1])
  local readable, value = pcall(cjson.decode, known or '{}')
  local position = readable and type(value) == 'table' and value.position
  if type(position) == 'string' and string.match(position, '^%d+$') then
    if #position > #ARGV[2] or (#position == #ARGV[2] and position > ARGV[2]) then return 0 end
  end
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
  return 1`;

/**
 * Writes each entry unless the cache has one of a later position: a projector that was paused and superseded cannot put
 * back what its successor has overwritten. @param ttlSeconds how long an entry is kept. @throws the first error of Redis; the other entries are written.
 */
export async function writeNewest(
  redis: Redis,
  entries: readonly CacheEntry[],
  ttlSeconds: number,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { key, value } of entries)
    // The script goes along with its arguments: there is no script cache that could be lost.
    pipeline.eval(SET_UNLESS_NEWER, 1, key, JSON.stringify(value), value.position, ttlSeconds);
  const results = await pipeline.exec();
  const failed = results?.find(([error]) => error !== null)?.[0];
  if (failed) throw failed;
}
