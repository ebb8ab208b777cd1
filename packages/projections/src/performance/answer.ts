import { formatDate, ratioText, type CurveDay, type Performance } from '@bellwether/domain';

/** Decimals of returns, and of measures. */
const [RETURN_DECIMALS, MEASURE_DECIMALS] = [6, 4];

const returned = (value: number | null): string | null => ratioText(value, RETURN_DECIMALS);
const measured = (value: number | null): string | null => ratioText(value, MEASURE_DECIMALS);

/** A performance as it is answered: days and ratios as text, money in 1/10 000 USD. */
export type PerformanceAnswer = ReturnType<typeof answerOf>;

/** @param symbols of instruments, by their ids. */
export function answerOf(
  accountId: string,
  found: Performance,
  symbols: ReadonlyMap<string, string>,
) {
  const { moneyWeighted: rate, drawdown, benchmark } = found;
  return {
    accountId,
    from: formatDate(found.from),
    to: formatDate(found.to),
    days: found.days,
    start: found.start,
    end: found.end,
    in: found.in,
    out: found.out,
    fees: found.fees,
    profit: found.profit,
    timeWeighted: returned(found.timeWeighted),
    timeWeightedYearly: returned(found.timeWeightedYearly),
    moneyWeighted: returned(found.moneyWeightedReturn),
    moneyWeightedYearly: rate.kind === 'ONE' ? returned(rate.rate) : null,
    moneyWeightedRoots: rate.kind,
    volatility: returned(found.volatility),
    sharpe: measured(found.sharpe),
    sortino: measured(found.sortino),
    calmar: measured(found.calmar),
    drawdown: returned(drawdown?.depth ?? null),
    drawdownFrom: drawdown && formatDate(drawdown.peak),
    drawdownTo: drawdown && formatDate(drawdown.trough),
    turnover: measured(found.turnover),
    exposure: measured(found.exposure),
    winningDays: measured(found.winningDays),
    benchmark: returned(benchmark?.timeWeighted ?? null),
    beta: measured(benchmark?.beta ?? null),
    trackingError: returned(benchmark?.trackingError ?? null),
    contributions: found.contributions.map(({ instrumentId, profit, contribution }) => ({
      instrumentId,
      symbol: symbols.get(instrumentId) ?? instrumentId,
      profit,
      contribution: returned(contribution),
    })),
    version: found.version,
    valuedDays: found.valuedDays,
    officialDays: found.officialDays,
    skippedDays: found.skipped,
  };
}

/** A day of an account's worth: day and ratio as text, money in 1/10 000 USD. */
export function curveRow(row: CurveDay) {
  const { start, in: into, out, end, exposure, bought, sold, fees, version, official } = row;
  const money = { start, in: into, out, end, exposure, bought, sold, fees };
  return {
    day: formatDate(row.day),
    ...money,
    return: returned(row.return),
    version,
    official,
  };
}
