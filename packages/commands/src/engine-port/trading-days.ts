import {
  addDays,
  DEFAULT_POLICY,
  instantOf,
  newTradingDay,
  tradingDayOf,
  type Instant,
  type TradingDay,
  type TradingState,
} from '@bellwether/domain';

/** The trading day of an instant. Reading New York's clocks costs, so the last answer is kept while it holds. */
export class TradingDays {
  readonly #state: TradingState;
  #day: TradingDay | undefined;
  #session: TradingState['session'] | undefined;
  /** The calendar day in New York that the answer is of. */
  #from: Instant = 0n;
  #until: Instant = 0n;

  constructor(state: TradingState) {
    this.#state = state;
  }

  /** The day that was asked for last: of the decision whose trades come; undefined: none was. */
  get current(): TradingDay | undefined {
    return this.#day;
  }

  /** @param at ns since 1970 UTC. */
  at(at: Instant): TradingDay {
    const { session } = this.#state;
    const isKnown =
      session === this.#session &&
      (session.date !== undefined || (at >= this.#from && at < this.#until));
    if (isKnown && this.#day !== undefined) return this.#day;
    const date = tradingDayOf(this.#state, at);
    this.#day = newTradingDay(this.#state, date, DEFAULT_POLICY);
    this.#session = session;
    this.#from = instantOf(date, 0n);
    this.#until = instantOf(addDays(date, 1), 0n);
    return this.#day;
  }
}
