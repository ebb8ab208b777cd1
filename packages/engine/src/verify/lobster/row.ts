/** Column 2 of a LOBSTER message file. */
export const LobsterType = {
  NEW: 1,
  /** Part of an order is cancelled; it keeps its place. */
  PARTIAL_CANCEL: 2,
  DELETE: 3,
  EXECUTION: 4,
  HIDDEN_EXECUTION: 5,
  CROSS: 6,
  HALT: 7,
} as const;
export type LobsterType = (typeof LobsterType)[keyof typeof LobsterType];

export interface LobsterMessage {
  /** Nanoseconds after midnight, New York. */
  readonly time: number;
  readonly type: LobsterType;
  /** Of a cross −1 to −4: which one it is. */
  readonly orderId: number;
  /** Shares. */
  readonly size: number;
  /** Dollars times 10⁴; for halts −1, 0 or 1. */
  readonly price: number;
  /** Side of the resting order, also for executions: 1 buy, −1 sell. */
  readonly direction: 1 | -1;
}

export interface LobsterLevel {
  /** Dollars times 10⁴. */
  readonly price: number;
  readonly size: number;
}

/** One message and the order book right after it, best levels first; levels that do not exist are left out. */
export interface LobsterRow {
  /** From 0. */
  readonly index: number;
  readonly message: LobsterMessage;
  readonly asks: readonly LobsterLevel[];
  readonly bids: readonly LobsterLevel[];
  /** Levels of a side that the file has room for: where a side has fewer, nothing is beyond them. */
  readonly depth: number;
}

/** The zip or a line in it is not what LOBSTER publishes. */
export class LobsterFormatError extends Error {
  override readonly name = 'LobsterFormatError';
  readonly code = 'LOBSTER_FORMAT';
}
