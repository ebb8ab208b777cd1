import {
  mayAsk,
  maySee,
  maySeeCause,
  PAGE_MAX,
  type OrderRow,
  type PositionRow,
} from '@bellwether/projections/read-model';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import { questionResolvers } from './questions.ts';
import {
  accountView,
  eventPageView,
  instrumentPageView,
  instrumentView,
  orderPageView,
  orderView,
  tradePageView,
  type TradeView,
} from './views.ts';

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
}: Pick<GatewayDependencies, 'readModels'>): Record<string, Record<string, Resolver>> {
  const seeing = async ({ after }: After): Promise<void> => {
    if (after !== undefined && after !== null) await readModels.see(after);
  };
  const orders = (accountId: string, args: OrderArguments) =>
    readModels
      .orders({
        accountId,
        instrumentId: args.instrumentId ?? undefined,
        status: args.status ?? undefined,
        ...paging(args),
      })
      .then(orderPageView);
  const order = async (id: string): Promise<OrderRow | undefined> =>
    isUuid(id) ? readModels.order(id) : undefined;
  return {
    Query: {
      ...questionResolvers({ readModels }),
      account: async (_: never, args: After & { id: string }, { user }: RequestContext) => {
        if (!maySee(user, args.id)) return null;
        await seeing(args);
        const row = await readModels.account(args.id);
        return row === undefined ? null : accountView(row);
      },
      order: async (_: never, args: After & { id: string }, { user }: RequestContext) => {
        if (!mayAsk(user)) return null;
        await seeing(args);
        const row = await order(args.id);
        return row === undefined || !maySee(user, row.accountId) ? null : orderView(row);
      },
      orders: async (
        _: never,
        args: After & OrderArguments & { accountId: string },
        { user }: RequestContext,
      ) => {
        if (!maySee(user, args.accountId)) return { orders: [] };
        await seeing(args);
        return orders(args.accountId, args);
      },
      trades: async (
        _: never,
        args: After & Paging & { instrumentId: string },
        context: RequestContext,
      ) => {
        demand(context, 'ReadMarket');
        await seeing(args);
        return tradePageView(
          await readModels.trades({ instrumentId: args.instrumentId, ...paging(args) }),
        );
      },
      instruments: async (_: never, args: After & Paging, context: RequestContext) => {
        demand(context, 'ReadMarket');
        await seeing(args);
        return instrumentPageView(await readModels.instruments(paging(args)));
      },
      instrument: async (_: never, args: After & { id: string }, context: RequestContext) => {
        demand(context, 'ReadMarket');
        await seeing(args);
        const row = await readModels.instrument(args.id);
        return row === undefined ? null : instrumentView(row);
      },
      orderHistory: async (
        _: never,
        args: After & Paging & { id: string },
        { user }: RequestContext,
      ) => {
        const page = paging(args);
        if (!mayAsk(user)) return { events: [] };
        await seeing(args);
        const row = await order(args.id);
        if (row === undefined || !maySee(user, row.accountId)) return { events: [] };
        return eventPageView(await readModels.orderHistory(args.id, page), user);
      },
      commandOutcome: async (_: never, args: After & { id: string }, { user }: RequestContext) => {
        if (!mayAsk(user)) return null;
        await seeing(args);
        const row = isUuid(args.id) ? await readModels.commandOutcome(args.id) : undefined;
        return row === undefined || !maySeeCause(user, row.accountId) ? null : row;
      },
    },
    Trade: Object.fromEntries(SIDE_FIELDS.map((field) => [field, ofOneSide(field)])),
    Holding: {
      fifo: async ({ accountId, instrumentId }: PositionRow, args: Paging) => {
        const { rows, next, realised } = await readModels.lots(
          accountId,
          instrumentId,
          paging(args),
        );
        return { lots: rows, next, realised };
      },
    },
    Account: {
      positions: async ({ id }: { id: string }, args: Paging) => {
        const { rows, next } = await readModels.positions(id, paging(args));
        return { positions: rows, next };
      },
      orders: ({ id }: { id: string }, args: OrderArguments) => orders(id, args),
      trades: async ({ id }: { id: string }, args: Paging) =>
        tradePageView(await readModels.trades({ accountId: id, ...paging(args) })),
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

/** Anything else is the id of no order; Postgres would refuse to compare it. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
