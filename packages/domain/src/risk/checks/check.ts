import { formatDecimal, type Money } from '../../kernel/fixed-point.ts';
import { rejectFinding, type Rejection, type RejectCode } from '../../kernel/rejection.ts';
import { BASIS } from '../../kernel/rounding.ts';
import type { Assessment } from '../assessment.ts';

/** One pre-trade check: what is wrong with an order, or undefined. */
export interface Check {
  readonly run: (assessment: Assessment) => Rejection | undefined;
  /** Whether it stops orders that only reduce exposure, too: halts and wrong prices do, limits never. */
  readonly stopsReducing: boolean;
}

/** A refusal that says the limit, the value found and what would help. */
export function finding(code: RejectCode, limit: string, value: string, remedy: string): Rejection {
  return rejectFinding(code, { limit, value, remedy });
}

/** An amount with its unit. */
export function usd(amount: Money): string {
  return `${formatDecimal(amount)} USD`;
}

/** Basis points as a percentage: `10.50 %`. */
export function percent(basisPoints: bigint): string {
  return `${formatDecimal((basisPoints * BASIS) / 100n)} %`;
}
