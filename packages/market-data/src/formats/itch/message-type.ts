/** Bytes of the types that updates stand for. */
export const MessageType = {
  /** S: System event. */
  SYSTEM: 0x53,
  /** R: Stock directory. */
  DIRECTORY: 0x52,
  /** H: Trading action. */
  HALT: 0x48,
  /** h: Operational halt. */
  OPERATIONAL_HALT: 0x68,
  /** W: A level of the market-wide circuit breaker is breached. */
  BREAKER: 0x57,
  /** J: LULD auction collar. */
  COLLAR: 0x4a,
  /** A: Add order. */
  ADD: 0x41,
  /** F: Add order with its attribution. */
  ADD_ATTRIBUTED: 0x46,
  /** E: Order executed. */
  EXECUTE: 0x45,
  /** C: Order executed with a price. */
  EXECUTE_AT: 0x43,
  /** X: Order cancelled in part. */
  CANCEL: 0x58,
  /** D: Order deleted. */
  DELETE: 0x44,
  /** U: Order replaced. */
  REPLACE: 0x55,
  /** P: Trade against an order that was not displayed. */
  TRADE: 0x50,
  /** Q: Cross trade. */
  CROSS: 0x51,
  /** B: Broken trade. */
  BROKEN: 0x42,
} as const;

/** Bytes of each message of TotalView-ITCH 5.0, by its type's letter. */
const LENGTHS: Readonly<Record<string, number>> = {
  S: 12,
  R: 39,
  H: 25,
  Y: 20,
  L: 26,
  V: 35,
  W: 12,
  K: 28,
  J: 35,
  h: 21,
  A: 36,
  F: 40,
  E: 31,
  C: 36,
  X: 23,
  D: 19,
  U: 35,
  P: 44,
  Q: 40,
  B: 19,
  I: 50,
  N: 20,
  O: 48,
};

/** The same by the type's byte; 0 for bytes that are no type. */
export const MESSAGE_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, type) =>
  type === 0 ? 0 : (LENGTHS[String.fromCharCode(type)] ?? 0),
);
