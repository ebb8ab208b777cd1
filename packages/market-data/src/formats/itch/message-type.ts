import { ITCH_LENGTHS } from '@bellwether/engine/verify';

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

/** Bytes of each message by its type's byte; 0 for bytes that are no type. */
export const MESSAGE_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, type) =>
  type === 0 ? 0 : (ITCH_LENGTHS[String.fromCharCode(type)] ?? 0),
);
