import type { Session } from '../calendar/sessions.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { abs, BASIS, roundDiv } from '../kernel/rounding.ts';
import type { Instant } from '../time/new-york.ts';
import { bandsAround, isDoubled, type Bands, type LuldClass } from './luld-bands.ts';
import { LULD, type LuldParameters } from './luld-rules.ts';

/** What a stock's Limit Up-Limit Down watch is told, in the order of the market. */
export type LuldInput =
  /** The opening or reopening auction, or the first quote where nothing crossed: then the previous close counts. */
  | { readonly type: 'OPENED'; readonly at: Instant; readonly price: Price | undefined }
  /** @property eligible whether the sale condition lets it count (§ 2.1: odd lots and the like do not). */
  | {
      readonly type: 'TRADE';
      readonly at: Instant;
      readonly price: Price;
      readonly eligible: boolean;
    }
  | {
      readonly type: 'QUOTE';
      readonly at: Instant;
      /** National best bid and offer; 0: none. */
      readonly bid: Price;
      readonly offer: Price;
    }
  | { readonly type: 'CLOCK'; readonly at: Instant }
  /** The primary could not reopen within its collars: the pause goes on. */
  | { readonly type: 'IMBALANCE'; readonly at: Instant }
  /** The stock was found paused, since when is not known: the pause counts from now. */
  | { readonly type: 'PAUSED'; readonly at: Instant };

export type LuldFact =
  | ({ readonly type: 'BandsSet'; readonly reference: Price } & Bands)
  /** BUY: the best bid is at the upper band, SELL: the best offer at the lower. */
  | { readonly type: 'LimitStateEntered'; readonly side: 'BUY' | 'SELL'; readonly since: Instant }
  | { readonly type: 'LimitStateEnded' }
  /** A quote lies beyond the bands and cannot be executed: the primary may pause. */
  | { readonly type: 'StraddleEntered'; readonly side: 'BUY' | 'SELL' }
  | { readonly type: 'StraddleEnded' }
  /** `until` undefined: no reopening any more, the closing auction is next. */
  | { readonly type: 'PauseStarted'; readonly at: Instant; readonly until: Instant | undefined }
  | { readonly type: 'PauseExtended'; readonly until: Instant }
  | { readonly type: 'PauseDue'; readonly at: Instant };

interface Sale {
  readonly at: Instant;
  readonly price: Price;
}

type Limit = { readonly side: 'BUY' | 'SELL'; readonly since: Instant };

/**
 * Limit Up-Limit Down of one stock on one day. Fed with trades, quotes and the clock, it says what the bands are and
 * when trading pauses; what follows for the book is the caller's. Its answers hang on its inputs alone.
 */
export class LuldWatch {
  readonly #rules: LuldParameters;
  readonly #class: LuldClass;
  readonly #session: Session;
  #sales: Sale[] = [];
  #first = 0;
  #sum = 0n;
  #reference: Price | undefined;
  #referenceAt: Instant = 0n;
  #doubled = false;
  #bands: Bands | undefined;
  #quote: { readonly bid: Price; readonly offer: Price } | undefined;
  #limit: Limit | undefined;
  #straddle: 'BUY' | 'SELL' | undefined;
  #pause: { readonly until: Instant | undefined; readonly due: boolean } | undefined;

  constructor(of: LuldClass, session: Session) {
    this.#rules = LULD.on(session.date).value;
    this.#class = of;
    this.#session = session;
  }

  get bands(): Bands | undefined {
    return this.#bands;
  }

