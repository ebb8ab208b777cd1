import { canonicalText, type Command } from '@bellwether/domain';
import xxhash from 'xxhash-wasm';

const hasher = await xxhash();

/** A signed 64-bit hash of what a command asks for: tells a repeat from another command under the same id. */
export function fingerprint(command: Command): bigint {
  return BigInt.asIntN(64, hasher.h64(canonicalText(command)));
}
