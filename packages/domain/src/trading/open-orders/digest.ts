import { BITS, ROW_WORDS, WORD } from './layout.ts';
import { placeOf, wordsAt, type Rows, type Texts } from './rows.ts';

/** Each seed gives one lane of 32 bits: together they are as wide as a collision by chance needs them to be. */
const SEEDS = [0x9e37_79b9, 0x85eb_ca6b, 0xc2b2_ae35, 0x27d4_eb2f] as const;
/** Words of a row that hold nothing: names and texts stand there while it is hashed. */
const SPARE = { ACCOUNT: 28, INSTRUMENT: 29, CLIENT_ORDER_ID: 30, LOCATE_ID: 31 } as const;
const NO_TEXTS = ~(BITS.HAS_TEXTS.mask << BITS.HAS_TEXTS.shift);

/**
 * What some rows say, whatever their numbers and their order are: the sum of the hashes of all rows. It finds that two
 * partitions know different things; it does not protect against somebody who builds such a pair (the checksum of a snapshot
 * and the signature of a fact do).
 * @param refs of the rows, each with another id.
 */
export function digestOf(rows: Rows, refs: Iterable<number>, names: readonly string[]): string {
  const sums = new Int32Array(SEEDS.length);
  const row = new Int32Array(ROW_WORDS);
  const nameHashes = SEEDS.map((seed) => Int32Array.from(names, (name) => textHash(name, seed)));
  for (const ref of refs) {
    const { words, texts } = rows.chunkOf(ref);
    const at = wordsAt(placeOf(ref));
    row.set(words.subarray(at, at + ROW_WORDS));
    const own = texts.get(placeOf(ref));
    for (let lane = 0; lane < SEEDS.length; lane++) {
      fillSpare(row, own, nameHashes[lane] as Int32Array, SEEDS[lane] as number);
      sums[lane] = (sums[lane] as number) + rowHash(row, SEEDS[lane] as number);
    }
  }
  return Array.from(sums, (sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}

function fillSpare(
  row: Int32Array,
  texts: Texts | undefined,
  nameHashes: Int32Array,
  seed: number,
): void {
  row[SPARE.ACCOUNT] = nameHashes[row[WORD.ACCOUNT] as number] as number;
  row[SPARE.INSTRUMENT] = nameHashes[row[WORD.INSTRUMENT] as number] as number;
  const { clientOrderId, locateId } = texts ?? {};
  row[SPARE.CLIENT_ORDER_ID] = clientOrderId === undefined ? 0 : textHash(clientOrderId, seed);
  row[SPARE.LOCATE_ID] = locateId === undefined ? 0 : textHash(locateId, seed);
}

/** MurmurHash3 (x86, 32 bits) of a row, without what hangs on how rows were filled: numbers of names, texts that are gone. */
function rowHash(row: Int32Array, seed: number): number {
  let hash = seed;
  for (let word = 0; word < ROW_WORDS; word++) {
    if (word === WORD.ACCOUNT || word === WORD.INSTRUMENT) continue;
    const value = row[word] as number;
    hash = step(hash, word === WORD.BITS ? value & NO_TEXTS : value);
  }
  return finish(hash);
}

function textHash(text: string, seed: number): number {
  let hash = step(seed, text.length + 1);
  for (let at = 0; at < text.length; at++) hash = step(hash, text.charCodeAt(at));
  return finish(hash);
}

function step(hash: number, value: number): number {
  const mixed = Math.imul(value, 0xcc9e_2d51);
  const next = hash ^ Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe654_6b64) | 0;
}

function finish(hash: number): number {
  let end = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  end = Math.imul(end ^ (end >>> 13), 0xc2b2_ae35);
  return end ^ (end >>> 16);
}