  get reference(): Price | undefined {
    return this.#reference;
  }

  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** Takes one input in; returns what follows from it, and from the time that has passed. */
  take(input: LuldInput): readonly LuldFact[] {
    if (input.at < this.#session.opensAt || input.at >= this.#session.closesAt) return [];
    const facts: LuldFact[] = [];
    this.#advance(input.at, facts);
    switch (input.type) {
      case 'OPENED':
        this.#opened(input.price ?? this.#class.previousClose, input.at, facts);
        break;
      case 'TRADE':
        if (input.eligible && this.#pause === undefined) this.#traded(input, facts);
        break;
      case 'QUOTE':
        if (this.#pause !== undefined) break;
        this.#quote = input;
        this.#quoted(input.at, facts);
        break;
      case 'IMBALANCE':
        this.#extend(input.at, facts);
        break;
      case 'PAUSED':
        this.#startPause(input.at, facts);
        break;
      case 'CLOCK':
    }
    return facts;
  }

  /** What is due by now: wider bands before the close, the pause after a limit state, the end of a pause. */
  #advance(at: Instant, facts: LuldFact[]): void {
    const { limitState } = this.#rules;
    const since = this.#limit?.since;
    if (since !== undefined && at >= since + limitState)
      this.#startPause(since + limitState, facts);
    const pause = this.#pause;
    if (pause?.until !== undefined && !pause.due && at >= pause.until) {
      this.#pause = { ...pause, due: true };
      facts.push({ type: 'PauseDue', at: pause.until });
    }
    if (this.#reference === undefined || this.#pause !== undefined) return;
    this.#forgetSales(at);
    this.#moveReference(at, facts);
    if (isDoubled(this.#rules, this.#session, at) !== this.#doubled) this.#setBands(at, facts);
  }

  #opened(price: Price, at: Instant, facts: LuldFact[]): void {
    this.#pause = undefined;
    this.#sales = [];
    this.#first = 0;
    this.#sum = 0n;
    this.#setReference(price, at, facts);
  }

  #traded({ at, price }: Sale, facts: LuldFact[]): void {
    this.#sales.push({ at, price });
    this.#sum += price;
    this.#moveReference(at, facts);
  }

  #forgetSales(at: Instant): void {
    const oldest = at - this.#rules.window;
    for (;;) {
      const sale = this.#sales[this.#first];
      if (sale === undefined || sale.at > oldest) break;
      this.#sum -= sale.price;
      this.#first += 1;
    }
    if (this.#first < 1_024) return;
    this.#sales = this.#sales.slice(this.#first);
    this.#first = 0;
  }

  /** The mean of the window replaces the reference when it differs enough, and not too soon after the last time. */
  #moveReference(at: Instant, facts: LuldFact[]): void {
    const count = BigInt(this.#sales.length - this.#first);
    const { updateAfter, updateBy } = this.#rules;
    if (this.#reference === undefined || count === 0n || at < this.#referenceAt + updateAfter)
      return;
    const differs = abs(this.#sum - this.#reference * count) * BASIS;
    if (differs >= this.#reference * count * updateBy)
      this.#setReference(roundDiv(this.#sum, count), at, facts);
  }

  #setReference(price: Price, at: Instant, facts: LuldFact[]): void {
    this.#reference = price;
    this.#referenceAt = at;
    this.#setBands(at, facts);
  }

  #setBands(at: Instant, facts: LuldFact[]): void {
    const reference = this.#reference;
    if (reference === undefined) return;
    this.#doubled = isDoubled(this.#rules, this.#session, at);
    this.#bands = bandsAround(this.#rules, this.#class, reference, this.#doubled);
    facts.push({ type: 'BandsSet', reference, ...this.#bands });
    this.#quoted(at, facts);
  }

  /** Compares the national best bid and offer with the bands: one of them has changed. */
  #quoted(at: Instant, facts: LuldFact[]): void {
    if (this.#bands === undefined || this.#quote === undefined) return;
    const { bid, offer } = this.#quote;
    const { lower, upper } = this.#bands;
    const isCrossed = bid !== 0n && offer !== 0n && bid >= offer;
    const side = isCrossed
      ? undefined
      : bid === upper
        ? 'BUY'
        : offer === lower
          ? 'SELL'
          : undefined;
    if (side !== this.#limit?.side) {
      if (this.#limit !== undefined) facts.push({ type: 'LimitStateEnded' });
      this.#limit = side === undefined ? undefined : { side, since: at };
      if (side !== undefined) facts.push({ type: 'LimitStateEntered', side, since: at });
    }
    this.#straddled(side === undefined ? straddleOf(bid, offer, this.#bands) : undefined, facts);
  }

  #straddled(straddle: 'BUY' | 'SELL' | undefined, facts: LuldFact[]): void {
    if (straddle === this.#straddle) return;
    if (this.#straddle !== undefined) facts.push({ type: 'StraddleEnded' });
    this.#straddle = straddle;
    if (straddle !== undefined) facts.push({ type: 'StraddleEntered', side: straddle });
  }

  #startPause(at: Instant, facts: LuldFact[]): void {
    const { pause, noReopening } = this.#rules;
    const { closesAt } = this.#session;
    const until = at >= closesAt - noReopening ? undefined : at + pause;
    this.#limit = undefined;
    this.#straddle = undefined;
    this.#bands = undefined;
    this.#quote = undefined;
    this.#pause = { until, due: false };
    facts.push({ type: 'PauseStarted', at, until });
  }

  #extend(at: Instant, facts: LuldFact[]): void {
    if (this.#pause?.until === undefined) return;
    const until = at + this.#rules.pause;
    this.#pause = { until, due: false };
    facts.push({ type: 'PauseExtended', until });
  }
}

/** A bid below the lower band or an offer above the upper one cannot be executed, while the other side is inside. */
function straddleOf(bid: Price, offer: Price, { lower, upper }: Bands): 'BUY' | 'SELL' | undefined {
  if (bid !== 0n && bid < lower && offer > lower && offer <= upper) return 'BUY';
  return offer > upper && bid >= lower && bid < upper ? 'SELL' : undefined;
}
