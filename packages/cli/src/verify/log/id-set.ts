/** Four of the id, and the number of its scope. */
const WORDS = 5;
const ID_WORDS = 4;
/** Tables that double one at a time, so that growing never needs the whole a second time. A power of two. */
const TABLES = 256;
const TABLE_SHIFT = 24;
const CELLS_MIN = 16;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Where a UUID's four words begin and end, dashes taken out. */
const DIGITS = 8;

/**
 * An exact set of UUIDs, each within a scope: 20 bytes each in tables outside the heap (open addressing, three quarters
 * full at most). What is no UUID is kept as it is.
 */
export class IdSet {
  readonly #tables: Int32Array[] = Array.from(
    { length: TABLES },
    () => new Int32Array(CELLS_MIN * WORDS),
  );
  readonly #taken = new Int32Array(TABLES);
  readonly #others = new Set<string>();
  readonly #key = new Int32Array(WORDS);
  /** Scopes by number, from 1: so no cell that is taken is all zeros, as an empty one is. */
  readonly #scopes = new Map<string, number>();

  /** @returns whether it is new in its scope. */
  add(scope: string, id: string): boolean {
    const number = this.#numberOf(scope);
    if (!UUID.test(id)) return this.#addOther(`${number}/${id}`);
    const key = this.#key;
    const digits = id.replaceAll('-', '');
    for (let word = 0; word < ID_WORDS; word++)
      key[word] = Number.parseInt(digits.slice(word * DIGITS, (word + 1) * DIGITS), 16) | 0;
    key[ID_WORDS] = number;
    const hash = hashOf(key, 0);
    const table = hash >>> TABLE_SHIFT;
    const cells = this.#tables[table] as Int32Array;
    const at = place(cells, hash, key, 0);
    if (!isEmpty(cells, at)) return false;
    cells.set(key, at);
    const taken = (this.#taken[table] as number) + 1;
    this.#taken[table] = taken;
    if (taken * WORDS * 4 > cells.length * 3) this.#tables[table] = doubled(cells);
    return true;
  }

  #numberOf(scope: string): number {
    const known = this.#scopes.get(scope);
    if (known !== undefined) return known;
    const number = this.#scopes.size + 1;
    this.#scopes.set(scope, number);
    return number;
  }

  #addOther(id: string): boolean {
    if (this.#others.has(id)) return false;
    this.#others.add(id);
    return true;
  }
}

/** The cell that holds the key, or the empty one where it belongs. */
function place(cells: Int32Array, hash: number, words: Int32Array, from: number): number {
  const mask = cells.length / WORDS - 1;
  for (let cell = hash & mask; ; cell = (cell + 1) & mask) {
    const at = cell * WORDS;
    if (isEmpty(cells, at) || isSame(cells, at, words, from)) return at;
  }
}

function doubled(cells: Int32Array): Int32Array {
  const larger = new Int32Array(cells.length * 2);
  for (let at = 0; at < cells.length; at += WORDS) {
    if (isEmpty(cells, at)) continue;
    larger.set(cells.subarray(at, at + WORDS), place(larger, hashOf(cells, at), cells, at));
  }
  return larger;
}

function isSame(cells: Int32Array, at: number, words: Int32Array, from: number): boolean {
  for (let word = 0; word < WORDS; word++)
    if (cells[at + word] !== words[from + word]) return false;
  return true;
}

function isEmpty(cells: Int32Array, at: number): boolean {
  return cells[at + ID_WORDS] === 0;
}

/** Each word is mixed into the next: ids that were made one after the other differ in few bits. */
function hashOf(words: Int32Array, from: number): number {
  let hash = 0x9e37_79b9;
  for (let word = 0; word < WORDS; word++) {
    hash = Math.imul(hash ^ (words[from + word] as number), 0x2c1b_3c6d);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x297a_2d39);
  return hash ^ (hash >>> 16);
}
