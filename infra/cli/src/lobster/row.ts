/** A price level of the displayed book: price in 1/10 000 USD, size in shares. */
export interface Level {
  readonly price: number;
  readonly size: number;
}

/** What happened (LOBSTER event types). */
export const EventType = {
  NEW: 1,
  PARTIAL_CANCEL: 2,
  DELETE: 3,
  EXECUTION: 4,
  HIDDEN_EXECUTION: 5,
  CROSS: 6,
  HALT: 7,
} as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

/** One message of a LOBSTER day and the displayed book after it. */
export interface LobsterRow {
  /** Row number from 0. */
  readonly index: number;
  /** Seconds after midnight as the file writes them; rows with the same text are one event of the exchange. */
  readonly time: string;
  readonly type: EventType;
  readonly orderId: number;
  readonly size: number;
  /** 1/10 000 USD. */
  readonly price: number;
  /** Side of the resting order, also of an execution. */
  readonly side: 'BUY' | 'SELL';
  /** Best first. */
  readonly asks: readonly Level[];
  readonly bids: readonly Level[];
}

/** The file is not what LOBSTER publishes. The message names the entry and the row. */
export class MalformedLobsterError extends Error {
  override readonly name = 'MalformedLobsterError';
  readonly code = 'MALFORMED_LOBSTER';
}
