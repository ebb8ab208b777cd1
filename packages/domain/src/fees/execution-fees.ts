import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { ceilToCent } from '../kernel/rounding.ts';
import type { Fees } from '../orders/facts.ts';
import type { BookSide, Liquidity } from '../orders/terms.ts';
import type { EffectiveDated } from '../time/effective-dated.ts';
import type { VenueFee } from '../rulebook/fees.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { commissionOf, fromMicroUsd, type CommissionSchedule } from './commission.ts';
import { section31Fee, tradingActivityFee, type FeeSubject } from './regulatory.ts';

/**
 * What executions are charged. Over which executions a fee is rounded to cents is a choice that changes cents:
 * PER_ORDER_DAY (the default of the house) adds up what one order executes at one price on one day, as the exchanges'
 * invoices do; PER_EXECUTION rounds each execution by itself.
 */
export interface FeeSchedule {
  readonly commission: CommissionSchedule;
  readonly venue: EffectiveDated<VenueFee>;
  readonly rounding: 'PER_ORDER_DAY' | 'PER_EXECUTION';
}

/** What an order has executed on one day, by price: fees are charged as the difference that an execution makes. */
export interface FeeTally {
  readonly date: CivilDate;
  readonly lines: readonly TallyLine[];
}

interface TallyLine {
  readonly price: Price;
  readonly liquidity: Liquidity;
  readonly quantity: Quantity;
  readonly principal: Money;
}

/** One execution as the fees see it. */
export interface ChargedExecution extends FeeSubject {
  readonly side: BookSide;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Price × quantity × multiplier, 1/10 000 USD. */
  readonly principal: Money;
  readonly liquidity: Liquidity;
  readonly tradeDate: CivilDate;
}

/**
 * Charges an execution of an order.
 * @param tally what the order executed before, absent for its first execution; one of another day counts as none.
 * @returns its fees in whole cents (a rebate is below zero), and the tally for the order's next execution.
 */
export function chargeExecution(
  schedule: FeeSchedule,
  tally: FeeTally | undefined,
  execution: ChargedExecution,
): { readonly fees: Fees; readonly tally: FeeTally } {
  const before = tally?.date === execution.tradeDate ? tally.lines : [];
  const index = before.findIndex(
    ({ price, liquidity }) => price === execution.price && liquidity === execution.liquidity,
  );
  const old = before[index];
  const grown = {
    price: execution.price,
    liquidity: execution.liquidity,
    quantity: (old?.quantity ?? 0n) + execution.quantity,
    principal: (old?.principal ?? 0n) + execution.principal,
  };
  const lines = old === undefined ? [...before, grown] : before.with(index, grown);
  const perExecution = schedule.rounding === 'PER_EXECUTION';
  const now = lineFees(schedule, execution, perExecution ? execution : grown);
  const paid = perExecution || old === undefined ? NONE : lineFees(schedule, execution, old);
  return {
    fees: {
      commission: commissionOfAll(schedule, lines) - commissionOfAll(schedule, before),
      section31: now.section31 - paid.section31,
      taf: now.taf - paid.taf,
      venue: now.venue - paid.venue,
    },
    tally: { date: execution.tradeDate, lines },
  };
}

const NONE = { section31: 0n, taf: 0n, venue: 0n };

function commissionOfAll(schedule: FeeSchedule, lines: readonly TallyLine[]): Money {
  let [quantity, principal] = [0n, 0n];
  for (const line of lines) {
    quantity += line.quantity;
    principal += line.principal;
  }
  return commissionOf(schedule.commission, quantity, principal);
}

function lineFees(
  schedule: FeeSchedule,
  execution: ChargedExecution,
  { quantity, principal }: { readonly quantity: Quantity; readonly principal: Money },
): Omit<Fees, 'commission'> {
  const sells = execution.side === 'SELL';
  const venue = schedule.venue.on(execution.tradeDate).value;
  return {
    section31: sells ? section31Fee(execution, principal, execution.tradeDate) : 0n,
    taf: sells ? tradingActivityFee(execution, quantity, execution.tradeDate) : 0n,
    venue: ceilToCent(fromMicroUsd(venueRate(venue, execution.liquidity) * quantity)),
  };
}

function venueRate(fee: VenueFee, liquidity: Liquidity): bigint {
  if (liquidity === 'MAKER') return fee.maker;
  return liquidity === 'AUCTION' ? fee.auction : fee.taker;
}

/** The fees of an execution that never happened go back, to the cent. */
export function reversedFees(fees: Fees): Fees {
  return {
    commission: -fees.commission,
    section31: -fees.section31,
    taf: -fees.taf,
    venue: -fees.venue,
  };
}
