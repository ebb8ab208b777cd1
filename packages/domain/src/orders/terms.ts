// The words in which orders are described, with their FIX numbers. The order of each list is part of the journal.

/** FIX 54: 1, 2, 5, 6. A short sale says so when it is entered (Reg SHO Rule 200(g)). */
export const SIDES = ['BUY', 'SELL', 'SELL_SHORT', 'SELL_SHORT_EXEMPT'] as const;
export type Side = (typeof SIDES)[number];

/** The two sides of a book. */
export const BOOK_SIDES = ['BUY', 'SELL'] as const;
export type BookSide = (typeof BOOK_SIDES)[number];

/** FIX 40: 1, 2, 3, 4. */
export const ORDER_TYPES = ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/**
 * FIX 59: 1, 3, 4, 0, 6, 2, 7. GTC rests until it is cancelled; IOC never rests; FOK is all or nothing; DAY ends with
 * the session, GTD with its day; OPG and CLS take part in the opening or closing auction only.
 */
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK', 'DAY', 'GTD', 'OPG', 'CLS'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** FIX 2964 SelfMatchPreventionInstruction, chosen by the incoming order. */
export const SELF_TRADE_MODES = [
  'NONE',
  'CANCEL_NEWEST',
  'CANCEL_OLDEST',
  'CANCEL_BOTH',
  'DECREMENT',
] as const;
export type SelfTradeMode = (typeof SELF_TRADE_MODES)[number];

/** FIX 528 OrderCapacity: A, P, R. */
export const CAPACITIES = ['AGENCY', 'PRINCIPAL', 'RISKLESS_PRINCIPAL'] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** FIX 77: O, C. */
export const POSITION_EFFECTS = ['OPEN', 'CLOSE'] as const;
export type PositionEffect = (typeof POSITION_EFFECTS)[number];

/** FIX 851 LastLiquidityInd: 1, 2, 4, 3. */
export const LIQUIDITY = ['MAKER', 'TAKER', 'AUCTION', 'ROUTED'] as const;
export type Liquidity = (typeof LIQUIDITY)[number];

/** Trading phases of an instrument (FIX 625 TradingSessionSubID, 326 SecurityTradingStatus). */
export const PHASES = [
  'CLOSED',
  'PRE_OPEN',
  'OPENING_AUCTION',
  'CONTINUOUS',
  'CLOSING_AUCTION',
  'POST_CLOSE',
  'HALTED',
  'PAUSED',
  'MWCB_HALT',
  'REOPENING_AUCTION',
] as const;
export type Phase = (typeof PHASES)[number];

export function bookSideOf(side: Side): BookSide {
  return side === 'BUY' ? 'BUY' : 'SELL';
}

export function isShortSale(side: Side): boolean {
  return side === 'SELL_SHORT' || side === 'SELL_SHORT_EXEMPT';
}

export function isStop(type: OrderType): boolean {
  return type === 'STOP' || type === 'STOP_LIMIT';
}

/** Whether the client names a limit; other types trade under a collar of ours. */
export function hasLimit(type: OrderType): boolean {
  return type === 'LIMIT' || type === 'STOP_LIMIT';
}

/** DAY, GTC or GTD: may stay in the book. */
export function mayRest(timeInForce: TimeInForce): boolean {
  return timeInForce === 'DAY' || timeInForce === 'GTC' || timeInForce === 'GTD';
}
