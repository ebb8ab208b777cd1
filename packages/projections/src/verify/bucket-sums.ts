import { hash } from 'node:crypto';

/** A power of two. */
const BUCKETS = 65_536;
/** 32-bit words of a digest that are summed. */
const LANES = 4;
/** Keys of which an exact comparison keeps the contents at a time. */
const EXACT_KEYS = 250_000;

/** The bucket in which the row with a key is summed. */
export function bucketOf(key: string): number {
  // FNV-1a, and its upper half folded in.
  let mixed = 0x811c_9dc5;
  for (let at = 0; at < key.length; at++)
    mixed = Math.imul(mixed ^ key.charCodeAt(at), 0x0100_0193);
  return (mixed ^ (mixed >>> 16)) & (BUCKETS - 1);
}

/**
 * Digests of any number of rows in memory of one size: those of a bucket are added up lane by lane, so that their order
 * does not count. Two sets of rows that differ in a bucket have another sum there, but for a chance of 2⁻¹²⁸.
 */
export class BucketSums {
  readonly #sums: Int32Array;
  #rows: number;

  constructor(from?: BucketSums) {
    this.#sums = from === undefined ? new Int32Array(BUCKETS * LANES) : Int32Array.from(from.#sums);
    this.#rows = from?.rows ?? 0;
  }

  /** Rows added. */
  get rows(): number {
    return this.#rows;
  }

  /** @param text everything that the row says, its key included. */
  add(key: string, text: string): void {
    const digest = hash('sha256', text, 'buffer');
    const from = bucketOf(key) * LANES;
    for (let lane = 0; lane < LANES; lane++)
      this.#sums[from + lane] = (this.#sums[from + lane] as number) + digest.readInt32LE(lane * 4);
    this.#rows += 1;
  }

  /** Buckets in which the two are not of the same rows, in order. */
  differing(other: BucketSums): readonly number[] {
    const found: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      for (let at = bucket * LANES; at < (bucket + 1) * LANES; at++)
        if (this.#sums[at] !== other.#sums[at]) {
          found.push(bucket);
          break;
        }
    return found;
  }
}

/** Groups of buckets that can be compared key by key in bounded memory. @param rows of all buckets together. */
export function* bucketGroups(
  buckets: Iterable<number>,
  rows: number,
): Generator<ReadonlySet<number>> {
  const all = [...new Set(buckets)];
  const size = Math.max(1, Math.floor((EXACT_KEYS * BUCKETS) / Math.max(rows, 1)));
  for (let at = 0; at < all.length; at += size) yield new Set(all.slice(at, at + size));
}
