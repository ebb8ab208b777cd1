import type { CommissionSchedule } from '../accounts/commissions.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { ceilToCent, max, min, positive } from '../kernel/rounding.ts';
import { feeTotal, type Fees } from '../orders/facts.ts';
import type { BookSide, Liquidity } from '../orders/terms.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { commissionOf, fromMicroUsd, MICRO_USD_PER_UNIT } from './commission.ts';
import type { OrderFees, RegulatoryLine } from './order-fees.ts';
import {
  areFeesOnRecord,
  section31Fee,
  tradingActivityFee,
  type FeeSubject,
} from './regulatory.ts';
import type { VenueFee } from './terms.ts';

/** By what an execution is charged; what is absent costs nothing. */
export interface FeeTerms {
  readonly commission: CommissionSchedule | undefined;
  readonly venue: VenueFee | undefined;
}

/** One execution as the fees see it. */
export interface ChargedExecution extends FeeSubject {
  readonly side: BookSide;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Price × quantity × multiplier, 1/10 000 USD. */
  readonly notional: Money;
  readonly liquidity: Liquidity;
  /** Day of the session over which regulatory fees are added up; undefined: no sessions are held, the order's whole life. */
  readonly day: CivilDate | undefined;
}

/**
 * What an execution of an order costs, in whole cents; a rebate is below zero. Fees are worked out for all that the order
 * has executed, and what was charged before is taken off: commission and venue over the order's life, regulatory fees over
 * what it sold at one price on one day, as the exchanges' invoices add them up. So it does not matter in how many parts an
 * order is executed. A sale never costs more than it brings: what is left over is charged with the next execution.
 * @param before what the order was charged so far; undefined: nothing.
 * @param date whose rates hold.
 * @returns undefined where nothing is charged by: no schedule, no fee of the venue, and no sale with fees on record.
 */
export function chargeExecution(
  terms: FeeTerms,
  before: Readonly<OrderFees> | undefined,
  execution: ChargedExecution,
  date: CivilDate,
): Fees | undefined {
  const { commission, venue } = terms;
  const regulated = isSale(execution) && areFeesOnRecord(execution, date);
  if (commission === undefined && venue === undefined && !regulated) return undefined;
  const { notional } = execution;
  const line = regulated ? lineOf(before, execution) : undefined;
  const sold = (line?.quantity ?? 0n) + execution.quantity;
  const brought = (line?.notional ?? 0n) + notional;
  const orf = regulatoryShare(terms, before, execution);
  const fees = {
    commission: commissionShare(commission, before, execution),
    section31: regulated
      ? positive(section31Fee(execution, brought, date) - (line?.section31 ?? 0n))
      : 0n,
    taf: regulated ? positive(tradingActivityFee(execution, sold, date) - (line?.taf ?? 0n)) : 0n,
    venue: venueShare(terms, before, execution),
    ...(orf === 0n ? {} : { orf }),
  };
  return isSale(execution) ? withinProceeds(fees, notional) : fees;
}

/** Writes down what an execution was charged. Only the fold of facts does. */
export function noteExecution(
  order: OrderFees,
  { venue }: FeeTerms,
  execution: ChargedExecution,
  charged: Fees,
): void {
  const { quantity, notional, price, day } = execution;
  order.reserved -= min(order.reserved, positive(feeTotal(charged)));
  order.quantity += quantity;
  order.notional += notional;
  order.commission += charged.commission;
  order.venueMicroUsd += rateOf(venue, execution) * quantity;
  order.venue += charged.venue;
  order.orfMicroUsd += (venue?.regulatory ?? 0n) * quantity;
  order.orf += charged.orf ?? 0n;
  if (!isSale(execution)) return;
  if (order.day !== day) {
    order.day = day;
    order.lines = [];
  }
  let line = lineOf(order, execution);
  if (line === undefined) {
    line = { price, quantity: 0n, notional: 0n, section31: 0n, taf: 0n };
    order.lines.push(line);
  }
  line.quantity += quantity;
  line.notional += notional;
  line.section31 += charged.section31;
  line.taf += charged.taf;
}

/**
 * An execution never happened: what it was charged has gone back, and is held back again for what the order may still do.
 * @param order of an order that still lives.
 * @param held what is held back again, 1/10 000 USD; 0 for an order that only closes.
 */
