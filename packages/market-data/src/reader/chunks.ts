import { FormatError } from './format-error.ts';

/**
 * Reads whole records from `start` on.
 * @returns where the first record begins that `end` cuts off; `end` when none is.
 */
export type TakeRecords = (view: DataView, start: number, end: number) => number;

/** Bytes that are tried first behind a cut: more than most records have. */
const FIRST_TRY = 256;

/**
 * Puts together records that are cut by the ends of pieces. Records are read where they lie; only one that is cut is
 * copied, into a buffer that grows to twice the longest record at most.
 */
export class Chunks {
  readonly #take: TakeRecords;
  readonly #recordMax: number;
  #cut = new Uint8Array(2 * FIRST_TRY);
  #cutView = new DataView(this.#cut.buffer);
  #held = 0;
  #base = 0;
  #state: 'READING' | 'FAILED' | 'ENDED' = 'READING';

  /** @param recordMax bytes of the longest record, its length included; longer ones are refused. */
  constructor(recordMax: number, take: TakeRecords) {
    this.#recordMax = recordMax;
    this.#take = take;
  }

  /** Bytes of whole records so far, as of the last call of `take`. */
  get position(): number {
    return this.#base;
  }

  /** @throws FormatError as `take` does, LIMIT or AFTER_END. What `take` throws is final. */
  push(bytes: Uint8Array): void {
    this.#expectReading();
    this.#state = 'FAILED';
    const start = this.#held === 0 ? 0 : this.#completeCut(bytes);
    if (start < bytes.length) this.#readFrom(bytes, start);
    this.#state = 'READING';
  }

  /** @throws FormatError TRUNCATED when a record is cut, or AFTER_END. */
  end(): void {
    this.#expectReading();
    this.#state = 'ENDED';
    if (this.#held > 0) throw new FormatError('TRUNCATED', this.#base, 'the end cuts a record');
  }

  #expectReading(): void {
    if (this.#state === 'READING') return;
    throw new FormatError('AFTER_END', this.#base, `the reader has ${this.#state.toLowerCase()}`);
  }

  #readFrom(bytes: Uint8Array, start: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const next = this.#take(view, start, bytes.length);
    this.#base += next - start;
    this.#hold(bytes.subarray(next), 0);
  }

  /** Appends to what is held until that holds a whole record; returns how many of the bytes it took. */
  #completeCut(bytes: Uint8Array): number {
    let taken = 0;
    while (taken < bytes.length) {
      const before = this.#held;
      const some = bytes.subarray(taken, taken + Math.max(FIRST_TRY, before));
      this.#hold(some, before);
      taken += some.length;
      const next = this.#take(this.#cutView, 0, this.#held);
      this.#base += next;
      if (next < before) {
        this.#cut.copyWithin(0, next, this.#held);
        this.#held -= next;
        this.#refuseLong();
        continue;
      }
      // What follows lies in `bytes` and is read there.
      taken -= this.#held - next;
      this.#held = 0;
      break;
    }
    return taken;
  }

  /** Puts bytes behind the first `before` of the buffer. */
  #hold(bytes: Uint8Array, before: number): void {
    this.#held = before + bytes.length;
    if (before === 0) this.#refuseLong();
    if (this.#held > this.#cut.length) {
      const larger = new Uint8Array(2 * this.#held);
      larger.set(this.#cut.subarray(0, before));
      this.#cut = larger;
      this.#cutView = new DataView(larger.buffer);
    }
    this.#cut.set(bytes, before);
  }

  #refuseLong(): void {
    if (this.#held > this.#recordMax)
      throw new FormatError('LIMIT', this.#base, `a record of more than ${this.#recordMax} bytes`);
  }
}
