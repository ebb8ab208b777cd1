import { formatDate, type CivilDate, type Money } from '@bellwether/domain';

/** A deposit that a bank may take back; the amount as text, as JSON has no 64-bit integers. */
export interface CashHold {
  readonly depositId: string;
  /** `2026-12-04`, the last day. */
  readonly until: string;
  /** 1/10 000 USD. */
  readonly amount: string;
}

interface Held {
  readonly depositId?: string;
  readonly heldUntil?: CivilDate;
  readonly amount: Money;
}

/** A deposit came in. What was over by the day on which it is known is forgotten, so that there are never many. */
export function withHold(
  holds: readonly CashHold[],
  { depositId, heldUntil, amount }: Held,
  day: string,
): readonly CashHold[] {
  if (depositId === undefined || heldUntil === undefined) return holds;
  const open = holds.filter(({ until }) => until >= day);
  return [...open, { depositId, until: formatDate(heldUntil), amount: `${amount}` }];
}

/** What is not paid out on a day. @param day undefined: no day has begun, nothing is over. */
export function heldOnDay(holds: readonly CashHold[], day: string | undefined): Money {
  return holds
    .filter(({ until }) => day === undefined || until >= day)
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}
