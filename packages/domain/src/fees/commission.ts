import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { ceilDiv, ceilToCent, max, min, shareUp } from '../kernel/rounding.ts';

/**
 * What the house takes for an order: `perOrder + perUnit × quantity`, at least `minimum`, at most a share of the
 * principal. All of it counts for one order on one day, however many executions it takes.
 */
export interface CommissionSchedule {
  /** 1/10 000 USD. */
  readonly perOrder: Money;
  /** Micro-USD per share or contract. */
  readonly perUnit: bigint;
  /** 1/10 000 USD. */
  readonly minimum: Money;
  /** Basis points of the principal; absent: no maximum. */
  readonly maximumShare?: bigint;
}

export const NO_COMMISSION: CommissionSchedule = { perOrder: 0n, perUnit: 0n, minimum: 0n };

const MICRO_USD_PER_UNIT = 100n;

/** Micro-USD as 1/10 000 USD, rounded up. */
export function fromMicroUsd(microUsd: bigint): Money {
  return ceilDiv(microUsd, MICRO_USD_PER_UNIT);
}

/**
 * Commission of an order of which `quantity` is executed for `principal`, in whole cents (up). It never falls as an
 * order executes further, so what an execution costs is the difference that it makes.
 */
export function commissionOf(
  schedule: CommissionSchedule,
  quantity: Quantity,
  principal: Money,
): Money {
  if (quantity === 0n) return 0n;
  const plain = max(
    schedule.minimum,
    schedule.perOrder + fromMicroUsd(schedule.perUnit * quantity),
  );
  const capped =
    schedule.maximumShare === undefined
      ? plain
      : min(plain, shareUp(principal, schedule.maximumShare));
  return ceilToCent(capped);
}
