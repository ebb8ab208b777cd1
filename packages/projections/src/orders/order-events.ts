import { ORDER_FACTS, type OrderFact } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { Fact, FactContext } from '../runtime/recorded-fact.ts';
import { count, PLACE, usd, word } from '../stores/clickhouse/columns.ts';

interface OrderEventRow extends FactContext {
  readonly key: string;
  readonly orderId: string;
  readonly type: OrderFact['type'];
  /** Whatever the facts of orders have in common; absent where one does not say. */
  readonly data: {
    readonly accountId?: string;
    readonly instrumentId?: string;
    readonly side?: string;
    readonly type?: string;
    readonly timeInForce?: string;
    readonly quantity?: bigint;
    readonly limitPrice?: bigint;
    readonly price?: bigint;
    readonly code?: string;
    readonly reason?: string;
    readonly validatedAt?: bigint;
    readonly approvedAt?: bigint;
  };
}

/** One row for each order that a fact names: a trade has two. */
function ordersOf(fact: Fact): readonly string[] {
  const { orderId, buyOrderId, sellOrderId } = fact.data as Readonly<Record<string, string>>;
  return [orderId, buyOrderId, sellOrderId].filter((id) => id !== undefined);
}

const reaction = (type: OrderFact['type']): Reaction<OrderEventRow, OrderFact['data']> => ({
  creates: true,
  keys: (data, { position, index }) =>
    ordersOf({ type, data } as Fact).map((order) => `${position}/${index}/${order}`),
  evolve: (_, data, context, key) => ({
    ...context,
    key,
    orderId: key.slice(key.lastIndexOf('/') + 1),
    type,
    data: accountOf(data, key.slice(key.lastIndexOf('/') + 1)),
  }),
});

/** A trade names its accounts by side. */
function accountOf(data: OrderFact['data'], orderId: string): OrderEventRow['data'] {
  const { buyOrderId, buyAccountId, sellAccountId } = data as Readonly<Record<string, string>>;
  if (buyOrderId === undefined) return data as OrderEventRow['data'];
  const buys = buyOrderId === orderId;
  const accountId = buys ? buyAccountId : sellAccountId;
  return { ...data, accountId, side: buys ? 'BUY' : 'SELL' } as OrderEventRow['data'];
}

const elapsed = (from: bigint, to: bigint | undefined): bigint =>
  to === undefined || to < from ? 0n : to - from;

/** The life of every order, an event a row. */
export const orderEventsTable: Projection = defineProjection<OrderEventRow>({
  name: 'order_events',
  version: 1,
  grain: 'log',
  key: 'key',
  on: Object.fromEntries(ORDER_FACTS.map(({ type }) => [type, reaction(type)])),
  tables: {
    clickHouse: {
      name: 'order_events',
      comment: 'What happened to each order: accepted, rejected, executed, replaced, cancelled …',
      retention: 'orders',
      orderBy: ['order_id', 'position', 'batch_index'],
      columns: {
        ...PLACE,
        order_id: { type: 'UUID', comment: 'Order', value: ({ orderId }) => orderId },
        type: word('Type of the fact', ({ type }) => type),
        account_id: word('Account', ({ data }) => data.accountId ?? ''),
        instrument_id: word('Instrument', ({ data }) => data.instrumentId ?? ''),
        side: word('Side', ({ data }) => data.side ?? ''),
        order_type: word('MARKET, LIMIT …', ({ data }) => data.type ?? ''),
        time_in_force: word('DAY, GTC …', ({ data }) => data.timeInForce ?? ''),
        quantity: count('Quantity that the fact is about', ({ data }) => data.quantity ?? 0n),
        price: usd(
          'Limit, or price of the execution; 0: none',
          ({ data }) => data.limitPrice ?? data.price ?? 0n,
        ),
        reason: word('Why it was refused or ended', ({ data }) => data.code ?? data.reason ?? ''),
        validate_ns: count('From arrival to having passed validation, ns', ({ at, data }) =>
          elapsed(at, data.validatedAt),
        ),
        approve_ns: count('From arrival to having passed risk, ns', ({ at, data }) =>
          elapsed(at, data.approvedAt),
        ),
      },
    },
  },
});
