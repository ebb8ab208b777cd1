import type { Sequencing } from '../../update/sink.ts';

/** What the number of an update says about it. */
export const Arrival = { NEXT: 0, DUPLICATE: 1, AFTER_GAP: 2 } as const;
export type Arrival = (typeof Arrival)[keyof typeof Arrival];

/**
 * Follows the numbers of one source. What is not beyond the last number has been there, or comes too late: both are
 * duplicates. A missing part of an event is a loss whatever the sequencing says, since parts count from 0 without a hole.
 */
export class SequenceCheck {
  readonly #isContiguous: boolean;
  readonly #isPerInstrument: boolean;
  readonly #last: Float64Array;
  readonly #part: Float64Array;

  constructor(sequencing: Sequencing, instrumentsMax: number) {
    this.#isContiguous = sequencing !== 'ASCENDING';
    this.#isPerInstrument = sequencing === 'PER_INSTRUMENT';
    const rows = this.#isPerInstrument ? instrumentsMax : 1;
    this.#last = new Float64Array(rows).fill(-1);
    this.#part = new Float64Array(rows).fill(-1);
  }

  /** The last number of the source, or of the instrument; −1 before the first. */
  lastOf(instrument: number): number {
    return this.#last[this.#isPerInstrument ? instrument : 0]!;
  }

  take(instrument: number, sequence: number, part: number): Arrival {
    const row = this.#isPerInstrument ? instrument : 0;
    const last = this.#last[row]!;
    const lastPart = this.#part[row]!;
    if (sequence < last || (sequence === last && part <= lastPart)) return Arrival.DUPLICATE;
    this.#last[row] = sequence;
    this.#part[row] = part;
    // Whoever joins late has no number to compare the first one with.
    if (last < 0) return Arrival.NEXT;
    if (sequence === last) return part === lastPart + 1 ? Arrival.NEXT : Arrival.AFTER_GAP;
    const follows = !this.#isContiguous || sequence === last + 1;
    return follows && part === 0 ? Arrival.NEXT : Arrival.AFTER_GAP;
  }
}
