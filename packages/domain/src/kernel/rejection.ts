/**
 * Why a well-formed command was refused. The codes are part of the public contract: they never change their meaning.
 * They stand in the order in which the rules are checked; the first that fails is the answer (FIX 103 OrdRejReason,
 * FIX 102 CxlRejReason).
 */
export const REJECT_CODES = [
  'UNKNOWN_ACCOUNT',
  'ACCOUNT_EXISTS',
  'UNKNOWN_INSTRUMENT',
  'INSTRUMENT_EXISTS',
  'INSTRUMENT_HALTED',
  'INSTRUMENT_NOT_HALTED',
  'INVALID_ORDER_TERMS',
  'QUANTITY_LIMIT',
  'INVALID_TICK',
  'INSUFFICIENT_FUNDS',
  'INSUFFICIENT_POSITION',
  'UNKNOWN_ORDER',
  'ORDER_ALREADY_TERMINAL',
  'NOTHING_TO_CHANGE',
  'QUANTITY_ALREADY_EXECUTED',
  'ENGINE_REFUSED',
] as const;

export type RejectCode = (typeof REJECT_CODES)[number];

/** A refusal by the rules: what was checked, what was found, and in words what would help. */
export interface Rejection {
  readonly code: RejectCode;
  readonly message: string;
}

export function reject(code: RejectCode, message: string): Rejection {
  return { code, message };
}
