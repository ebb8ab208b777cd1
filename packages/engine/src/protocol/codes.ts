import { ENGINE_LIMITS } from '@bellwether/domain/engine-limits';

// Every code that crosses the engine's door. Numbers are part of the wire format and of snapshots: append, never renumber.

/** FIX 54 without the short-sale marks, which are a matter of the host. */
export const Side = { BUY: 0, SELL: 1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

/** FIX 40. */
export const OrderType = { MARKET: 0, LIMIT: 1, STOP: 2, STOP_LIMIT: 3 } as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

/** FIX 59. `OPG` and `CLS` take part in the opening or closing auction only. */
export const TimeInForce = {
  DAY: 0,
  GTC: 1,
  GTD: 2,
  IOC: 3,
  FOK: 4,
  OPG: 5,
  CLS: 6,
} as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

/** Self-trade prevention, chosen by the incoming order; `CANCEL_NEWEST` expires the taker, `CANCEL_OLDEST` the maker. */
export const StpMode = {
  NONE: 0,
  CANCEL_NEWEST: 1,
  CANCEL_OLDEST: 2,
  CANCEL_BOTH: 3,
  DECREMENT: 4,
} as const;
export type StpMode = (typeof StpMode)[keyof typeof StpMode];

/** Trading phase of one symbol. Only `CONTINUOUS` matches; the three `*_AUCTION` phases collect until they are uncrossed. */
export const Phase = {
  CLOSED: 0,
  PRE_OPEN: 1,
  OPENING_AUCTION: 2,
  CONTINUOUS: 3,
  CLOSING_AUCTION: 4,
  POST_CLOSE: 5,
  HALTED: 6,
  PAUSED: 7,
  MWCB_HALT: 8,
  REOPENING_AUCTION: 9,
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** Why a command was refused. A refused command changed nothing. Declared in order of precedence: the first that applies is reported. */
export const RejectReason = {
  NONE: 0,
  UNKNOWN_COMMAND: 1,
  UNKNOWN_SYMBOL: 2,
  DUPLICATE_SYMBOL: 3,
  MALFORMED: 4,
  UNKNOWN_ORDER: 5,
  INVALID_COMBINATION: 6,
  PHASE: 7,
  INVALID_QUANTITY: 8,
  INVALID_PRICE: 9,
  INVALID_STOP_PRICE: 10,
  OFF_TICK: 11,
  INVALID_DISPLAY: 12,
  INVALID_MINIMUM: 13,
  OUTSIDE_BAND: 14,
  DUPLICATE_REF: 15,
  POST_ONLY_WOULD_TAKE: 16,
  CAPACITY: 17,
  INVALID_PHASE_CHANGE: 18,
  BOOK_CROSSED: 19,
  AUCTION_COLLAR: 20,
  BOOK_NOT_EMPTY: 21,
} as const;
export type RejectReason = (typeof RejectReason)[keyof typeof RejectReason];

/** Why quantity left the book without a trade. */
export const CancelReason = {
  NONE: 0,
  /** The client asked. */
  USER: 1,
  /** Remainder of an immediate-or-cancel order. */
  IOC: 2,
  /** Fill-or-kill that could not be filled whole; no fills. */
  FOK: 3,
  /** Minimum quantity could not be had at once; no fills. */
  MINIMUM_QUANTITY: 4,
  /** Market remainder, nothing left to trade with. */
  NO_LIQUIDITY: 5,
  /** Market remainder, liquidity left only beyond its collar or the symbol's bands. */
  COLLAR: 6,
  /** Self-trade prevention. */
  STP: 7,
  /** DAY at the end of its session, GTD past its date. */
  EXPIRED: 8,
  /** Auction-only order (or queued market order) that its auction did not fill. */
  AUCTION: 9,
  /** Replaced to a total quantity not above what was already filled. */
  REPLACE: 10,
  /** Resting order priced outside new price bands. */
  BAND: 11,
  HALT: 12,
  ADMIN: 13,
  CORPORATE_ACTION: 14,
  RISK: 15,
} as const;
export type CancelReason = (typeof CancelReason)[keyof typeof CancelReason];

/** What a command slot asks for. */
export const CommandKind = {
  NEW: 1,
  CANCEL: 2,
  REPLACE: 3,
  ADD_SYMBOL: 4,
  SET_PHASE: 5,
  UNCROSS: 6,
  SET_BANDS: 7,
  EXTERNAL_QUOTE: 8,
  PRINT: 9,
  EXPIRE: 10,
  CANCEL_ALL: 11,
  RESTORE_ORDER: 12,
  RESTORE_SYMBOL: 13,
  /** Answered outside the event stream: snapshot, hash, depth, statistics. */
  REQUEST: 14,
  REMOVE_SYMBOL: 15,
} as const;
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];

/** What an event slot tells. */
export const EventKind = {
  ACCEPTED: 1,
  REJECTED: 2,
  TRADE: 3,
  RESTED: 4,
  CANCELLED: 5,
  REPLACED: 6,
  TRIGGERED: 7,
  /** Self-trade prevention took quantity off an order that lives on. */
  DECREMENTED: 8,
  /** A reserve order shows its next tranche at the back of its queue. */
  REFRESHED: 9,
  UNCROSSED: 10,
  INDICATIVE: 11,
  PHASE_CHANGED: 12,
  RESTORED: 13,
  COMPLETED: 14,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** Bits of an event's `flags`. */
export const EventFlag = {
  /** Replace kept the order's place in its queue. */
  PRIORITY_KEPT: 1,
  /** Trade of an auction: `side` and taker are nominal (the buyer). */
  AUCTION: 2,
  /** The maker is an external venue's quote: `makerRef` is the venue, `makerHandle` is 0. */
  EXTERNAL: 4,
  /** Both sides carry the same self-trade-prevention group (for surveillance). */
  SELF_TRADE: 8,
  /** The trade set the symbol's last price (round lot or auction print). */
  LAST_SALE: 16,
  /** COMPLETED of a command that another thread submitted; see `createCommandProducer`. */
  FOREIGN: 32,
} as const;

/** Largest price in ticks; the values above it are sentinels of the book. */
export const MAX_PRICE: number = ENGINE_LIMITS.priceTicks;
/** Largest quantity of one order, in shares or contracts. */
export const MAX_QUANTITY: number = ENGINE_LIMITS.quantity;
/** A reserve order shows its quantity in at most this many tranches, which bounds the events that one command can cause. */
export const MAX_TRANCHES: number = ENGINE_LIMITS.tranches;
/** External venues per symbol, numbered from 0. */
export const MAX_VENUES: number = ENGINE_LIMITS.venues;

/** The name under which a code was declared, e.g. `nameOf(RejectReason, 8)` is `'INVALID_QUANTITY'`. */
export const nameOf = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.keys(codes).find((name) => codes[name] === code) ?? `UNKNOWN(${code})`;
