// NASDAQ TotalView-ITCH 5.0: the messages that tell what happens to displayed orders, and trades.

interface Stamped {
  /** Nanoseconds after midnight, New York. */
  readonly time: number;
  /** The day's number of the stock. */
  readonly locate: number;
}

interface AboutOrder extends Stamped {
  /** Order reference number, unique for the day. */
  readonly ref: number;
}

export type ItchMessage =
  | (AboutOrder & {
      /** Add order without and with attribution. */
      readonly type: 'A' | 'F';
      readonly side: 'B' | 'S';
      readonly shares: number;
      readonly stock: string;
      /** Dollars times 10⁴. */
      readonly price: number;
    })
  /** Executed at its own price. */
  | (AboutOrder & { readonly type: 'E'; readonly shares: number; readonly match: number })
  /** Executed at another price. */
  | (AboutOrder & {
      readonly type: 'C';
      readonly shares: number;
      readonly match: number;
      readonly price: number;
    })
  /** Partly cancelled. */
  | (AboutOrder & { readonly type: 'X'; readonly shares: number })
  /** Deleted. */
  | (AboutOrder & { readonly type: 'D' })
  /** Replaced by a new order of the same side, at the back of its queue. */
  | (AboutOrder & {
      readonly type: 'U';
      readonly newRef: number;
      readonly shares: number;
      readonly price: number;
    })
  /** Trade of an order that was not displayed. */
  | (AboutOrder & {
      readonly type: 'P';
      readonly side: 'B' | 'S';
      readonly shares: number;
      readonly stock: string;
      readonly price: number;
      readonly match: number;
    })
  /** Volume and price of an auction. */
  | (Stamped & {
      readonly type: 'Q';
      readonly shares: number;
      readonly stock: string;
      readonly price: number;
      readonly match: number;
    });

/** The bytes or a line are not what the specification says. */
export class ItchFormatError extends Error {
  override readonly name = 'ItchFormatError';
  readonly code = 'ITCH_FORMAT';
}
