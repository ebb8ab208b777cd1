/** Numbers that a source has not told: the events after `after` and before `before`, or parts of either of them. */
export interface LostRange {
  readonly after: number;
  readonly before: number;
  /** The symbol where the source numbers each instrument by itself. */
  readonly symbol?: string;
  /** Whether the reader said so (GAP_BEFORE) and not the numbers. */
  readonly isAnnounced: boolean;
}

/** The first losses of a source, and how many there were. */
export class LostRanges {
  readonly listed: LostRange[] = [];
  count = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(range: LostRange): void {
    this.count++;
    if (this.listed.length < this.#max) this.listed.push(range);
  }
}
