import {
  listOrders,
  listPositions,
  listTrades,
  maySee,
  PAGE_MAX,
  positionLots,
  type PositionRow,
} from '@bellwether/projections/read-model';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import { feedResolvers } from './feeds.ts';
import { questionResolvers } from './questions.ts';
import { orderPageView, tradePageView, type TradeView } from './views.ts';

interface After {
  readonly after?: bigint | null;
}
interface Paging {
  readonly first?: number | null;
  readonly cursor?: string | null;
}
interface OrderArguments extends Paging {
  readonly instrumentId?: string | null;
  readonly status?: readonly string[] | null;
}

type Resolver = (parent: never, args: never, context: RequestContext) => unknown;

/**
 * Resolvers of `Query` and of the fields that are questions of their own. What is not the user's to see looks like what
 * is not there.
 */
export function queryResolvers({
  readModels,
  feeds,
}: Pick<GatewayDependencies, 'feeds' | 'readModels'>): Record<string, Record<string, Resolver>> {
  const { db } = readModels;
  const seeing = async ({ after }: After): Promise<void> => {
    if (after !== undefined && after !== null) await readModels.see(after);
  };
  const orders = (accountId: string, args: OrderArguments) =>
    listOrders(db, {
      accountId,
      instrumentId: args.instrumentId ?? undefined,
      status: args.status ?? undefined,
      ...paging(args),
    }).then(orderPageView);
  return {
    Query: {
      ...questionResolvers({ readModels }),
      ...feedResolvers({ feeds }),
      trades: async (
        _: never,
        args: After & Paging & { instrumentId: string },
        context: RequestContext,
      ) => {
        demand(context, 'ReadMarket');
        await seeing(args);
        return tradePageView(
          await listTrades(db, { instrumentId: args.instrumentId, ...paging(args) }),
        );
      },
    },
    Trade: Object.fromEntries(SIDE_FIELDS.map((field) => [field, ofOneSide(field)])),
    Holding: {
      fifo: async ({ accountId, instrumentId }: PositionRow, args: Paging) => {
        const { rows, next, realised } = await positionLots(
          db,
          accountId,
          instrumentId,
          paging(args),
        );
        return { lots: rows, next, realised };
      },
    },
    Account: {
      positions: async ({ id }: { id: string }, args: Paging) => {
        const { rows, next } = await listPositions(db, id, paging(args));
        return { positions: rows, next };
      },
      orders: ({ id }: { id: string }, args: OrderArguments) => orders(id, args),
      trades: async ({ id }: { id: string }, args: Paging) =>
        tradePageView(await listTrades(db, { accountId: id, ...paging(args) })),
    },
  };
}

/** Whose the other side of a trade is its own matter: told to who may see that account. */
const SIDE_FIELDS = ['buyOrderId', 'buyAccountId', 'sellOrderId', 'sellAccountId'] as const;

function ofOneSide(field: (typeof SIDE_FIELDS)[number]): Resolver {
  const account = field.startsWith('buy') ? 'buyAccountId' : 'sellAccountId';
  return (trade: TradeView, _: never, { user }: RequestContext) =>
    maySee(user, trade[account]) ? trade[field] : null;
}

/** @throws a BAD_USER_INPUT error for a number of rows that no page has. */
function paging({ first, cursor }: Paging): {
  first: number | undefined;
  after: string | undefined;
} {
  if (first !== undefined && first !== null) demandWithin('first', first, PAGE_MAX);
  return { first: first ?? undefined, after: cursor ?? undefined };
}

function demandWithin(name: string, value: number, max: number): void {
  if (value < 1 || value > max) throw gatewayError('BAD_USER_INPUT', `${name} is from 1 to ${max}`);
}
