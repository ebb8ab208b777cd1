import type { CancelReason, OrderType, Phase, Side, StpMode, TimeInForce } from './codes.ts';

// Prices are int32 ticks (1 … MAX_PRICE), quantities int32 shares or contracts (1 … MAX_QUANTITY). Every command carries
// a `token`: any int32 of the host's choice, echoed in each event that the command causes.

interface Addressed {
  readonly token: number;
  /** Symbol index, 0 … `symbolCapacity` − 1. */
  readonly symbol: number;
}

/** Terms that a live order is described by, whether new or restored. */
interface OrderTerms extends Addressed {
  /** The host's name for the order, any int32; no two live orders of an engine share one. */
  readonly ref: number;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Limit price. For MARKET and STOP an optional collar, beyond which the remainder is cancelled; 0 or absent: none. */
  readonly price?: number;
  /** STOP and STOP_LIMIT: the last-sale price that triggers the order. */
  readonly stopPrice?: number;
  /** Reserve order: the most that the book shows at a time, at least a MAX_TRANCHES-th of the quantity. 0 or absent: everything. */
  readonly displayQuantity?: number;
  readonly stpMode?: StpMode;
  /** Orders of one group do not trade with each other. 0 or absent: no group. */
  readonly stpGroup?: number;
  /** GTD: last value of the host's expiry scale (for example days since 1970) on which the order lives. */
  readonly expiry?: number;
  /** Refuse the order if it would take liquidity on arrival. */
  readonly postOnly?: boolean;
}

export interface NewOrder extends OrderTerms {
  readonly quantity: number;
  /** Least quantity to fill on arrival, else the order is cancelled without fills; a remainder then follows its time in force. */
  readonly minimumQuantity?: number;
}

export interface CancelOrder extends Addressed {
  readonly ref: number;
  /** Engine-issued handle; 0 or absent: look the order up by `ref` (slower). */
  readonly handle?: number;
  /** Reported in the CANCELLED event; default USER. */
  readonly reason?: CancelReason;
}

export interface ReplaceOrder extends Addressed {
  readonly ref: number;
  readonly handle?: number;
  /** New total quantity, filled quantity included. Not above the filled quantity: the remainder is cancelled. */
  readonly quantity: number;
  /** Absent or 0 keeps the old value; likewise `stopPrice`. */
  readonly price?: number;
  readonly stopPrice?: number;
  /** Absent keeps the old value; 0 shows everything. */
  readonly displayQuantity?: number;
  /** DAY, GTC or GTD; absent keeps time in force and expiry. */
  readonly timeInForce?: TimeInForce;
  readonly expiry?: number;
}

export interface AddSymbol extends Addressed {
  /** Ticks that the book holds in direct-index form on each side; a power of two, 1,024 … 32,768. Prices outside are handled on a slower path. */
  readonly windowTicks: number;
  /** A trade sets the last price and triggers stops from this quantity on; default 1. */
  readonly roundLot?: number;
  /** Prices must be a multiple of this many ticks; default 1. */
  readonly priceIncrement?: number;
}

/** Forgets a symbol whose book is empty; its number may be added again. */
export type RemoveSymbol = Addressed;

export interface SetPhase extends Addressed {
  readonly phase: Phase;
}

export interface Uncross extends Addressed {
  /** The tie-break "closest to" price; 0: none. */
  readonly referencePrice: number;
  /** Phase after the auction: CONTINUOUS, POST_CLOSE or CLOSED. */
  readonly nextPhase: Phase;
  /** Auction price limits; outside them the auction is refused with AUCTION_COLLAR. 0: none. */
  readonly lowerCollar?: number;
  readonly upperCollar?: number;
  /** Only report price, volume and imbalance as an INDICATIVE event; changes nothing. */
  readonly indicative?: boolean;
}

export interface SetBands extends Addressed {
  /** Lowest and highest price at which a trade may happen in continuous trading; 0: none. */
  readonly lower: number;
  readonly upper: number;
}

export interface ExternalQuote extends Addressed {
  /** 0 … MAX_VENUES − 1; also the tie-break among venues at one price. */
  readonly venue: number;
  readonly side: Side;
  /** 0 withdraws the quote. */
  readonly quantity: number;
  readonly price: number;
}

export interface Print extends Addressed {
  /** Eligible last sale reported from outside; 0 forgets the last price (new session). */
  readonly price: number;
}

export interface Expire extends Addressed {
  /** End DAY (and leftover auction-only) orders. */
  readonly day: boolean;
  /** End GTD orders whose `expiry` is not above this. */
  readonly through: number;
}

export interface CancelAll extends Addressed {
  /** Only orders of this self-trade-prevention group; 0: all orders. */
  readonly stpGroup: number;
  readonly reason: CancelReason;
}

export interface RestoreOrder extends OrderTerms {
  /** Total quantity, filled quantity included. */
  readonly quantity: number;
  /** Quantity still open. */
  readonly openQuantity: number;
  /** Part of `openQuantity` shown in the book; absent: all of it, or one display quantity. */
  readonly shownQuantity?: number;
  /** From the order's latest ACCEPTED, REPLACED, TRIGGERED or REFRESHED event. */
  readonly entrySequence: number;
  /** A STOP or STOP_LIMIT whose TRIGGERED event has been seen: restored as the limit order that it became. */
  readonly triggered?: boolean;
}

export interface RestoreSymbol extends Addressed {
  readonly phase: Phase;
  /** 0: none. */
  readonly lastPrice: number;
  /** Highest entry sequence ever issued for the symbol. */
  readonly entrySequence: number;
  /** Highest trade sequence ever issued for the symbol. */
  readonly tradeSequence: number;
  readonly lowerBand?: number;
  readonly upperBand?: number;
}
