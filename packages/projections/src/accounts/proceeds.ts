import {
  cancelProceeds,
  formatDate,
  newCashFunding,
  parseDate,
  receiveProceeds,
  settleFunding,
  type CashFunding,
  type CivilDate,
  type Money,
} from '@bellwether/domain';

/** Money of sales that arrives on a day; amounts as text, as JSON has no 64-bit integers. */
export interface Proceeds {
  /** `2026-11-23` */
  readonly settlementDate: string;
  /** Net of fees, 1/10 000 USD. */
  readonly amount: string;
}

/** When an execution counts and when it is paid; without a settlement date, at once. */
interface Dated {
  readonly tradeDate?: CivilDate;
  readonly settlementDate?: CivilDate;
}

/**
 * A sale's proceeds are on their way. What was due by its trade date has arrived and is forgotten, so that there are
 * never more days than the settlement cycle has.
 */
export function expectProceeds(
  expected: readonly Proceeds[],
  { tradeDate, settlementDate }: Dated,
  amount: Money,
): readonly Proceeds[] {
  const funding = fundingOf(expected);
  if (tradeDate !== undefined) settleFunding(funding, tradeDate);
  if (settlementDate !== undefined && amount > 0n) receiveProceeds(funding, amount, settlementDate);
  return proceedsOf(funding);
}

/** A sale never happened: its proceeds will not arrive. */
export function cancelExpected(
  expected: readonly Proceeds[],
  { settlementDate }: Dated,
  amount: Money,
): readonly Proceeds[] {
  const funding = fundingOf(expected);
  if (settlementDate !== undefined) cancelProceeds(funding, amount, settlementDate);
  return proceedsOf(funding);
}

/** What has not arrived by the end of the market's day. @param day undefined: no day has begun, nothing has arrived. */
export function unsettledOn(expected: readonly Proceeds[], day: string | undefined): Money {
  return expected
    .filter(({ settlementDate }) => day === undefined || settlementDate > day)
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

/** Proceeds as the domain books them. */
function fundingOf(expected: readonly Proceeds[]): CashFunding {
  const receivables = expected.map(({ settlementDate, amount }) => ({
    settlementDate: parseDate(settlementDate),
    amount: BigInt(amount),
  }));
  return { ...newCashFunding(), receivables, receivable: unsettledOn(expected, undefined) };
}

function proceedsOf({ receivables }: CashFunding): readonly Proceeds[] {
  return receivables.map(({ settlementDate, amount }) => ({
    settlementDate: formatDate(settlementDate),
    amount: `${amount}`,
  }));
}
