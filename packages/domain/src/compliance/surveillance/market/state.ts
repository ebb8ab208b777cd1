import type { OptionTerms } from '../../../instruments/terms.ts';
import type { BookSide, Phase } from '../../../orders/terms.ts';
import type { Instant } from '../../../time/new-york.ts';
import type { AccountKind } from '../commands.ts';
import { keyed, type Keyed } from '../keyed.ts';

// Plain data throughout: the state is written to a snapshot as it is.

/** A place in the log. */
export interface Place {
  readonly position: bigint;
  readonly index: number;
}

/** A price of a book, and what is shown at it. */
export interface Level {
  readonly price: bigint;
  shown: bigint;
}

/** What there was to see as an order came in: the book without it. */
export interface BookView {
  /** Best prices; undefined: nobody buys, or sells. */
  readonly bid: bigint | undefined;
  readonly ask: bigint | undefined;
  /** Shown at the five best prices of the order’s own side, and of the other one. */
  readonly ownDepth: bigint;
  readonly otherDepth: bigint;
  /** Median of what is shown at the five best prices of both sides. */
  readonly medianShown: bigint;
  readonly phase: Phase;
}

/** An order as surveillance follows it, from its acceptance to its end. */
export interface SeenOrder {
  readonly orderId: string;
  readonly accountId: string;
  readonly instrumentId: string;
  readonly owner: string;
  readonly kind: AccountKind;
  /** For the house’s own account, or that of one of its people. */
  readonly isOwnBook: boolean;
  readonly side: BookSide;
  /** Whether the client named a limit: the price of another order is a collar of ours. */
  readonly hasLimit: boolean;
  /** Whether it may stand in the book. */
  readonly rests: boolean;
  readonly displayQuantity: bigint | undefined;
  price: bigint;
  quantity: bigint;
  leaves: bigint;
  /** Part of it that the book shows. */
  shown: bigint;
  executed: bigint;
  enteredAt: Instant;
  readonly place: Place;
  readonly view: BookView;
}

export interface SeenInstrument {
  readonly instrumentId: string;
  readonly tick: bigint;
  readonly multiplier: bigint;
  readonly option: OptionTerms | undefined;
  /** Options on it. */
  readonly series: string[];
  phase: Phase;
  /** Best first. */
  readonly bids: Level[];
  readonly asks: Level[];
  lastSale: bigint;
  /** Bounds of prices; 0: none. */
  lowerBand: bigint;
  upperBand: bigint;
  /** Open orders by owner. */
  readonly owned: Map<string, Map<string, SeenOrder>>;
  readonly tape: MinuteOfTape[];
}

/** A minute of an instrument’s trades. */
export interface MinuteOfTape {
  readonly minute: bigint;
  readonly firstPrice: bigint;
  lastPrice: bigint;
  volume: bigint;
  /** Σ price × quantity. */
  value: bigint;
  readonly owners: Map<string, OwnerMinute>;
}

/** What an owner traded in a minute. */
export interface OwnerMinute {
  bought: bigint;
  sold: bigint;
  /** Of it as the side that came in and took what stood there. */
  tookBuying: bigint;
  tookSelling: bigint;
  executions: bigint;
  readonly first: Place;
}

/** What an owner did with the book of an instrument in a second, by side. */
export interface ActivitySecond {
  readonly second: bigint;
  readonly entered: Record<BookSide, bigint>;
  readonly executed: Record<BookSide, bigint>;
}

/** Whose an account is. */
export interface AccountOwner {
  readonly owner: string;
  readonly kind: AccountKind;
}

export interface MarketState {
  readonly instruments: Map<string, SeenInstrument>;
  readonly orders: Map<string, SeenOrder>;
  readonly accounts: Map<string, AccountOwner>;
  /** What owners have, by owner and instrument. */
  readonly positions: Map<string, Map<string, bigint>>;
  /** By owner and instrument. */
  readonly activity: Keyed<ActivitySecond[]>;
  /** The order whose command is being told: what it leaves is shown when the command is over. */
  arriving: string | undefined;
}

export function emptyMarket(): MarketState {
  return {
    instruments: new Map(),
    orders: new Map(),
    accounts: new Map(),
    positions: new Map(),
    activity: keyed(),
    arriving: undefined,
  };
}
