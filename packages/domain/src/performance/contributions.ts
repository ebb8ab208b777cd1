import type { Money } from '../kernel/fixed-point.ts';
import type { CurveDay } from './equity-curve.ts';

/** What an instrument contributed; all contributions add up to the time-weighted return. */
export interface Contribution {
  readonly instrumentId: string;
  /** 1/10 000 USD. */
  readonly profit: Money;
  readonly contribution: number;
}

/**
 * What each instrument earned ÷ what could earn that day, times what one unit had become by then: so they add up to the linked
 * return of the period. The largest profit first.
 */
export function contributionsOf(rows: readonly CurveDay[]): readonly Contribution[] {
  const sums = new Map<string, { profit: Money; contribution: number }>();
  let grown = 1;
  for (const row of rows) {
    const base = Number(row.start + row.in);
    for (const { instrumentId, profit } of row.earned) {
      const sum = sums.get(instrumentId) ?? { profit: 0n, contribution: 0 };
      sums.set(instrumentId, sum);
      sum.profit += profit;
      if (row.return !== null) sum.contribution += (Number(profit) / base) * grown;
    }
    grown *= 1 + (row.return ?? 0);
  }
  return [...sums]
    .map(([instrumentId, sum]) => ({ instrumentId, ...sum }))
    .toSorted((a, b) =>
      a.profit === b.profit
        ? a.instrumentId < b.instrumentId
          ? -1
          : 1
        : a.profit > b.profit
          ? -1
          : 1,
    );
}
