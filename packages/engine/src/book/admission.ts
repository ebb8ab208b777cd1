import { OrderType, Phase, RejectReason, TimeInForce } from '../protocol/codes.ts';

const PHASES = Object.values(Phase);
const TYPES = Object.values(OrderType);
const TIMES_IN_FORCE = Object.values(TimeInForce);

const isSessionEnd = (phase: Phase): boolean =>
  phase === Phase.CLOSED || phase === Phase.POST_CLOSE;

const isStop = (type: OrderType): boolean =>
  type === OrderType.STOP || type === OrderType.STOP_LIMIT;

/** DAY, GTC or GTD: may stay in the book. */
export const canRest = (timeInForce: TimeInForce): boolean => timeInForce <= TimeInForce.GTD;

export const isAuctionOnly = (timeInForce: TimeInForce): boolean =>
  timeInForce === TimeInForce.OPG || timeInForce === TimeInForce.CLS;

/** Which types go with which times in force: a dormant order cannot be immediate, a market order does not outlive its day. */
const combines = (type: OrderType, timeInForce: TimeInForce): boolean => {
  if (isStop(type)) return canRest(timeInForce);
  if (type === OrderType.MARKET) {
    return timeInForce !== TimeInForce.GTC && timeInForce !== TimeInForce.GTD;
  }
  return true;
};

/** Which orders a phase takes. */
const accepts = (phase: Phase, timeInForce: TimeInForce): boolean => {
  if (isSessionEnd(phase)) {
    return timeInForce === TimeInForce.GTC || timeInForce === TimeInForce.GTD;
  }
  if (timeInForce === TimeInForce.OPG) {
    return phase === Phase.PRE_OPEN || phase === Phase.OPENING_AUCTION;
  }
  if (timeInForce === TimeInForce.IOC || timeInForce === TimeInForce.FOK) {
    return phase === Phase.CONTINUOUS;
  }
  return true;
};

/** By phase << 6 | time in force << 2 | type: the two fields as they stand side by side in a description. */
const table: Uint8Array = new Uint8Array(PHASES.length << 6);
for (const phase of PHASES) {
  for (const type of TYPES) {
    for (const timeInForce of TIMES_IN_FORCE) {
      let reason: RejectReason = RejectReason.NONE;
      if (!combines(type, timeInForce)) reason = RejectReason.INVALID_COMBINATION;
      else if (!accepts(phase, timeInForce)) reason = RejectReason.PHASE;
      table[(phase << 6) | (timeInForce << 2) | type] = reason;
    }
  }
}

/** The verdict on an order's type and time in force in a phase. The description is a valid one. */
export const admission = (phase: Phase, description: number): RejectReason =>
  table[(phase << 6) | ((description >> 2) & 63)]! as RejectReason;
