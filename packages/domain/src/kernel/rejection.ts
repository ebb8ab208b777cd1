/**
 * Why a well-formed command was refused. The codes are part of the public contract: they never change their meaning.
 * Those of orders stand in the order in which the rules are checked; the first that fails is the answer.
 */
export const REJECT_CODES = [
  // Accounts, instruments, sessions and alerts.
  'ACCOUNT_EXISTS',
  'INSTRUMENT_EXISTS',
  'INSTRUMENT_NOT_HALTED',
  'INVALID_INSTRUMENT_TERMS',
  'SYMBOL_IN_USE',
  'UNKNOWN_PARTITION',
  'MOVE_UNDER_WAY',
  'NOT_MOVABLE',
  'SESSION_EXISTS',
  'NO_SESSION',
  'INVALID_PHASE_CHANGE',
  'KILL_SWITCH_UNCHANGED',
  'ALERT_EXISTS',
  'UNKNOWN_ALERT',
  'ALERT_ENDED',
  // Validation of an order.
  'INVALID_ORDER_TERMS',
  'NOT_OFFERED',
  'UNKNOWN_ACCOUNT',
  'ACCOUNT_SUSPENDED',
  'UNKNOWN_INSTRUMENT',
  'NOT_PERMITTED',
  'INSTRUMENT_NOT_TRADED',
  'INSTRUMENT_HALTED',
  'PHASE_NOT_ACCEPTING',
  'QUANTITY_LIMIT',
  'INVALID_LOT',
  'INVALID_TICK',
  'PRICE_OUTSIDE_BAND',
  'UNSUPPORTED_COMBINATION',
  'DUPLICATE_CLIENT_ORDER_ID',
  'SHORT_SALE_MARKING',
  // Risk.
  'KILL_SWITCH',
  'ACCOUNT_RESTRICTED',
  'INSTRUMENT_RESTRICTED',
  'ORDER_QUANTITY_LIMIT',
  'ORDER_NOTIONAL_LIMIT',
  'PRICE_COLLAR',
  'MESSAGE_RATE',
  'DUPLICATE_ORDER',
  'LOCATE_REQUIRED',
  'SHORT_SALE_RESTRICTED',
  'INSUFFICIENT_POSITION',
  'POSITION_LIMIT',
  'EXPOSURE_LIMIT',
  'CONCENTRATION',
  'OPTION_LEVEL',
  'DAY_TRADE_LIMIT',
  'INSUFFICIENT_FUNDS',
  'INSUFFICIENT_MARGIN',
  'LOSS_LIMIT',
  'OPEN_ORDER_LIMIT',
  // Changes of a live order.
  'UNKNOWN_ORDER',
  'ORDER_ALREADY_TERMINAL',
  'CHANGE_PENDING',
  'STALE_CLIENT_ORDER_ID',
  'NOT_CHANGEABLE',
  'NOTHING_TO_CHANGE',
  'QUANTITY_ALREADY_EXECUTED',
  // The venue.
  'POST_ONLY_WOULD_TAKE',
  'ENGINE_REFUSED',
] as const;

export type RejectCode = (typeof REJECT_CODES)[number];

/** What a check looked at, in words with units. */
export interface CheckFinding {
  /** The bound that the check holds. */
  readonly limit: string;
  /** What it found, with the order included. */
  readonly value: string;
  /** What would help. */
  readonly remedy: string;
}

/** A refusal by the rules: the check by its code, what was found, and in words what would help. */
export interface Rejection extends Partial<CheckFinding> {
  readonly code: RejectCode;
  readonly message: string;
}

export function reject(code: RejectCode, message: string, finding?: CheckFinding): Rejection {
  return finding === undefined ? { code, message } : { code, message, ...finding };
}

/** A refusal whose words follow from what the check found. */
export function rejectFinding(code: RejectCode, finding: CheckFinding): Rejection {
  return {
    code,
    message: `${finding.value}, the limit is ${finding.limit}; ${finding.remedy}`,
    ...finding,
  };
}
