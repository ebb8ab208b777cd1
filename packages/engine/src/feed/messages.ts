import type { Side } from '../protocol/codes.ts';

/** Market by order: what happened to one displayed order. Quantities are what the book shows. */
export type OrderDelta =
  /** A new order at the back of its queue. `id` is the engine's handle. */
  | {
      readonly change: 'add';
      readonly id: number;
      readonly side: Side;
      readonly price: number;
      readonly quantity: number;
    }
  /** Another quantity, the same place. */
  | { readonly change: 'modify'; readonly id: number; readonly quantity: number }
  | { readonly change: 'remove'; readonly id: number };

/** Market by price: a level as it now is; quantity and orders 0: it is gone. */
export interface LevelDelta {
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

export interface TradeTick {
  readonly price: number;
  readonly quantity: number;
  /** Side of the taker; nominal in an auction. */
  readonly side: Side;
  readonly auction: boolean;
  /** Trade sequence of the symbol. */
  readonly sequence: number;
}

/** Everything that one command changed in one symbol's displayed book. Sequences of a symbol run without gaps. */
export interface FeedUpdate {
  readonly kind: 'update';
  readonly symbol: number;
  readonly sequence: number;
  readonly orders: readonly OrderDelta[];
  readonly levels: readonly LevelDelta[];
  readonly trades: readonly TradeTick[];
  /** Checksum over the top of the book after the update; see `bookChecksum`. */
  readonly checksum: number;
}

/** Several updates in one for a reader that fell behind: the changed levels as they now are. Trades in between are dropped. */
export interface ConflatedUpdate {
  readonly kind: 'conflated';
  readonly symbol: number;
  /** Stands for all updates up to this one. */
  readonly sequence: number;
  readonly levels: readonly LevelDelta[];
  readonly checksum: number;
}

export interface SnapshotOrder {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
}

/** The displayed book of one symbol after the update of that sequence, in priority order. */
export interface FeedSnapshot {
  readonly kind: 'snapshot';
  readonly symbol: number;
  readonly sequence: number;
  readonly bids: readonly SnapshotOrder[];
  readonly asks: readonly SnapshotOrder[];
  readonly checksum: number;
}

export type FeedMessage = FeedUpdate | ConflatedUpdate | FeedSnapshot;
