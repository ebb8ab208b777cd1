import type { Price } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** A price that an instrument ended a day with. */
export interface DayPrice {
  readonly day: CivilDate;
  /** 1/10 000 USD. */
  readonly price: Price;
  /**
   * LISTING: the price that it was listed with; ADJUSTED: what a corporate action of the day has left of the close before it.
   * Of a day, an official close comes before a sale, and a sale before both.
   */
  readonly kind: 'LISTING' | 'ADJUSTED' | 'OFFICIAL' | 'SALE';
}

/** What an instrument was marked at on a day. */
export interface DayMark extends DayPrice {
  /** How often its official close was published. */
  readonly published: number;
}

const RANK = { LISTING: 0, ADJUSTED: 1, SALE: 2, OFFICIAL: 3 } as const;

/** The marks of an instrument, day by day. */
export class MarkHistory {
  readonly #marks: readonly DayMark[];

  /** @param prices in the order of the log: of two official closes of a day the later one is the correction. */
  constructor(prices: readonly DayPrice[]) {
    const byDay = new Map<CivilDate, DayMark>();
    for (const price of prices) {
      const known = byDay.get(price.day);
      const published = (known?.published ?? 0) + (price.kind === 'OFFICIAL' ? 1 : 0);
      const counts = known === undefined || RANK[price.kind] >= RANK[known.kind];
      byDay.set(price.day, { ...(counts ? price : known), published });
    }
    this.#marks = [...byDay.values()].toSorted((a, b) => a.day - b.day);
  }

  /** Days that have a mark of their own. */
  get days(): readonly CivilDate[] {
    return this.#marks.filter(({ kind }) => RANK[kind] >= RANK.SALE).map(({ day }) => day);
  }

  /** The newest mark up to a day; of one before the first there is none. */
  on(day: CivilDate): DayMark | undefined {
    let [low, high] = [0, this.#marks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#marks[middle]!.day <= day) low = middle + 1;
      else high = middle;
    }
    return this.#marks[low - 1];
  }

  /** The marks one after the other, for who goes through many days. */
  walk(): MarkWalk {
    return new MarkWalk(this.#marks);
  }

  /** The newest mark before a day. */
  before(day: CivilDate): DayMark | undefined {
    return this.on((day - 1) as CivilDate);
  }
}

/** Goes through marks from day to day, forwards only: each is looked at once. */
export class MarkWalk {
  readonly #marks: readonly DayMark[];
  #next = 0;
  /** The newest mark up to the day that it has come to. */
  mark: DayMark | undefined;
  /** The newest mark before that day. */
  before: DayMark | undefined;

  constructor(marks: readonly DayMark[]) {
    this.#marks = marks;
  }

  /** @param day later than the one before. */
  goTo(day: CivilDate): void {
    this.before = this.mark;
    for (let next = this.#marks[this.#next]; next !== undefined && next.day <= day;) {
      if (next.day < day) this.before = next;
      this.mark = next;
      next = this.#marks[(this.#next += 1)];
    }
  }
}