export function noteBust(
  order: OrderFees,
  { price, quantity, notional }: Pick<ChargedExecution, 'price' | 'quantity' | 'notional'>,
  charged: Fees,
  held: Money,
): void {
  const orf = charged.orf ?? 0n;
  order.reserved += held;
  order.quantity -= quantity;
  order.notional -= notional;
  order.commission -= charged.commission;
  order.venue -= charged.venue;
  order.venueMicroUsd -= charged.venue * MICRO_USD_PER_UNIT;
  order.orf -= orf;
  order.orfMicroUsd -= orf * MICRO_USD_PER_UNIT;
  const line = order.lines.find((one) => one.price === price);
  if (line === undefined || line.quantity < quantity) return;
  line.quantity -= quantity;
  line.notional -= notional;
  line.section31 -= charged.section31;
  line.taf -= charged.taf;
}

/**
 * The most that is still to be charged for an order that buys, or trades a future: what to hold back for fees.
 * @param unit the dearest fees of all venues.
 * @param quantity what may still be executed, for `notional` at most (1/10 000 USD).
 * @param before what it was charged so far.
 */
export function feeReserve(
  commission: CommissionSchedule | undefined,
  unit: UnitFees,
  { quantity, notional }: { readonly quantity: Quantity; readonly notional: Money },
  before: Readonly<OrderFees> | undefined,
): Money {
  const house =
    commission === undefined
      ? 0n
      : positive(
          commissionOf(
            commission,
            (before?.quantity ?? 0n) + quantity,
            (before?.notional ?? 0n) + notional,
          ) - (before?.commission ?? 0n),
        );
  const cents = (microUsd: bigint): Money => ceilToCent(fromMicroUsd(microUsd * quantity));
  return house + cents(unit.venue) + cents(unit.regulatory);
}

/** What one share or contract may cost at venues, micro-USD; each fee is rounded up by itself. */
export interface UnitFees {
  readonly venue: bigint;
  readonly regulatory: bigint;
}

export const NO_UNIT_FEES: UnitFees = { venue: 0n, regulatory: 0n };

/** The dearest that a venue is, and what was known before of others. */
export function dearest(venue: VenueFee | undefined, others: UnitFees): UnitFees {
  if (venue === undefined) return others;
  const { taker, maker, auction, regulatory = 0n } = venue;
  return {
    venue: max(others.venue, max(taker, max(maker, auction))),
    regulatory: max(others.regulatory, regulatory),
  };
}

/** What pays from what it brings, and to the regulators; a future moves no cash. */
function isSale({ side, assetClass }: ChargedExecution): boolean {
  return side === 'SELL' && assetClass !== 'FUTURE';
}

function lineOf(
  order: Readonly<OrderFees> | undefined,
  { price, day }: ChargedExecution,
): RegulatoryLine | undefined {
  if (order === undefined || order.day !== day) return undefined;
  return order.lines.find((line) => line.price === price);
}

function commissionShare(
  schedule: CommissionSchedule | undefined,
  before: Readonly<OrderFees> | undefined,
  { quantity, notional }: ChargedExecution,
): Money {
  if (schedule === undefined) return 0n;
  if (before === undefined) return commissionOf(schedule, quantity, notional);
  const all = commissionOf(schedule, before.quantity + quantity, before.notional + notional);
  return positive(all - before.commission);
}

function venueShare(
  { venue }: FeeTerms,
  before: Readonly<OrderFees> | undefined,
  execution: ChargedExecution,
): Money {
  if (venue === undefined) return 0n;
  const microUsd = (before?.venueMicroUsd ?? 0n) + rateOf(venue, execution) * execution.quantity;
  return ceilToCent(fromMicroUsd(microUsd)) - (before?.venue ?? 0n);
}

function regulatoryShare(
  { venue }: FeeTerms,
  before: Readonly<OrderFees> | undefined,
  { quantity }: ChargedExecution,
): Money {
  if (venue?.regulatory === undefined) return 0n;
  const microUsd = (before?.orfMicroUsd ?? 0n) + venue.regulatory * quantity;
  return positive(ceilToCent(fromMicroUsd(microUsd)) - (before?.orf ?? 0n));
}

function rateOf(venue: VenueFee | undefined, { liquidity }: ChargedExecution): bigint {
  if (venue === undefined) return 0n;
  if (liquidity === 'MAKER') return venue.maker;
  return liquidity === 'AUCTION' ? venue.auction : venue.taker;
}

/** Fees of a sale down to what it brings, those of the house first. */
function withinProceeds(fees: Fees, proceeds: Money): Fees {
  let over = feeTotal(fees) - proceeds;
  if (over <= 0n) return fees;
  const cut = { ...fees };
  for (const kind of ['commission', 'venue', 'orf', 'taf', 'section31'] as const) {
    const less = min(over, positive(cut[kind] ?? 0n));
    if (less > 0n) cut[kind] = (cut[kind] ?? 0n) - less;
    over -= less;
  }
  return cut;
}
