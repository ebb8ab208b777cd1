import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { ceilDiv, ceilToCent, max, min, shareUp } from '../kernel/rounding.ts';
import type { CommissionSchedule } from '../accounts/commissions.ts';

/** Micro-USD in 1/10 000 USD. */
export const MICRO_USD_PER_UNIT = 100n;

/** Micro-USD as 1/10 000 USD, rounded up. */
export function fromMicroUsd(microUsd: bigint): Money {
  return ceilDiv(microUsd, MICRO_USD_PER_UNIT);
}

/**
 * Commission of an order of which `quantity` is executed for `notional` (1/10 000 USD), in whole cents (up). It never falls
 * as an order executes further, so what an execution costs is the difference that it makes.
 */
export function commissionOf(
  schedule: CommissionSchedule,
  quantity: Quantity,
  notional: Money,
): Money {
  if (quantity === 0n) return 0n;
  const { perOrder, perUnit, minimum, maximumBasisPoints } = schedule;
  const plain = max(minimum, perOrder + fromMicroUsd(perUnit * quantity));
  const capped =
    maximumBasisPoints === undefined
      ? plain
      : min(plain, shareUp(notional, BigInt(maximumBasisPoints)));
  return ceilToCent(capped);
}
