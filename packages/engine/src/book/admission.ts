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

const index = (phase: number, type: number, timeInForce: number): number =>
  (phase << 5) | (type << 3) | timeInForce;

const table: Uint8Array = new Uint8Array(PHASES.length << 5).fill(RejectReason.MALFORMED);
for (const phase of PHASES) {
  for (const type of TYPES) {
    for (const timeInForce of TIMES_IN_FORCE) {
      let reason: RejectReason = RejectReason.NONE;
      if (!combines(type, timeInForce)) reason = RejectReason.INVALID_COMBINATION;
      else if (!accepts(phase, timeInForce)) reason = RejectReason.PHASE;
      table[index(phase, type, timeInForce)] = reason;
    }
  }
}

/** The verdict on an order's type and time in force in a phase, from a table; codes out of their range are MALFORMED. */
export const admission = (phase: Phase, type: number, timeInForce: number): RejectReason =>
  type > OrderType.STOP_LIMIT || timeInForce > TimeInForce.CLS
    ? RejectReason.MALFORMED
    : (table[index(phase, type, timeInForce)]! as RejectReason);
