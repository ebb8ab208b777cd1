import type { MarketStatus, UnitReport } from '@bellwether/local';
import type { InvariantResult } from '../verify/verify.ts';

/** What a run came to. */
export interface RunSummary {
  /** Every server and service was healthy to the end, and no invariant is broken. */
  readonly healthy: boolean;
  readonly units: Readonly<Record<string, UnitReport['state']>>;
  readonly restarts: number;
  readonly orders: number;
  readonly trades: number;
  readonly ordersPerSecond: number;
  /** Upper bound of the histogram's bucket. */
  readonly p99: MarketStatus['p99'];
  /** Bytes of log not yet applied, by sink. */
  readonly lag: Readonly<Record<string, number>>;
  /** `ok`, or the numbers of those that are broken. */
  readonly invariants: string;
  readonly checks: readonly InvariantResult[];
  readonly urls: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** @param units as they were before they were stopped. */
export function summarise(input: {
  readonly units: readonly UnitReport[];
  readonly market: MarketStatus;
  readonly trades: number;
  readonly checks: readonly InvariantResult[];
  readonly seconds: number;
}): RunSummary {
  const { units, market, trades, checks, seconds } = input;
  const broken = checks.filter(({ ok }) => !ok).map(({ id }) => id);
  const restarts = units.reduce((sum, unit) => sum + unit.restarts, 0);
  const allHealthy = units.every(({ state }) => state === 'healthy');
  return {
    healthy: allHealthy && broken.length === 0,
    units: Object.fromEntries(units.map(({ name, state }) => [name, state])),
    restarts,
    orders: market.orders,
    trades,
    ordersPerSecond: Math.round(market.orders / seconds),
    p99: market.p99,
    lag: market.lag,
    invariants: broken.length === 0 ? 'ok' : broken.join(', '),
    checks,
    urls: Object.fromEntries(
      units.flatMap(({ name, url }) => (url === undefined ? [] : [[name, url]])),
    ),
    seconds: Math.round(seconds * 10) / 10,
  };
}
