import { formatDate } from '../../time/civil-date.ts';
import { newYorkTime } from '../../time/new-york.ts';
import type { Firm } from '../firm.ts';
import type { RoutedOrder } from './fold.ts';

/** A venue that an order was routed to, and when it executed there, earliest first. */
export interface CustomerRoute {
  readonly mic: string;
  readonly name: string;
  readonly executedAt: readonly bigint[];
}

export interface CustomerOrder {
  readonly orderId: string;
  readonly directed: boolean;
  readonly routes: readonly CustomerRoute[];
}

export interface CustomerSection {
  readonly name: 'held' | 'notHeldExempt' | 'options';
  readonly orders: readonly CustomerOrder[];
}

/** Where a customer’s orders of some days went, and when they were executed (Rule 606(b)(1)). */
export interface CustomerReport {
  readonly firm: Firm;
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  readonly sections: readonly CustomerSection[];
}

/** @param from first Eastern day of receipt. @param to last one. */
export function customerReport(
  firm: Firm,
  accountId: string,
  { from, to }: { readonly from: string; readonly to: string },
  orders: readonly RoutedOrder[],
): CustomerReport {
  const own = orders.filter((order) => {
    const day = formatDate(newYorkTime(order.receivedAt).date);
    return order.accountId === accountId && day >= from && day <= to;
  });
  const sections = (['held', 'notHeldExempt', 'options'] as const).map((name) => ({
    name,
    orders: own.filter((order) => sectionOf(order) === name).map((order) => orderOf(firm, order)),
  }));
  return { firm, accountId, from, to, sections };
}

function sectionOf({ section, notHeld }: RoutedOrder): CustomerSection['name'] {
  if (section === 'OPTIONS') return 'options';
  return notHeld ? 'notHeldExempt' : 'held';
}

function orderOf(firm: Firm, { orderId, directed, venues }: RoutedOrder): CustomerOrder {
  const routes = [...venues].map(([mic, { executedAt }]) => ({
    mic,
    name: firm.venues[mic]?.name ?? mic,
    executedAt,
  }));
  return { orderId, directed, routes };
}
