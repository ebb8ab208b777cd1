import type { Money } from '../../kernel/fixed-point.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { abs, BASIS, max, positive } from '../../kernel/rounding.ts';
import { valued, type Assessment } from '../assessment.ts';
import { grossExposure, netExposure, worstValue } from '../valuation.ts';
import { finding, percent, usd } from './check.ts';

/** The position if all open orders of this side and this one execute, and none of the other side. */
function worstPosition({ side, position, openQuantity, order }: Assessment): bigint {
  return side === 'BUY'
    ? position + openQuantity + order.quantity
    : openQuantity + order.quantity - position;
}

/** Its value, with what is held at the mark and what is ordered at its limits. */
function valueWithOrder({ side, positionValue, openNotional, notional }: Assessment): Money {
  return side === 'BUY'
    ? positionValue + openNotional + notional
    : openNotional + notional - positionValue;
}

export function checkPosition(a: Assessment): Rejection | undefined {
  const { maxPositionQuantity, maxPositionNotional } = a.account.limits;
  const quantity = worstPosition(a);
  if (maxPositionQuantity !== undefined && quantity > maxPositionQuantity)
    return finding(
      'POSITION_LIMIT',
      `${maxPositionQuantity} of ${a.instrument.instrumentId}, long or short`,
      `with all open orders it may become ${quantity}`,
      'order less or cancel open orders',
    );
  const value = valueWithOrder(a);
  if (maxPositionNotional !== undefined && value > maxPositionNotional)
    return finding(
      'POSITION_LIMIT',
      `${usd(maxPositionNotional)} in ${a.instrument.instrumentId}, long or short`,
      `with all open orders it may become ${usd(value)}`,
      'order less or cancel open orders',
    );
  return undefined;
}

/** Worst case of a whole portfolio: of each instrument the larger side. */
export function checkExposure(a: Assessment): Rejection | undefined {
  const { account, instrument, replaced } = a;
  const { maxGrossExposure, maxNetExposure } = account.limits;
  if (maxGrossExposure !== undefined) {
    const exposure = account.exposures.get(instrument.instrumentId);
    const known = exposure === undefined ? 0n : worstValue(exposure);
    const gross = grossExposure(account) - known + max(known, abs(valueWithOrder(a)));
    if (gross > maxGrossExposure)
      return finding(
        'EXPOSURE_LIMIT',
        `${usd(maxGrossExposure)} gross`,
        `with all open orders it may become ${usd(gross)}`,
        'order less, cancel open orders or close positions',
      );
  }
  if (maxNetExposure === undefined) return undefined;
  const gone =
    replaced === undefined ? 0n : replaced.leaves * replaced.limitPrice * instrument.multiplier;
  const net =
    a.side === 'BUY'
      ? netExposure(account) + account.openBuys - gone + a.notional
      : account.openSells - gone + a.notional - netExposure(account);
  return net > maxNetExposure
    ? finding(
        'EXPOSURE_LIMIT',
        `${usd(maxNetExposure)} net ${a.side === 'BUY' ? 'long' : 'short'}`,
        `with all open orders it may become ${usd(net)}`,
        'order less, cancel open orders or close positions',
      )
    : undefined;
}

/** One instrument's share of the account's equity; equity below the floor counts as the floor. */
export function checkConcentration(a: Assessment): Rejection | undefined {
  const { account, context } = a;
  const { concentrationBasisPoints } = account.limits;
  if (concentrationBasisPoints === undefined) return undefined;
  const equity = max(valued(a).liquidation, context.margin.house.concentrationFloor);
  const value = positive(valueWithOrder(a));
  return value * BASIS > BigInt(concentrationBasisPoints) * equity
    ? finding(
        'CONCENTRATION',
        `${percent(BigInt(concentrationBasisPoints))} of equity in one instrument`,
        `it may become ${percent((value * BASIS) / equity)} of ${usd(equity)}`,
        'order less or spread over more instruments',
      )
    : undefined;
}
