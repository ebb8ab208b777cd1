import { OrderType, Side, StpMode, TimeInForce } from './codes.ts';

// What kind of order an order is, in the low twelve bits of its record's META and in bits 8 … 19 of its command's head:
// STP mode << 8 | time in force << 4 | type << 2 | post-only << 1 | side.

/** Time in force of a replace that leaves the order's as it is. */
export const KEEP_TIME_IN_FORCE = 15;

/** A description that names a code which does not exist. */
export const MALFORMED: number = 1 << 12;

const isCode = (code: number, last: number): boolean => code >= 0 && code <= last;

/** Packs an order's codes; MALFORMED when one of them is none. */
export const describeOrder = (
  side: Side,
  postOnly: boolean,
  type: OrderType,
  timeInForce: TimeInForce,
  stpMode: StpMode,
): number => {
  const valid =
    isCode(side, Side.SELL) &&
    isCode(type, OrderType.STOP_LIMIT) &&
    isCode(timeInForce, TimeInForce.CLS) &&
    isCode(stpMode, StpMode.DECREMENT);
  if (!valid) return MALFORMED;
  return side | (postOnly ? 2 : 0) | (type << 2) | (timeInForce << 4) | (stpMode << 8);
};

/** The part of a description that names the time in force. */
export const describeTimeInForce = (timeInForce: number): number =>
  isCode(timeInForce, KEEP_TIME_IN_FORCE) ? timeInForce << 4 : MALFORMED;

/** The part of a description that names the side. */
export const describeSide = (side: Side): number => (isCode(side, Side.SELL) ? side : MALFORMED);

export const sideOf = (description: number): Side => (description & 1) as Side;
export const isPostOnly = (description: number): boolean => (description & 2) !== 0;
export const typeOf = (description: number): OrderType => ((description >> 2) & 3) as OrderType;
export const timeInForceOf = (description: number): TimeInForce =>
  ((description >> 4) & 15) as TimeInForce;
export const stpModeOf = (description: number): StpMode => ((description >> 8) & 15) as StpMode;

/** The description with another order type. */
export const withType = (description: number, type: OrderType): number =>
  (description & ~(3 << 2)) | (type << 2);
