import type { Session } from '../calendar/sessions.ts';
import type { PrimaryStatus } from '../instruments/primary-status.ts';
import type { Price, Quantity } from '../kernel/fixed-point.ts';
import type { Instant } from '../time/new-york.ts';
import type { Bands, LuldClass } from './luld-bands.ts';
import { LuldWatch, type LuldFact } from './luld.ts';
import { STOP_CASCADE, StopCascadeGuard } from './stop-cascade.ts';

/** What is watched of an instrument. */
export interface WatchedInstrument {
  readonly symbol: string;
  /** Undefined: it has no price bands (tier NONE). */
  readonly luld: LuldClass | undefined;
  /** Smaller sales do not move the reference price. */
  readonly roundLot: Quantity;
}

/** How an instrument stood when the watch began: prices in 1/10 000 USD, 0: none. */
export interface Standing {
  readonly isHalted: boolean;
  /** Whether it is traded without an auction. */
  readonly isContinuous: boolean;
  readonly lastSale: Price;
  readonly bands: Bands;
}

/**
 * What the primary market has to say of an instrument on a day, where this platform is that market: Limit Up-Limit Down bands
 * and pauses, and short pauses where stops set off each other. It is told what happens in the order of the journal, and asked
 * what holds now. Its answers hang on what it is told alone.
 */
export class MarketWatch {
  readonly #of: WatchedInstrument;
  readonly #session: Session;
  readonly #luld: LuldWatch | undefined;
  readonly #cascade: StopCascadeGuard;
  #isPaused = false;
  #isLimited = false;
  #cascadeUntil: Instant = 0n;

  /** @param session its day; of a market that never closes from midnight to midnight. */
  constructor(of: WatchedInstrument, session: Session, standing: Standing, at: Instant) {
    this.#of = of;
    this.#session = session;
    this.#cascade = new StopCascadeGuard(STOP_CASCADE.on(session.date).value);
    if (standing.lastSale > 0n) this.#cascade.trade(standing.lastSale, at);
    this.#luld = of.luld && new LuldWatch(of.luld, session);
    this.#begin(standing, at);
  }

  /** Where it goes on in the middle of a day: bands stay as they are, and what is halted was perhaps paused. */
  #begin({ isHalted, isContinuous, lastSale, bands }: Standing, at: Instant): void {
    const { lower, upper } = bands;
    if (isHalted) this.#take(this.#luld?.take({ type: 'PAUSED', at }));
    else if (isContinuous && lower > 0n && upper > 0n) this.opened((lower + upper) / 2n, at);
    else if (isContinuous) this.opened(lastSale === 0n ? undefined : lastSale, at);
  }

  /** The opening or reopening auction. @param price undefined: nothing crossed. */
  opened(price: Price | undefined, at: Instant): void {
    this.#isPaused = false;
    this.#take(this.#luld?.take({ type: 'OPENED', at, price }));
  }

  /** Trading goes on without an auction that told a price. */
  continuous(at: Instant): void {
    if (this.#luld?.bands === undefined) this.opened(undefined, at);
  }

  sold(price: Price, quantity: Quantity, at: Instant): void {
    const eligible = quantity >= this.#of.roundLot;
    this.#take(this.#luld?.take({ type: 'TRADE', at, price, eligible }));
    this.#cascadeUntil = this.#cascade.trade(price, at) ?? this.#cascadeUntil;
  }

  /** A stop was triggered. */
  triggered(at: Instant): void {
    this.#cascade.triggered(at);
  }

  /** Best bid and offer; 0: none. */
  quoted(bid: Price, offer: Price, at: Instant): void {
    this.#take(this.#luld?.take({ type: 'QUOTE', at, bid, offer }));
  }

  /** What holds now. Bands and pauses end with the session: the closing auction has none. */
  status(at: Instant): PrimaryStatus {
    const { symbol } = this.#of;
    this.#take(this.#luld?.take({ type: 'CLOCK', at }));
    const isOpen = at >= this.#session.opensAt && at < this.#session.closesAt;
    const isPaused = this.#isPaused && isOpen;
    const bands = (isOpen ? this.#luld?.bands : undefined) ?? { lower: 0n, upper: 0n };
    const banded = this.#luld === undefined ? {} : { bands };
    const detail = isPaused ? 'LULD PAUSE' : at < this.#cascadeUntil ? 'STOP CASCADE' : '';
    return detail === ''
      ? { symbol, trades: true, detail, ...banded }
      : { symbol, trades: false, reason: 'VOLATILITY_PAUSE', detail, ...banded };
  }

  /** Whether time alone will change what holds, and soon: a limit state, or a pause. */
  isTimed(at: Instant): boolean {
    return this.#isLimited || this.#isPaused || at < this.#cascadeUntil;
  }

  #take(facts: readonly LuldFact[] = []): void {
    for (const { type } of facts) {
      if (type === 'LimitStateEntered') this.#isLimited = true;
      if (type === 'LimitStateEnded' || type === 'PauseStarted') this.#isLimited = false;
      if (type === 'PauseStarted' || type === 'PauseExtended') this.#isPaused = true;
      if (type === 'PauseDue') this.#isPaused = false;
    }
  }
}
