import type { Money, Quantity } from '../kernel/fixed-point.ts';
import type { OrderId } from '../kernel/ids.ts';
import { abs, BASIS, roundDiv } from '../kernel/rounding.ts';
import { withinCash } from './budget.ts';
import type { PLAN_ORDER_ENDS } from './commands.ts';
import type { RebalancingFact, RebalancingProposedFact } from './facts.ts';

type Proposed = RebalancingProposedFact['data'];
type ProposedLine = Proposed['lines'][number];
type FactData<T extends RebalancingFact['type']> = Extract<RebalancingFact, { type: T }>['data'];
type Recorded = FactData<'RebalancingOrderRecorded'>;
type PlanOrder = FactData<'RebalancingApproved'>['orders'][number];
type Rebalanced = FactData<'PortfolioRebalanced'>;

/** An order of a plan, and what has become of it. */
interface PlanOrderState {
  readonly line: ProposedLine;
  /** It is to be placed, or was. */
  readonly sent: boolean;
  readonly executed: Quantity;
  /** Net of fees; below zero: cost. 1/10 000 USD. */
  readonly cash: Money;
  readonly end?: (typeof PLAN_ORDER_ENDS)[number];
  readonly code?: string;
}

/** A plan that is not over. */
export interface OpenPlan {
  readonly terms: Proposed;
  /** `ending`: nothing more is sent. */
  readonly status: 'proposed' | 'trading' | 'ending';
  readonly orders: ReadonlyMap<OrderId, PlanOrderState>;
}

/** A plan as it was proposed. */
export function proposedPlan(terms: Proposed): OpenPlan {
  const orders = terms.lines.map(
    (line) => [line.orderId, { line, sent: false, executed: 0n, cash: 0n }] as const,
  );
  return { terms, status: 'proposed', orders: new Map(orders) };
}

/** A plan whose orders these are placed; purchases that cash does not reach stay unsent. */
export function withSent(plan: OpenPlan, sent: readonly PlanOrder[]): OpenPlan {
  const ids = new Set(sent.map(({ orderId }) => orderId));
  return {
    ...plan,
    status: 'trading',
    orders: new Map(
      [...plan.orders].map(([id, order]) => [id, ids.has(id) ? { ...order, sent: true } : order]),
    ),
  };
}

/** What became of an order counts once it is known, also where it comes after the order's end. */
export function withRecorded(plan: OpenPlan, { orderId, executed, cash, end, code }: Recorded) {
  const order = plan.orders.get(orderId);
  if (order === undefined) return plan;
  const ended = order.end === undefined && end !== undefined;
  const next: PlanOrderState = {
    ...order,
    executed: order.executed + executed,
    cash: order.cash + cash,
    ...(ended ? { end } : {}),
    ...(ended && code !== undefined ? { code } : {}),
  };
  return { ...plan, orders: new Map([...plan.orders, [orderId, next]]) };
}

/** The orders that come first: sales, or, where there are none, purchases. */
export function firstOrders(plan: OpenPlan): readonly PlanOrder[] {
  const sales = ordersOf(plan, 'SELL');
  return sales.length > 0
    ? sales.map(({ line }) => orderOf(line, line.quantity))
    : affordable(plan);
}

/** Whether an order was sent and is not over. */
export function isOpen({ sent, end }: PlanOrderState): boolean {
  return sent && end === undefined;
}

/** The purchases of a plan whose sales have ended, as far as cash and what the sales have brought go. */
export function affordable(plan: OpenPlan): readonly PlanOrder[] {
  const { cash, buffer, roundTo } = plan.terms;
  const brought = ordersOf(plan, 'SELL').reduce((sum, order) => sum + order.cash, cash - buffer);
  const lines = ordersOf(plan, 'BUY').map(({ line }) => line);
  const quantities = withinCash(lines, brought, BigInt(roundTo));
  return lines.flatMap((line, n) =>
    quantities[n] === 0n ? [] : [orderOf(line, quantities[n] as Quantity)],
  );
}

/** Whether purchases wait for what sales bring. */
export function hasUnsentBuys(plan: OpenPlan): boolean {
  return (
    plan.status === 'trading' &&
    ordersOf(plan, 'BUY').length > 0 &&
    ordersOf(plan, 'BUY').every(({ sent }) => !sent)
  );
}

/** What a plan has come to. */
export function rebalanced(plan: OpenPlan): Rebalanced {
  const { accountId, planId, equity, untradedDrift } = plan.terms;
  let [before, after, left] = [untradedDrift, untradedDrift, 0n];
  const orders = [...plan.orders.values()].map(({ line, executed, cash, end, code }) => {
    const { orderId, instrumentId, side, quantity, mark, held, targetValue } = line;
    const shares = held + (side === 'BUY' ? executed : -executed);
    before += abs(held * mark - targetValue);
    after += abs(shares * mark - targetValue);
    if (quantity > executed) left += (quantity - executed) * mark;
    const done = { orderId, instrumentId, side, quantity, executed, cash };
    return { ...done, end: end ?? 'NOT_SENT', ...(code === undefined ? {} : { code }) } as const;
  });
  const points = (drift: Money): number => Number(roundDiv(drift * BASIS, equity));
  return {
    accountId,
    planId,
    orders,
    driftBefore: points(before),
    driftAfter: points(after),
    left,
  };
}

function ordersOf({ orders }: OpenPlan, side: 'BUY' | 'SELL'): readonly PlanOrderState[] {
  return [...orders.values()].filter(({ line }) => line.side === side);
}

function orderOf({ orderId, instrumentId, side, limitPrice }: ProposedLine, quantity: Quantity) {
  return { orderId, instrumentId, side, quantity, limitPrice };
}
