import { formatDate, min, type CivilDate, type Money } from '@bellwether/domain';

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
 * A sale's proceeds are on their way (as `receiveProceeds` of the domain's cash funding). What was due by its trade date
 * has arrived and is forgotten, so that there are never more days than the settlement cycle has.
 */
export function expectProceeds(
  expected: readonly Proceeds[],
  { tradeDate, settlementDate }: Dated,
  amount: Money,
): readonly Proceeds[] {
  const today = tradeDate === undefined ? '' : formatDate(tradeDate);
  const open = expected.filter((one) => one.settlementDate > today);
  if (settlementDate === undefined || amount <= 0n) return open;
  const day = formatDate(settlementDate);
  const other = open.filter((one) => one.settlementDate !== day);
  const sum = amount + amountOn(open, day);
  return [...other, { settlementDate: day, amount: `${sum}` }].toSorted((a, b) =>
    a.settlementDate < b.settlementDate ? -1 : 1,
  );
}

/** A sale never happened: its proceeds will not arrive (as `cancelProceeds` of the domain's cash funding). */
export function cancelExpected(
  expected: readonly Proceeds[],
  { settlementDate }: Dated,
  amount: Money,
): readonly Proceeds[] {
  if (settlementDate === undefined) return expected;
  const day = formatDate(settlementDate);
  return expected.map((one) =>
    one.settlementDate === day
      ? { ...one, amount: `${BigInt(one.amount) - min(amount, BigInt(one.amount))}` }
      : one,
  );
}

/** What has not arrived by the end of the market's day. @param day undefined: no day has begun, nothing has arrived. */
export function unsettledOn(expected: readonly Proceeds[], day: string | undefined): Money {
  return expected
    .filter(({ settlementDate }) => day === undefined || settlementDate > day)
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

function amountOn(expected: readonly Proceeds[], day: string): Money {
  return BigInt(expected.find((one) => one.settlementDate === day)?.amount ?? 0);
}
