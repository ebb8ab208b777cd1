import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** What one order has sold at one price on one day, and what was charged for it. Amounts in 1/10 000 USD. */
export interface RegulatoryLine {
  readonly price: Price;
  quantity: Quantity;
  notional: Money;
  section31: Money;
  taf: Money;
}

/** What an open order has been charged so far, and what is held back for more. Amounts in 1/10 000 USD. */
export interface OrderFees {
  /** Part of the order's reserve that is for fees. */
  reserved: Money;
  /** What was executed and charged, however often and on however many days. */
  quantity: Quantity;
  notional: Money;
  commission: Money;
  /** Fees of venues to the micro-USD, and what was charged of them in cents. */
  venueMicroUsd: bigint;
  venue: Money;
  orfMicroUsd: bigint;
  orf: Money;
  /** Of the last session in which it sold; undefined: none, or none are held. */
  day: CivilDate | undefined;
  lines: RegulatoryLine[];
}

/** An order that nothing has been charged for. @param reserved part of its reserve that is for fees. */
export function noFees(reserved: Money): OrderFees {
  return {
    reserved,
    quantity: 0n,
    notional: 0n,
    commission: 0n,
    venueMicroUsd: 0n,
    venue: 0n,
    orfMicroUsd: 0n,
    orf: 0n,
    day: undefined,
    lines: [],
  };
}
