import { Phase, TimeInForce } from '../protocol/codes.ts';

/** Phases whose orders can be uncrossed. */
export const isUncrossable = (phase: Phase): boolean =>
  phase === Phase.PRE_OPEN ||
  phase === Phase.OPENING_AUCTION ||
  phase === Phase.CLOSING_AUCTION ||
  phase === Phase.REOPENING_AUCTION;

/** Whether the phase leads to the auction that the order waits for. A queued market order takes part in any. */
export const takesPart = (phase: Phase, timeInForce: TimeInForce): boolean => {
  if (timeInForce === TimeInForce.CLS) return phase === Phase.CLOSING_AUCTION;
  if (timeInForce === TimeInForce.OPG) {
    return phase === Phase.PRE_OPEN || phase === Phase.OPENING_AUCTION;
  }
  return true;
};
