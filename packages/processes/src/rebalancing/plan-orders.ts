import {
  bookSideOf,
  feeTotal,
  principalOf,
  type Command,
  type CivilDate,
  type CommandId,
  type OrderId,
} from '@bellwether/domain';
import type { DataOf, Fact } from '@bellwether/projections/facts';
import type { Refusal, Wanted } from '../runtime/process.ts';
import type { OpenPlans } from './open-orders.ts';

type Sent<T extends Command['type']> = Extract<Command, { readonly type: T }>;
type Became = Pick<Sent<'RecordRebalancingOrder'>['data'], 'cash' | 'code' | 'end' | 'executed'>;
type Told = readonly Wanted<Sent<'RecordRebalancingOrder'>>[];

const NOTHING = { executed: 0n, cash: 0n } as const;

/** Places the orders of a plan that have not ended, each under its own id. */
export function placeOrders(
  {
    accountId,
    expiresOn,
    orders,
  }: Pick<DataOf<'RebalancingBuysReleased'>, 'accountId' | 'orders'> & {
    readonly expiresOn: CivilDate;
  },
  plans: OpenPlans,
): readonly Wanted<Sent<'PlaceOrder'>>[] {
  return orders
    .filter(({ orderId }) => plans.orders.has(orderId))
    .map(({ orderId, instrumentId, side, quantity, limitPrice }) => ({
      id: orderId as string as CommandId,
      command: {
        type: 'PlaceOrder',
        data: {
          accountId,
          instrumentId,
          side,
          type: 'LIMIT',
          timeInForce: 'GTD',
          expiresOn,
          quantity,
          limitPrice,
        },
      },
    }));
}

/** Takes the orders of a plan out of the market that have not ended. */
export function cancelOrders(
  { accountId, open }: DataOf<'RebalancingCancelled'>,
  plans: OpenPlans,
): readonly Wanted<Sent<'CancelOrder'>>[] {
  return open
    .filter(({ orderId }) => plans.orders.has(orderId))
    .map(({ orderId, instrumentId }) => ({
      name: `cancel/${orderId}`,
      command: { type: 'CancelOrder', data: { accountId, instrumentId, orderId } },
    }));
}

/** Tells a plan what became of an order, where it is one of a plan. */
function tellPlan(plans: OpenPlans, orderId: OrderId, became: Became): Told {
  const order = plans.orders.get(orderId);
  if (order === undefined) return [];
  const { accountId, planId } = order;
  const data = { accountId, planId, orderId, ...became };
  return [{ name: `record/${orderId}`, command: { type: 'RecordRebalancingOrder', data } }];
}

/** Both sides of a trade may be of plans. */
export function tellOfTrade(plans: OpenPlans, trade: DataOf<'TradeExecuted'>): Told {
  const { quantity, buyOrderId, buyLeaves, sellOrderId, sellLeaves } = trade;
  const principal = principalOf(trade);
  const paid = principal + feeTotal(trade.buyFees);
  const brought = principal - feeTotal(trade.sellFees);
  return [
    ...tellPlan(plans, buyOrderId, filled(quantity, -paid, buyLeaves)),
    ...tellPlan(plans, sellOrderId, filled(quantity, brought, sellLeaves)),
  ];
}

/** An execution at another venue. */
export function tellOfExecution(plans: OpenPlans, data: DataOf<'OrderExecuted'>): Told {
  const { orderId, side, quantity, leaves, fees } = data;
  const principal = principalOf(data);
  const cash = (bookSideOf(side) === 'BUY' ? -principal : principal) - feeTotal(fees);
  return tellPlan(plans, orderId, filled(quantity, cash, leaves));
}

/** What was left of an order is void. */
export function tellOfCancel(
  plans: OpenPlans,
  { orderId, reason }: DataOf<'OrderCancelled'>,
): Told {
  return tellPlan(plans, orderId, { ...NOTHING, end: 'CANCELLED', code: reason });
}

/** A refused order has ended without a fact of trading; a refused cancel came too late. */
export function tellOfRefusal(
  { command, id, code }: Refusal,
  plans: OpenPlans,
): Sent<'RecordRebalancingOrder'> | undefined {
  if (command.type !== 'PlaceOrder') return undefined;
  const became = { ...NOTHING, end: 'REJECTED', code } as const;
  return tellPlan(plans, id as string as OrderId, became)[0]?.command;
}

/** Whether a fact is about an order of a plan; facts of plans themselves always are. */
export function concernsPlans({ orders }: OpenPlans, fact: Fact): boolean {
  switch (fact.type) {
    case 'TradeExecuted':
      return orders.has(fact.data.buyOrderId) || orders.has(fact.data.sellOrderId);
    case 'OrderExecuted':
    case 'OrderCancelled':
      return orders.has(fact.data.orderId);
    default:
      return true;
  }
}

function filled(executed: bigint, cash: bigint, leaves: bigint): Became {
  return { executed, cash, ...(leaves === 0n ? { end: 'FILLED' } : {}) };
}
