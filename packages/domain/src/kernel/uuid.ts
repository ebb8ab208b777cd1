/** The four 32-bit words of a UUID, from its first hex digits to its last. */
export type UuidWords = Int32Array;

const ASCII_MAX = 0x7f;
const LETTERS = 36;
const DIGITS = '0123456789abcdef';
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;
/** Where the eight digits of each word stand in the text. */
const PLACES = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [9, 10, 11, 12, 14, 15, 16, 17],
  [19, 20, 21, 22, 24, 25, 26, 27],
  [28, 29, 30, 31, 32, 33, 34, 35],
] as const;

/** Reads a UUID in lower case into `into`. Returns whether it is one; if not, what stands in `into` means nothing. */
export function readUuid(text: string, into: UuidWords): boolean {
  // Of all digits together: one that is none makes them negative, one beyond ASCII too large.
  let all = 0;
  let codes = 0;
  for (let index = 0; index < PLACES.length; index++) {
    const places = PLACES[index] as (typeof PLACES)[number];
    let word = 0;
    for (let digit = 0; digit < places.length; digit++) {
      const code = text.charCodeAt(places[digit] as number);
      const value = VALUES[code & ASCII_MAX] as number;
      codes |= code;
      all |= value;
      word = (word << 4) | value;
    }
    into[index] = word;
  }
  return all >= 0 && codes <= ASCII_MAX && text.length === LETTERS;
}

const letters = Buffer.from('00000000-0000-0000-0000-000000000000');
const DIGIT_CODES = Buffer.from(DIGITS);

/** The UUID of four words, in lower case: one flat string, where joined pieces would be a tree of them. */
export function uuidText(words: UuidWords, at: number): string {
  for (let index = 0; index < PLACES.length; index++) {
    const places = PLACES[index] as (typeof PLACES)[number];
    let word = words[at + index] as number;
    for (let digit = places.length - 1; digit >= 0; digit--) {
      letters[places[digit] as number] = DIGIT_CODES[word & 0xf] as number;
      word >>>= 4;
    }
  }
  return letters.toString('latin1');
}

/**
 * MurmurHash3 (x86, 32 bits) of a UUID.
 * @param at where its four words begin.
 * @param seed that whoever chooses ids does not know: ids that share a hash would make a table slow.
 */
export function uuidHash(words: UuidWords, at: number, seed: number): number {
  let hash = seed;
  for (let word = at; word < at + PLACES.length; word++) {
    const mixed = Math.imul(words[word] as number, 0xcc9e_2d51);
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
