import { FormatError } from './format-error.ts';

/**
 * Reads whole records from `start` on.
 * @returns where the first record begins that `end` cuts off; `end` when none is.
 */
export type TakeRecords = (view: DataView, start: number, end: number) => number;

/**
 * Puts together records that are cut by the ends of pieces. Records are read where they lie; only one that is cut is
 * copied, into a buffer of twice the longest record.
 */
export class Chunks {
  readonly #take: TakeRecords;
  readonly #recordMax: number;
  readonly #cut: Uint8Array;
  readonly #cutView: DataView;
  #held = 0;
  #base = 0;
  #state: 'READING' | 'FAILED' | 'ENDED' = 'READING';

  /** @param recordMax bytes of the longest record, its length included: `take` refuses longer ones. */
  constructor(recordMax: number, take: TakeRecords) {
    this.#recordMax = recordMax;
    this.#take = take;
    this.#cut = new Uint8Array(2 * recordMax);
    this.#cutView = new DataView(this.#cut.buffer);
  }

  /** Bytes of whole records so far, as of the last `push`. */
  get position(): number {
    return this.#base;
  }

  /** @throws FormatError as `take` does, or AFTER_END. What `take` throws is final. */
  push(bytes: Uint8Array): void {
    if (this.#state !== 'READING')
      throw new FormatError('AFTER_END', this.#base, `the reader has ${this.#state.toLowerCase()}`);
    this.#state = 'FAILED';
    const start = this.#held === 0 ? 0 : this.#completeCut(bytes);
    if (start < bytes.length) this.#readFrom(bytes, start);
    this.#state = 'READING';
  }

  /** @throws FormatError TRUNCATED when a record is cut. */
  end(): void {
    if (this.#state !== 'READING')
      throw new FormatError('AFTER_END', this.#base, `the reader has ${this.#state.toLowerCase()}`);
    this.#state = 'ENDED';
    if (this.#held > 0) throw new FormatError('TRUNCATED', this.#base, 'the end cuts a record');
  }

  #readFrom(bytes: Uint8Array, start: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const next = this.#take(view, start, bytes.length);
    this.#base += next - start;
    this.#held = bytes.length - next;
    if (this.#held > this.#recordMax)
      throw new FormatError('LIMIT', this.#base, `a record of more than ${this.#recordMax} bytes`);
    if (this.#held > 0) this.#cut.set(bytes.subarray(next));
  }

  /** Appends to what is held until that holds whole records; returns how many of the bytes it took. */
  #completeCut(bytes: Uint8Array): number {
    let taken = 0;
    while (this.#held > 0 && taken < bytes.length) {
      const before = this.#held;
      const some = Math.min(bytes.length - taken, this.#cut.length - before);
      this.#cut.set(bytes.subarray(taken, taken + some), before);
      const next = this.#take(this.#cutView, 0, before + some);
      this.#base += next;
      if (next >= before) {
        // The rest lies in `bytes` and is read there.
        this.#held = 0;
        return taken + next - before;
      }
      this.#cut.copyWithin(0, next, before + some);
      this.#held = before + some - next;
      taken += some;
      if (this.#held > this.#recordMax)
        throw new FormatError(
          'LIMIT',
          this.#base,
          `a record of more than ${this.#recordMax} bytes`,
        );
    }
    return taken;
  }
}
