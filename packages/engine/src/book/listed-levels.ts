// The few levels of a quiet side, sorted in the symbol's record. `head` and `list` are the first words of the side's head
// and list, see `BookWord`. Most sides of most symbols have no more levels than fit, and then nothing else is touched.
import { HeadWord, LISTED_ROOM } from './book-memory.ts';
import type { LevelPool } from './level-pool.ts';

const { BEST_KEY, BEST_LEVEL, LISTED } = HeadWord;

/** `bestKey` of an empty side: worse than every limit. */
export const NO_KEY = 2_147_483_647;

/** The level at a key, made if there is none; 0 when the side is spread, or the list full and the key not in it. */
export const obtainListed = (
  words: Int32Array,
  head: number,
  list: number,
  key: number,
  pool: LevelPool,
): number => {
  const count = words[head + LISTED]!;
  let at = list;
  const end = list + count;
  while (at < end && words[at]! < key) at++;
  if (at < end && words[at] === key) return words[at + LISTED_ROOM]!;
  if (count < 0 || count === LISTED_ROOM) return 0;
  const level = pool.allocate(key);
  for (let to = end; to > at; to--) {
    words[to] = words[to - 1]!;
    words[to + LISTED_ROOM] = words[to + LISTED_ROOM - 1]!;
  }
  words[at] = key;
  words[at + LISTED_ROOM] = level;
  words[head + LISTED] = count + 1;
  if (at === list) {
    words[head + BEST_KEY] = key;
    words[head + BEST_LEVEL] = level;
  }
  return level;
};

/** Takes a key that is in the list out of it. */
export const removeListed = (words: Int32Array, head: number, list: number, key: number): void => {
  const count = words[head + LISTED]! - 1;
  const end = list + count;
  let at = list;
  while (words[at] !== key) at++;
  const first = at === list;
  for (; at < end; at++) {
    words[at] = words[at + 1]!;
    words[at + LISTED_ROOM] = words[at + LISTED_ROOM + 1]!;
  }
  words[head + LISTED] = count;
  if (!first) return;
  words[head + BEST_KEY] = count === 0 ? NO_KEY : words[list]!;
  words[head + BEST_LEVEL] = count === 0 ? 0 : words[list + LISTED_ROOM]!;
};

/** The level of the lowest key in the list that is not below `key`, or 0. */
export const listedAtOrAfter = (
  words: Int32Array,
  head: number,
  list: number,
  key: number,
): number => {
  const end = list + words[head + LISTED]!;
  let at = list;
  while (at < end && words[at]! < key) at++;
  return at < end ? words[at + LISTED_ROOM]! : 0;
};
