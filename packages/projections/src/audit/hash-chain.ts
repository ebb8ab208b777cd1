import { hash } from 'node:crypto';
import type { AuditRow } from './table.ts';

/** What the first row of a chain follows from. */
export const CHAIN_START = '0'.repeat(64);

/** The hash that a row must have behind a row with the hash `previous`. */
export function chainHash(previous: string, row: Omit<AuditRow, 'hash'>): string {
  // JSON keeps fields apart: no two different rows have the same text.
  const text = JSON.stringify([
    row.tradeDate,
    row.journal,
    `${row.sequence}`,
    row.stream,
    `${row.position}`,
    row.batchIndex,
    row.type,
    `${row.at}`,
    row.commandId,
    row.principal,
    row.accountId,
    row.instrumentId,
    row.orderId,
    row.data,
  ]);
  return hash('sha256', previous + text);
}

/** A row that does not follow from the one before it. */
export interface ChainBreak {
  readonly journal: string;
  readonly sequence: bigint;
  readonly what: 'changed' | 'missing' | 'hash changed';
}

interface ChainEnd {
  readonly sequence: bigint;
  readonly hash: string;
  /** What the hash should have been. */
  readonly expected: string;
}

/** Walks chains row by row and says which rows are not as they were written. */
export class ChainVerifier {
  readonly #ends = new Map<string, ChainEnd>();
  readonly #breaks: ChainBreak[] = [];
  #rows = 0;

  /** Takes the next row; rows of a journal come in the order of their sequence. */
  add(row: AuditRow): void {
    const { journal, sequence, hash } = row;
    const end = this.#ends.get(journal) ?? {
      sequence: 0n,
      hash: CHAIN_START,
      expected: CHAIN_START,
    };
    this.#rows += 1;
    const follows = sequence === end.sequence + 1n;
    // Behind a gap there is nothing to compare with.
    const expected = follows ? chainHash(end.hash, row) : hash;
    this.#ends.set(journal, { sequence, hash, expected });
    for (let missing = end.sequence + 1n; missing < sequence; missing++)
      this.#breaks.push({ journal, sequence: missing, what: 'missing' });
    if (expected !== hash) this.#blame(row, end);
  }

  get rows(): number {
    return this.#rows;
  }

  get breaks(): readonly ChainBreak[] {
    return this.#breaks;
  }

  /** The row itself, or only the hash before it: then the row follows from what that hash should have been. */
  #blame(row: AuditRow, before: ChainEnd): void {
    const { journal, sequence } = row;
    if (before.hash === before.expected || chainHash(before.expected, row) !== row.hash) {
      this.#breaks.push({ journal, sequence, what: 'changed' });
      return;
    }
    const index = this.#breaks.findLastIndex((broken) => broken.journal === journal);
    this.#breaks[index] = { journal, sequence: before.sequence, what: 'hash changed' };
  }
}
