import { invariant } from '../kernel/invariant.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import type { OrderId, TradeId } from '../kernel/ids.ts';
import type { CancelReason, OrderFact } from './facts.ts';
import { isStop, type OrderType } from './terms.ts';

/** Where an order is in its life; derived from its facts, never stored. */
export const ORDER_STATUSES = [
  'PENDING',
  'VALIDATED',
  'RISK_APPROVED',
  'PARTIALLY_EXECUTED',
  'EXECUTED',
  'SETTLED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** FIX 39 OrdStatus of each status. A settled order is still Filled: settlement is post-trade. */
export const FIX_ORDER_STATUS: Readonly<Record<OrderStatus, string>> = {
  PENDING: 'A',
  VALIDATED: 'A',
  RISK_APPROVED: '0',
  PARTIALLY_EXECUTED: '1',
  EXECUTED: '2',
  SETTLED: '2',
  REJECTED: '8',
  CANCELLED: '4',
  EXPIRED: 'C',
};

/** What happens around an order that is no fact of the journal: what its owner has sent, and what its trades come to. */
export type OrderEvent =
  | OrderFact
  | {
      readonly type: 'OrderReceived';
      readonly data: { readonly orderId: OrderId; readonly quantity: Quantity };
    }
  | { readonly type: 'OrderValidated'; readonly data: { readonly orderId: OrderId } }
  | {
      readonly type: 'CancelRequested' | 'ReplaceRequested';
      readonly data: { readonly orderId: OrderId };
    }
  | { readonly type: 'TradeSettled'; readonly data: { readonly tradeId: TradeId } };

/** An order as its events tell it. Average price is `notional / executed`, never kept rounded. */
export interface OrderLife {
  readonly orderId: OrderId;
  readonly status: OrderStatus;
  readonly type: OrderType;
  /** A stop that waits for its price. */
  readonly untriggered: boolean;
  readonly quantity: Quantity;
  readonly executed: Quantity;
  readonly leaves: Quantity;
  /** Σ price × quantity of the executions, 1/10 000 USD. */
  readonly notional: Money;
  readonly reason: CancelReason | undefined;
  /** Requests under way (FIX 39=6, E): the order stays executable on its old terms. */
  readonly pendingCancels: number;
  readonly pendingReplaces: number;
  /** Executions that have not settled. */
  readonly unsettled: ReadonlySet<TradeId>;
}

/** An order that has been sent and of which nothing else is known. */
export function newOrder(orderId: OrderId, quantity: Quantity): OrderLife {
  return {
    orderId,
    status: 'PENDING',
    type: 'LIMIT',
    untriggered: false,
    quantity,
    executed: 0n,
    leaves: quantity,
    notional: 0n,
    reason: undefined,
    pendingCancels: 0,
    pendingReplaces: 0,
    unsettled: new Set(),
  };
}

export function isTerminal({ status }: OrderLife): boolean {
  return ['EXECUTED', 'SETTLED', 'REJECTED', 'CANCELLED', 'EXPIRED'].includes(status);
}

/**
 * FIX 39 with the pending states in front of all others: Pending Cancel before Pending Replace before the status.
 * An ended order has no pending state.
 */
export function fixOrderStatus(life: OrderLife): string {
  if (!isTerminal(life) && life.pendingCancels > 0) return '6';
  if (!isTerminal(life) && life.pendingReplaces > 0) return 'E';
  return FIX_ORDER_STATUS[life.status];
}

/**
 * Applies one event to an order that it concerns; others leave it as it is.
 * @throws InvariantViolation where the event contradicts the order's life (an execution after its end, …).
 */
export function evolveOrder(life: OrderLife, event: OrderEvent): OrderLife {
  const next = apply(life, event);
  invariant(
    next.executed >= 0n && next.executed <= next.quantity,
    `${life.orderId}: executed too much`,
  );
  invariant(
    isTerminal(next) ? next.leaves === 0n : next.leaves > 0n,
    `${life.orderId}: ${next.leaves} left, and it is ${next.status}`,
  );
  return next;
}

function apply(life: OrderLife, event: OrderEvent): OrderLife {
  switch (event.type) {
    case 'TradeExecuted':
    case 'TradeBusted':
      return ofTrade(life, event);
    case 'TradeSettled':
      return settled(life, event.data.tradeId);
    default:
      return event.data.orderId === life.orderId ? ofOrder(life, event) : life;
  }
}

type OfTrade = Extract<OrderEvent, { type: 'TradeExecuted' | 'TradeBusted' }>;
type OfOrder = Exclude<OrderEvent, OfTrade | { type: 'TradeSettled' }>;

function ofOrder(life: OrderLife, event: OfOrder): OrderLife {
  switch (event.type) {
    case 'OrderReceived':
      return life;
    case 'OrderValidated':
      return { ...life, status: 'VALIDATED' };
    case 'OrderAccepted':
      return {
        ...life,
        status: 'RISK_APPROVED',
        type: event.data.type,
        untriggered: isStop(event.data.type),
      };
    case 'OrderRejected':
      return { ...life, status: 'REJECTED', leaves: 0n };
    case 'OrderTriggered':
      return { ...life, untriggered: false };
    case 'OrderExecuted':
      return executed(life, event.data, event.data.leaves);
    case 'OrderCancelled': {
      const { reason } = event.data;
      const status = reason === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED';
      return { ...life, status, reason, leaves: 0n };
    }
    case 'OrderDecremented':
      return { ...life, quantity: life.quantity - event.data.quantity, leaves: event.data.leaves };
    case 'OrderReplaced': {
      const pendingReplaces =
        event.data.restated === true ? life.pendingReplaces : less(life.pendingReplaces);
      const { quantity, leaves } = event.data;
      return { ...life, quantity, leaves, executed: quantity - leaves, pendingReplaces };
    }
    case 'CancelRequested':
      return { ...life, pendingCancels: life.pendingCancels + 1 };
    case 'ReplaceRequested':
      return { ...life, pendingReplaces: life.pendingReplaces + 1 };
    case 'CancelRejected':
      return { ...life, pendingCancels: less(life.pendingCancels) };
    case 'ReplaceRejected':
      return { ...life, pendingReplaces: less(life.pendingReplaces) };
    case 'OrderRefreshed':
      return life;
  }
}

function less(pending: number): number {
  return pending === 0 ? 0 : pending - 1;
}

function ofTrade(life: OrderLife, { type, data }: OfTrade): OrderLife {
  const isBuy = data.buyOrderId === life.orderId;
  if (!isBuy && data.sellOrderId !== life.orderId) return life;
  if (type === 'TradeExecuted')
    return executed(life, data, isBuy ? data.buyLeaves : data.sellLeaves);
  return undone(life, data, isBuy ? data.buyRestored : data.sellRestored);
}

interface Execution {
  readonly tradeId: TradeId;
  readonly price: bigint;
  readonly quantity: bigint;
}

function executed(
  life: OrderLife,
  { tradeId, price, quantity }: Execution,
  leaves: bigint,
): OrderLife {
  invariant(!isTerminal(life), `order ${life.orderId} traded after its end`);
  return {
    ...life,
    executed: life.executed + quantity,
    leaves,
    notional: life.notional + price * quantity,
    status: leaves === 0n ? 'EXECUTED' : 'PARTIALLY_EXECUTED',
    unsettled: new Set([...life.unsettled, tradeId]),
  };
}

/** A busted execution is taken back; only an order that was still alive gets its quantity back. */
function undone(
  life: OrderLife,
  { tradeId, price, quantity }: Execution,
  restored: bigint,
): OrderLife {
  const unsettled = new Set([...life.unsettled].filter((id) => id !== tradeId));
  const changed = {
    ...life,
    executed: life.executed - quantity,
    notional: life.notional - price * quantity,
    unsettled,
  };
  if (isTerminal(life)) return changed;
  const leaves = life.leaves + restored;
  return {
    ...changed,
    leaves,
    status: changed.executed === 0n ? 'RISK_APPROVED' : 'PARTIALLY_EXECUTED',
  };
}

/** SETTLED is an order whose every execution has settled; a cancelled order stays cancelled, its executions settle. */
function settled(life: OrderLife, tradeId: TradeId): OrderLife {
  if (!life.unsettled.has(tradeId)) return life;
  const unsettled = new Set([...life.unsettled].filter((id) => id !== tradeId));
  const isDone = life.status === 'EXECUTED' && unsettled.size === 0;
  return { ...life, unsettled, status: isDone ? 'SETTLED' : life.status };
}
