import type { InstrumentId } from '../kernel/ids.ts';
import type { CheckFinding, RejectCode } from '../kernel/rejection.ts';
import { abs, BASIS, max } from '../kernel/rounding.ts';
import type { AccountRisk } from './account-risk.ts';
import { percent, usd } from './checks/check.ts';
import type { RiskContext } from './context.ts';
import { netExposure, valuationOf } from './valuation.ts';

/** A limit that an account is beyond without an order: prices moved, a split, or the limit was lowered. */
export interface PassiveBreach extends CheckFinding {
  readonly code: RejectCode;
  /** Of a limit on one instrument. */
  readonly instrumentId: InstrumentId | undefined;
}

const REMEDY = 'reduce; orders that increase it are refused until it is back within the limit';

/**
 * Limits that the account's positions are beyond, open orders aside: to be recorded, never to stop what reduces. What
 * increases a breach is refused by `assess` anyway.
 */
export function passiveBreaches(
  context: RiskContext,
  account: AccountRisk,
): readonly PassiveBreach[] {
  const { limits } = account;
  const found: PassiveBreach[] = [];
  const note = (
    code: RejectCode,
    instrumentId: InstrumentId | undefined,
    value: bigint,
    limit: bigint | undefined,
    write: (n: bigint) => string,
  ): void => {
    if (limit === undefined || value <= limit) return;
    found.push({ code, instrumentId, limit: write(limit), value: write(value), remedy: REMEDY });
  };
  const { liquidation } = valuationOf(account, context.margin, context.date);
  const equity = max(liquidation, context.margin.house.concentrationFloor);
  const share = limits.concentrationBasisPoints;
  let gross = 0n;
  for (const { instrument, quantity } of account.exposures.values()) {
    const { instrumentId } = instrument;
    const value = abs(quantity * instrument.mark * instrument.multiplier);
    gross += value;
    note('POSITION_LIMIT', instrumentId, abs(quantity), limits.maxPositionQuantity, String);
    note('POSITION_LIMIT', instrumentId, value, limits.maxPositionNotional, usd);
    note(
      'CONCENTRATION',
      instrumentId,
      (value * BASIS + equity - 1n) / equity,
      share === undefined ? undefined : BigInt(share),
      percent,
    );
  }
  note('EXPOSURE_LIMIT', undefined, gross, limits.maxGrossExposure, usd);
  note('EXPOSURE_LIMIT', undefined, abs(netExposure(account)), limits.maxNetExposure, usd);
  return found;
}
