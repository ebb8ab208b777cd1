import { invariant } from '../../kernel/invariant.ts';
import { LAYOUT, ROW_WORDS } from './layout.ts';
import { placeOf, wordsAt, type Rows, type Texts } from './rows.ts';

/** Open orders as they stand in a snapshot. */
export interface OpenOrdersImage {
  /** What the rows mean: they are read only by a program in which they mean the same. */
  readonly layout: string;
  /** Rows, one behind the other. */
  readonly words: Int32Array;
  /** What is not in the rows themselves, by the place of the row. */
  readonly texts: readonly (readonly [place: number, texts: Texts])[];
  /** Accounts and instruments, by the numbers that the rows have for them. */
  readonly names: readonly string[];
}

/** @param refs of the rows, in the order that they are to have. */
export function imageOf(
  rows: Rows,
  refs: Iterable<number>,
  size: number,
  names: readonly string[],
): OpenOrdersImage {
  const words = new Int32Array(size * ROW_WORDS);
  const texts: [number, Texts][] = [];
  let to = 0;
  for (const ref of refs) {
    const chunk = rows.chunkOf(ref);
    const at = wordsAt(placeOf(ref));
    words.set(chunk.words.subarray(at, at + ROW_WORDS), to * ROW_WORDS);
    const own = chunk.texts.get(placeOf(ref));
    if (own !== undefined) texts.push([to, { ...own }]);
    to += 1;
  }
  return { layout: LAYOUT, words, texts, names };
}

/** Fills empty rows. @throws InvariantViolation where the rows mean something else here. */
export function restore({ layout, words, texts }: OpenOrdersImage, rows: Rows): void {
  invariant(layout === LAYOUT, 'open orders lie in memory in another way here');
  for (let from = 0; from < words.length; from += ROW_WORDS) {
    const row = rows.take();
    rows.chunkOf(row).words.set(words.subarray(from, from + ROW_WORDS), wordsAt(placeOf(row)));
  }
  for (const [row, own] of texts) rows.chunkOf(row).texts.set(placeOf(row), { ...own });
}
