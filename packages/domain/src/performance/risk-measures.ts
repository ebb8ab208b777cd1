// Measures of a series of returns, each of one period. Where one is not defined it is null, never 0 or infinite.

/** Trading days of a year, by which daily measures are annualised (CFA Institute's and empyrical's convention). */
const DAYS_PER_YEAR = 252;

/** A series that ends lower than it was. */
export interface Drawdown {
  /** Below zero: trough ÷ peak − 1. */
  readonly depth: number;
  /** Index of the return before which the peak stood; 0: the beginning itself. */
  readonly peak: number;
  /** Index of the return that ended in the trough. */
  readonly trough: number;
}

export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample (n − 1). */
export function deviation(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Annual standard deviation of returns. */
export function volatility(
  returns: readonly number[],
  perYear: number = DAYS_PER_YEAR,
): number | null {
  const one = deviation(returns);
  return one === null ? null : one * Math.sqrt(perYear);
}

/** Mean ÷ standard deviation of the returns above `riskFree` (of one period), annualised. */
export function sharpe(
  returns: readonly number[],
  riskFree: number = 0,
  perYear: number = DAYS_PER_YEAR,
): number | null {
  const above = returns.map((one) => one - riskFree);
  return divided((mean(above) ?? 0) * Math.sqrt(perYear), deviation(above));
}

/**
 * Annual mean above `least` (of one period) ÷ annual downside deviation, whose mean is over all periods and not only those
 * that lost.
 */
export function sortino(
  returns: readonly number[],
  least: number = 0,
  perYear: number = DAYS_PER_YEAR,
): number | null {
  const above = returns.map((one) => one - least);
  const squares = mean(above.map((one) => Math.min(one, 0) ** 2));
  const downside = squares === null ? null : Math.sqrt(squares) * Math.sqrt(perYear);
  return divided((mean(above) ?? 0) * perYear, downside);
}

/** The deepest fall of 1 as it grows by returns: the beginning itself is the first peak. Null where it never falls. */
export function maxDrawdown(returns: readonly number[]): Drawdown | null {
  let [index, peak, peakAt] = [1, 1, 0];
  let deepest: Drawdown | null = null;
  returns.forEach((one, i) => {
    index *= 1 + one;
    if (index > peak) [peak, peakAt] = [index, i + 1];
    const depth = index / peak - 1;
    if (depth < (deepest?.depth ?? 0)) deepest = { depth, peak: peakAt, trough: i };
  });
  return deepest;
}

/** Annual return ÷ depth of the deepest fall. */
export function calmar(annualReturn: number | null, drawdown: Drawdown | null): number | null {
  return annualReturn === null ? null : divided(annualReturn, drawdown && -drawdown.depth);
}

/** Covariance with a benchmark ÷ its variance, both of a sample. @param benchmark returns of the same periods. */
export function beta(returns: readonly number[], benchmark: readonly number[]): number | null {
  const [own, other] = [mean(returns), mean(benchmark)];
  if (own === null || other === null || returns.length < 2) return null;
  let [together, alone] = [0, 0];
  returns.forEach((one, i) => {
    const apart = (benchmark[i] ?? 0) - other;
    together += (one - own) * apart;
    alone += apart ** 2;
  });
  return divided(together, alone);
}

/** Annual standard deviation of what the returns have beyond those of a benchmark. */
export function trackingError(
  returns: readonly number[],
  benchmark: readonly number[],
  perYear: number = DAYS_PER_YEAR,
): number | null {
  return volatility(
    returns.map((one, i) => one - (benchmark[i] ?? 0)),
    perYear,
  );
}

/** What is divided by nothing, or by what is smaller than what rounding leaves of nothing, is undefined. */
function divided(value: number, by: number | null): number | null {
  return by === null || Math.abs(by) < 1e-15 ? null : value / by;
}
