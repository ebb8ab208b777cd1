import type { Fees } from '../../orders/facts.ts';
import { formatDate } from '../../time/civil-date.ts';
import { newYorkTime } from '../../time/new-york.ts';
import type { Benchmark } from '../benchmark.ts';
import { isInSp500, type Firm } from '../firm.ts';
import { ReportedInstruments } from '../instruments.ts';
import type { PlacedFact } from '../placed-fact.ts';
import { classOf, type OrderClass } from './classify.ts';

/** Sections of the report, in its order. */
export const SECTIONS = ['SP500', 'OTHER_STOCKS', 'OPTIONS'] as const;
export type Section = (typeof SECTIONS)[number];

/** An option order of this market value or more is none of the report: 50 000 USD. */
const OPTION_VALUE_MAX = 500_000_000n;

/** What an order did at a venue: executed shares, and what was paid for them, micro-USD received (+) or paid (−). */
export interface VenueShare {
  readonly shares: bigint;
  readonly microUsd: bigint;
  /** When it executed there, earliest first. */
  readonly executedAt: readonly bigint[];
}

/** A customer’s order as Rule 606 counts it. */
export interface RoutedOrder {
  readonly orderId: string;
  readonly accountId: string;
  readonly receivedAt: bigint;
  /** Eastern month of receipt, `2026-11`. */
  readonly month: string;
  readonly section: Section;
  readonly orderClass: OrderClass;
  readonly isSure: boolean;
  readonly directed: boolean;
  readonly notHeld: boolean;
  /** By market identifier code. */
  readonly venues: ReadonlyMap<string, VenueShare>;
}

interface Counted extends RoutedOrder {
  readonly venues: Map<string, VenueShare>;
}

/**
 * Folds the log into customers’ orders of some months, each with its class at receipt and with what venues did. An order is
 * routed to every venue that executed some of it; what no other venue executed was routed to our own book.
 */
export class RoutingFold {
  readonly #firm: Firm;
  readonly #months: { readonly from: string; readonly to: string };
  readonly #instruments = new ReportedInstruments();
  readonly #orders = new Map<string, Counted>();

  /** @param months the first and the last: `2026-10`, `2026-12`. Who was in the S&P 500 is read on the first day of the first. */
  constructor(firm: Firm, months: { readonly from: string; readonly to: string }) {
    this.#firm = firm;
    this.#months = months;
  }

  /** @param benchmark of an `OrderAccepted`: what was quoted at its receipt. */
  add(placed: PlacedFact, benchmark: Benchmark): void {
    this.#instruments.add(placed);
    const { fact, at } = placed;
    switch (fact.type) {
      case 'OrderAccepted':
        return this.#accepted(fact.data, at, benchmark);
      case 'OrderExecuted': {
        const { orderId, venue, quantity, fees } = fact.data;
        return this.#executed(orderId, venue, { quantity, fees, sign: 1n, at });
      }
      case 'TradeExecuted':
      case 'TradeBusted': {
        const { ownVenue } = this.#firm;
        const { buyOrderId, sellOrderId, buyFees, sellFees, quantity } = fact.data;
        const what = { quantity, sign: fact.type === 'TradeExecuted' ? 1n : -1n, at };
        this.#executed(buyOrderId, ownVenue, { ...what, fees: buyFees });
        return this.#executed(sellOrderId, ownVenue, { ...what, fees: sellFees });
      }
      default:
    }
  }

  /** Every customer’s order of these months, in the order of the log. */
  orders(): readonly RoutedOrder[] {
    return [...this.#orders.values()].map((order) => {
      if (order.venues.size > 0) return order;
      const none = { shares: 0n, microUsd: 0n, executedAt: [] };
      return { ...order, venues: new Map([[this.#firm.ownVenue, none]]) };
    });
  }

  #accepted(
    terms: Extract<PlacedFact['fact'], { type: 'OrderAccepted' }>['data'],
    receivedAt: bigint,
    benchmark: Benchmark,
  ): void {
    const month = formatDate(newYorkTime(receivedAt).date).slice(0, 7);
    if (month < this.#months.from || month > this.#months.to) return;
    if (this.#firm.houseAccounts.includes(terms.accountId)) return;
    const { product, symbol, multiplier } = this.#instruments.of(terms.instrumentId);
    if (product === 'FUTURE') return;
    const value = terms.quantity * terms.limitPrice * multiplier;
    if (product === 'OPTION' && value >= OPTION_VALUE_MAX) return;
    const isMember = isInSp500(this.#firm, symbol, `${this.#months.from}-01`);
    this.#orders.set(terms.orderId, {
      orderId: terms.orderId,
      accountId: terms.accountId,
      receivedAt,
      month,
      section: product === 'OPTION' ? 'OPTIONS' : isMember ? 'SP500' : 'OTHER_STOCKS',
      ...classOf(terms, benchmark),
      directed: terms.directed === true,
      notHeld: terms.notHeld === true,
      venues: new Map(),
    });
  }

  #executed(
    orderId: string,
    venue: string,
    what: {
      readonly quantity: bigint;
      readonly fees: Fees | undefined;
      readonly sign: bigint;
      readonly at: bigint;
    },
  ): void {
    const order = this.#orders.get(orderId);
    if (order === undefined) return;
    const { quantity, fees, sign, at } = what;
    const before = order.venues.get(venue) ?? { shares: 0n, microUsd: 0n, executedAt: [] };
    // A fee is paid, a rebate received: facts charge both in 1/10 000 USD.
    const received = -(fees?.venue ?? 0n) * 100n + this.#paymentOf(venue, at) * quantity;
    order.venues.set(venue, {
      shares: before.shares + sign * quantity,
      microUsd: before.microUsd + sign * received,
      executedAt: sign > 0n ? [...before.executedAt, at] : before.executedAt,
    });
  }

  #paymentOf(venue: string, at: bigint): bigint {
    const day = formatDate(newYorkTime(at).date);
    const { orderFlowPayments } = this.#firm;
    const inForce = orderFlowPayments.filter((one) => one.venue === venue && one.from <= day);
    return BigInt(inForce.toSorted((a, b) => (a.from < b.from ? -1 : 1)).at(-1)?.microUsd ?? 0);
  }
}
