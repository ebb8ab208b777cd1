import type { OrderRow, TradeRow } from '@bellwether/projections/read-model';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import type { Change } from '../subscriptions/change-bridge.ts';
import { isAccountId, isInstrumentId } from './ids.ts';
import { orderView, tradeView } from './views.ts';

type FieldSubscription<Args> = {
  readonly subscribe: (
    parent: unknown,
    args: Args,
    context: RequestContext,
  ) => AsyncIterableIterator<Change>;
  readonly resolve: (change: Change) => unknown;
};

/** Resolvers of `Subscription`: changes after they are committed, in order. */
export function subscriptionResolvers({ changes }: Pick<GatewayDependencies, 'changes'>): {
  readonly Subscription: {
    readonly orderUpdated: FieldSubscription<{ accountId: string }>;
    readonly tradeExecuted: FieldSubscription<{ instrumentId: string }>;
  };
} {
  return {
    Subscription: {
      orderUpdated: {
        subscribe: (_, { accountId }, context) => {
          // The id becomes part of a subject: nothing else may get in there.
          if (!isAccountId(accountId)) throw gatewayError('BAD_REQUEST', 'this is no account id');
          demand(context, 'ReadAccount', { accountId });
          return changes.read(`evt.order.updated.${accountId}`, context.user.name);
        },
        resolve: (change) =>
          orderView(
            integers(change, [
              ...ORDER_INTEGERS,
              ...ORDER_OPTIONAL_INTEGERS,
            ]) as unknown as OrderRow,
          ),
      },
      tradeExecuted: {
        subscribe: (_, { instrumentId }, context) => {
          if (!isInstrumentId(instrumentId))
            throw gatewayError('BAD_REQUEST', 'this is no instrument id');
          demand(context, 'ReadMarket');
          return changes.read(`evt.trade.executed.${instrumentId}`, context.user.name);
        },
        resolve: (change) => tradeView(integers(change, TRADE_INTEGERS) as unknown as TradeRow),
      },
    },
  };
}

const ORDER_INTEGERS = [
  'quantity',
  'limitPrice',
  'leaves',
  'executed',
  'notional',
  'fees',
  'receivedAt',
  'updatedAt',
  'position',
] as const;
/** Null where the order has no such term. */
const ORDER_OPTIONAL_INTEGERS = ['stopPrice', 'displayQuantity'] as const;
const TRADE_INTEGERS = ['price', 'quantity', 'executedAt', 'position'] as const;

/** Changes travel as JSON, with 64-bit integers as strings. */
function integers(change: Change, fields: readonly string[]): Change {
  const row: Record<string, unknown> = { ...change };
  for (const field of fields) if (row[field] !== null) row[field] = BigInt(row[field] as string);
  return row;
}
