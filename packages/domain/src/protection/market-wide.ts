import type { Session } from '../calendar/sessions.ts';
import { BASIS } from '../kernel/rounding.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { MINUTE, type Instant } from '../time/new-york.ts';

export interface CircuitBreakers {
  /** Decline of the S&P 500 from its previous close that triggers levels 1, 2 and 3, 1/10 000. */
  readonly declines: readonly [bigint, bigint, bigint];
  /** Length of the halts of levels 1 and 2, ns; level 3 ends the day. */
  readonly halt: bigint;
  /** From so long before the close on, levels 1 and 2 halt no more, ns. */
  readonly lastHalt: bigint;
}

/** Market-wide circuit breakers. */
export const MARKET_WIDE: EffectiveDated<CircuitBreakers> = effectiveDated('protection.MWCB', {
  title: 'Market-wide circuit breakers: declines of the S&P 500 in 1/10 000, times in ns',
  entries: [
    {
      from: '2013-04-08',
      value: { declines: [700n, 1_300n, 2_000n], halt: 15n * MINUTE, lastHalt: 35n * MINUTE },
      evidence: 'K',
      source: 'NYSE Rule 7.12, Nasdaq Rule 4121: 7 %, 13 %, 20 %; 15 minutes before 15:25',
    },
  ],
});

export type BreakerFact =
  | {
      readonly type: 'MarketHalted';
      readonly level: 1 | 2 | 3;
      readonly at: Instant;
      /** Undefined: the market is closed for the day. */
      readonly until: Instant | undefined;
    }
  | { readonly type: 'MarketResumeDue'; readonly at: Instant };

/** The market-wide circuit breakers of one day. */
export class MarketWideBreakers {
  readonly #rules: CircuitBreakers;
  readonly #session: Session;
  readonly #previousClose: bigint;
  /** Highest level that has been reached: it and those below cannot halt again. */
  #level = 0;
  #until: Instant | undefined;
  #closed = false;

  /**
   * @param previousClose of the S&P 500, in any unit that the values use too.
   * @param before what has happened on this day: the highest level so far, and until when it halts if it still does.
   */
  constructor(
    previousClose: bigint,
    session: Session,
    before: { readonly level: 0 | 1 | 2 | 3; readonly until?: Instant | undefined } = { level: 0 },
  ) {
    this.#rules = MARKET_WIDE.on(session.date).value;
    this.#session = session;
    this.#previousClose = previousClose;
    this.#level = before.level;
    this.#until = before.until;
    this.#closed = before.level === 3;
  }

  get isHalted(): boolean {
    return this.#closed || this.#until !== undefined;
  }

  /** The index has a new value. */
  index(value: bigint, at: Instant): readonly BreakerFact[] {
    const facts = [...this.clock(at)];
    const { opensAt, closesAt } = this.#session;
    if (this.#closed || at < opensAt || at >= closesAt) return facts;
    const level = this.#levelOf(value);
    if (level === 0 || level <= this.#level) return facts;
    if (level === 3) {
      this.#level = 3;
      this.#closed = true;
      this.#until = undefined;
      return [...facts, { type: 'MarketHalted', level, at, until: undefined }];
    }
    if (this.#until !== undefined || at >= closesAt - this.#rules.lastHalt) return facts;
    this.#level = level;
    this.#until = at + this.#rules.halt;
    return [...facts, { type: 'MarketHalted', level, at, until: this.#until }];
  }

  /** Time has passed. */
  clock(at: Instant): readonly BreakerFact[] {
    if (this.#until === undefined || at < this.#until) return [];
    const due = this.#until;
    this.#until = undefined;
    return [{ type: 'MarketResumeDue', at: due }];
  }

  #levelOf(value: bigint): 0 | 1 | 2 | 3 {
    const decline = (this.#previousClose - value) * BASIS;
    const [one, two, three] = this.#rules.declines;
    const reaches = (part: bigint): boolean => decline >= part * this.#previousClose;
    return reaches(three) ? 3 : reaches(two) ? 2 : reaches(one) ? 1 : 0;
  }
}
