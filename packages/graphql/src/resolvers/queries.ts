import type { PositionRow } from '@bellwether/projections/read-model';
import type { GatewayDependencies } from '../context.ts';
import {
  accountView,
  eventView,
  instrumentView,
  orderPageView,
  orderView,
  tradePageView,
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

type Resolver = (parent: never, args: never) => unknown;

/** Resolvers of `Query` and of the fields that are questions of their own. */
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
  return {
    Query: {
      account: async (_: never, args: After & { id: string }) => {
        await seeing(args);
        const row = await readModels.account(args.id);
        return row === undefined ? null : accountView(row);
      },
      marketSession: async (_: never, args: After) => {
        await seeing(args);
        return readModels.marketSession();
      },
      order: async (_: never, args: After & { id: string }) => {
        await seeing(args);
        const row = isUuid(args.id) ? await readModels.order(args.id) : undefined;
        return row === undefined ? null : orderView(row);
      },
      orders: async (_: never, args: After & OrderArguments & { accountId: string }) => {
        await seeing(args);
        return orders(args.accountId, args);
      },
      trades: async (_: never, args: After & Paging & { instrumentId: string }) => {
        await seeing(args);
        return tradePageView(
          await readModels.trades({ instrumentId: args.instrumentId, ...paging(args) }),
        );
      },
      instruments: async (_: never, args: After) => {
        await seeing(args);
        return (await readModels.instruments()).map(instrumentView);
      },
      instrument: async (_: never, args: After & { id: string }) => {
        await seeing(args);
        const row = await readModels.instrument(args.id);
        return row === undefined ? null : instrumentView(row);
      },
      orderHistory: async (_: never, args: After & { id: string }) => {
        await seeing(args);
        return isUuid(args.id) ? (await readModels.orderHistory(args.id)).map(eventView) : [];
      },
      commandOutcome: async (_: never, args: After & { id: string }) => {
        await seeing(args);
        return isUuid(args.id) ? readModels.commandOutcome(args.id) : null;
      },
      depth: async (_: never, args: After & { instrumentId: string; levels: number }) => {
        await seeing(args);
        return readModels.depth(args.instrumentId, args.levels);
      },
      latestPrice: async (_: never, args: After & { symbol: string }) => {
        await seeing(args);
        return readModels.latestPrice(args.symbol, args.after ?? undefined);
      },
      topOfBook: async (_: never, args: After & { instrumentId: string }) => {
        await seeing(args);
        return readModels.topOfBook(args.instrumentId, args.after ?? undefined);
      },
    },
    Holding: {
      fifo: ({ accountId, instrumentId }: PositionRow) => readModels.lots(accountId, instrumentId),
    },
    Account: {
      positions: ({ id }: { id: string }) => readModels.positions(id),
      orders: ({ id }: { id: string }, args: OrderArguments) => orders(id, args),
      trades: async ({ id }: { id: string }, args: Paging) =>
        tradePageView(await readModels.trades({ accountId: id, ...paging(args) })),
    },
  };
}

function paging({ first, cursor }: Paging): {
  first: number | undefined;
  after: string | undefined;
} {
  return { first: first ?? undefined, after: cursor ?? undefined };
}

/** Anything else is the id of no order; Postgres would refuse to compare it. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
