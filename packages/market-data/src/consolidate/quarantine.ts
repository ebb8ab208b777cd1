/**
 * Why something was put aside.
 * - CROSSED: a source's bid is not below its ask (a locked one is equal).
 * - QUOTE_OUT_OF_BAND, TRADE_OUT_OF_BAND: too far from a last price that is fresh.
 * - UNKNOWN_ORDER: about an order that is not in the book.
 * - UNKNOWN_TRADE: a correction or cancel of a trade that is not kept.
 * - UNDERIVABLE: a correction where earlier trades of the session found no room: the day's figures stay as they were.
 * - PAST_DAY: of a day that is over.
 */
export type QuarantineReason =
  | 'CROSSED'
  | 'QUOTE_OUT_OF_BAND'
  | 'TRADE_OUT_OF_BAND'
  | 'UNKNOWN_ORDER'
  | 'UNKNOWN_TRADE'
  | 'UNDERIVABLE'
  | 'PAST_DAY';

/** What was put aside: enough to find it in the feed. Prices in 1/10 000 USD. */
export interface Quarantined {
  readonly reason: QuarantineReason;
  readonly source: string;
  readonly symbol: string;
  readonly sequence: number;
  readonly part: number;
  /** The price; of books the bid. */
  readonly price: number;
  /** What it was compared with: the last price, or the ask; 0 where there is none. */
  readonly reference: number;
}

/** The first of what was put aside, and how many there were by reason. */
export class Quarantine {
  readonly listed: Quarantined[] = [];
  readonly counts: Record<QuarantineReason, number> = {
    CROSSED: 0,
    QUOTE_OUT_OF_BAND: 0,
    TRADE_OUT_OF_BAND: 0,
    UNKNOWN_ORDER: 0,
    UNKNOWN_TRADE: 0,
    UNDERIVABLE: 0,
    PAST_DAY: 0,
  };
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  add(
    reason: QuarantineReason,
    source: string,
    symbol: string,
    at: { readonly sequence: number; readonly part: number },
    price: number,
    reference: number,
  ): void {
    this.counts[reason]++;
    if (this.listed.length >= this.#max) return;
    const { sequence, part } = at;
    this.listed.push({ reason, source, symbol, sequence, part, price, reference });
  }
}
