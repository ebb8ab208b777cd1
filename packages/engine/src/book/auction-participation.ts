import { Phase, TimeInForce } from '../protocol/codes.ts';

/** Phases whose orders can be uncrossed. */
export const isUncrossable = (phase: Phase): boolean =>
  phase === Phase.PRE_OPEN ||
  phase === Phase.OPENING_AUCTION ||
  phase === Phase.CLOSING_AUCTION ||
  phase === Phase.REOPENING_AUCTION;

/**
 * Whether an order of that time in force takes part in the auction that the phase leads to. CLS waits for the closing
 * auction; OPG, like a queued market order, takes the first auction there is, which after a halted opening is the reopening.
 */
export const takesPart = (phase: Phase, timeInForce: TimeInForce): boolean =>
  timeInForce !== TimeInForce.CLS || phase === Phase.CLOSING_AUCTION;
