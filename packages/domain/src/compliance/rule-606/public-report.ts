import { allocate, roundDiv } from '../../kernel/rounding.ts';
import type { Firm } from '../firm.ts';
import { ORDER_CLASSES, type OrderClass } from './classify.ts';
import { SECTIONS, type RoutedOrder, type Section } from './fold.ts';

/** Venues at or above this share are named even beyond the top ten, 1/100 %. */
const [NAMED_SHARE, NAMED_MOST] = [500n, 10];

/** Of orders: a share in 1/100 %, and the orders that make it. */
export interface OrderShare {
  readonly hundredths: bigint;
  readonly orderIds: readonly string[];
}

/** Payment of a class at a venue. */
export interface Payment {
  /** Net, in cents: received (+), paid (−). */
  readonly cents: bigint;
  /** Cents for a hundred shares or contracts, in 1/10 000 cent; undefined: nothing was executed. */
  readonly perHundred: bigint | undefined;
}

export interface VenueReport {
  readonly mic: string;
  readonly name: string;
  readonly all: OrderShare;
  readonly classes: Readonly<Record<OrderClass, OrderShare & Payment>>;
  readonly aspects: string;
}

export interface SectionReport {
  readonly section: Section;
  /** Held orders, directed ones too. */
  readonly orders: number;
  readonly nonDirected: OrderShare;
  /** They add up to 100.00 %, by largest remainder. */
  readonly classes: Readonly<Record<OrderClass, OrderShare>>;
  readonly venues: readonly VenueReport[];
  /** Limit orders that met no quote: they count as other. */
  readonly unclassified: readonly string[];
}

export interface MonthReport {
  /** `2026-11` */
  readonly month: string;
  readonly sections: readonly SectionReport[];
}

/** Held order routing public report (Rule 606(a)(1)) as figures. */
export interface PublicReport {
  readonly firm: Firm;
  readonly year: number;
  readonly quarter: number;
  readonly months: readonly MonthReport[];
}

/** First and last month of a quarter: `2026-10` to `2026-12`. */
export function monthsOf(year: number, quarter: number): readonly string[] {
  return [0, 1, 2].map((n) => `${year}-${`${quarter * 3 - 2 + n}`.padStart(2, '0')}`);
}

/** Makes the figures of a quarter from its orders. */
export function publicReport(
  firm: Firm,
  year: number,
  quarter: number,
  orders: readonly RoutedOrder[],
): PublicReport {
  const held = orders.filter(({ notHeld }) => !notHeld);
  const months = monthsOf(year, quarter).map((month) => ({
    month,
    sections: SECTIONS.map((section) =>
      sectionOf(
        firm,
        section,
        held.filter((order) => order.month === month && order.section === section),
      ),
    ),
  }));
  return { firm, year, quarter, months };
}

function sectionOf(firm: Firm, section: Section, held: readonly RoutedOrder[]): SectionReport {
  const orders = held.filter(({ directed }) => !directed);
  const of = (orderClass: OrderClass) => orders.filter((one) => one.orderClass === orderClass);
  const counts = ORDER_CLASSES.map((orderClass) => BigInt(of(orderClass).length));
  const shares = orders.length === 0 ? counts : allocate(10_000n, counts);
  return {
    section,
    orders: held.length,
    nonDirected: shareOf(orders, held.length),
    classes: byClass((orderClass, n) => ({
      hundredths: shares[n] ?? 0n,
      orderIds: idsOf(of(orderClass)),
    })),
    venues: venuesOf(firm, orders),
    unclassified: idsOf(orders.filter(({ isSure }) => !isSure)),
  };
}

function venuesOf(firm: Firm, orders: readonly RoutedOrder[]): readonly VenueReport[] {
  const mics = [...new Set(orders.flatMap(({ venues }) => [...venues.keys()]))];
  return mics
    .map((mic) => venueOf(firm, mic, orders))
    .toSorted((a, b) => b.all.orderIds.length - a.all.orderIds.length || (a.mic < b.mic ? -1 : 1))
    .filter(({ all }, n) => n < NAMED_MOST || all.hundredths >= NAMED_SHARE);
}

function venueOf(firm: Firm, mic: string, orders: readonly RoutedOrder[]): VenueReport {
  const there = orders.filter(({ venues }) => venues.has(mic));
  const { name = mic, aspects = 'None.' } = firm.venues[mic] ?? {};
  return {
    mic,
    name,
    all: shareOf(there, orders.length),
    classes: byClass((orderClass) => {
      const ofClass = there.filter((one) => one.orderClass === orderClass);
      const all = orders.filter((one) => one.orderClass === orderClass);
      return { ...shareOf(ofClass, all.length), ...paymentOf(mic, ofClass) };
    }),
    aspects,
  };
}

function paymentOf(mic: string, orders: readonly RoutedOrder[]): Payment {
  let [shares, microUsd] = [0n, 0n];
  for (const { venues } of orders) {
    shares += venues.get(mic)?.shares ?? 0n;
    microUsd += venues.get(mic)?.microUsd ?? 0n;
  }
  // Micro-USD for a share are hundredths of a cent for a hundred shares: 1/100 cent is 100 of 1/10 000 cent.
  const perHundred = shares === 0n ? undefined : roundDiv(microUsd * 100n, shares);
  return { cents: roundDiv(microUsd, 10_000n), perHundred };
}

function shareOf(orders: readonly RoutedOrder[], of: number): OrderShare {
  const hundredths = of === 0 ? 0n : roundDiv(BigInt(orders.length) * 10_000n, BigInt(of));
  return { hundredths, orderIds: idsOf(orders) };
}

function byClass<T>(make: (orderClass: OrderClass, n: number) => T): Record<OrderClass, T> {
  return Object.fromEntries(ORDER_CLASSES.map((one, n) => [one, make(one, n)])) as Record<
    OrderClass,
    T
  >;
}

const idsOf = (orders: readonly RoutedOrder[]): readonly string[] =>
  orders.map(({ orderId }) => orderId);
