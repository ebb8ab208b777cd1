import type { RejectCode, Rejection } from '../kernel/rejection.ts';
import { reject } from '../kernel/rejection.ts';
import type { REJECT_STAGES } from '../orders/facts.ts';

/** An order that failed, and at which check. */
export interface RefusedOrder {
  readonly ok: false;
  readonly stage: (typeof REJECT_STAGES)[number];
  readonly rejection: Rejection;
}

/** An order that cannot be placed at all, whatever the account could pay. */
export function invalid(code: RejectCode, message: string): RefusedOrder {
  return { ok: false, stage: 'VALIDATION', rejection: reject(code, message) };
}

/** An order that the account must not place. */
export function risky(rejection: Rejection): RefusedOrder {
  return { ok: false, stage: 'RISK', rejection };
}
