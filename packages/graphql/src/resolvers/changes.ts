import { ACCOUNT_ID_PATTERN, INSTRUMENT_ID_PATTERN } from '@bellwether/domain';
import { LEVELS_MAX, type FollowedRows } from '@bellwether/projections/read-model';
import type { Logger } from '@bellwether/platform';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import { bookChanges, type BookEvent } from '../subscriptions/book-changes.ts';
import { Following, type Look } from '../subscriptions/following.ts';
import { rowChanges, type RowsEvent } from '../subscriptions/row-changes.ts';
import { valueChanges, type ValueEvent } from '../subscriptions/value-changes.ts';
import type { Followed } from '../subscriptions/wakes.ts';
import { accountView, orderView, tradeView } from './views.ts';

type Dependencies = Pick<GatewayDependencies, 'readModels' | 'changes'> & {
  readonly logger: Logger;
};

interface FieldSubscription {
  readonly subscribe: (
    parent: unknown,
    args: never,
    context: RequestContext,
  ) => Promise<AsyncIterableIterator<unknown>>;
  readonly resolve: (event: never) => unknown;
}

interface OfAccount {
  readonly accountId: string;
  readonly from?: string | null;
}
interface OfInstrument {
  readonly instrumentId: string;
  readonly from?: string | null;
  readonly levels?: number | null;
}

/** Resolvers of subscriptions without a gap: a snapshot, then every change behind it, read from the read models. */
export function changeResolvers(
  dependencies: Dependencies,
): Readonly<Record<string, FieldSubscription>> {
  const { readModels } = dependencies;
  const { changes } = readModels;
  const see = (position: bigint): Promise<void> => readModels.see(position);
  const following = <Event>(followed: Followed, user: string, look: Look<Event>) =>
    follow(dependencies, followed, user, look);

  const ofAccount = <Row>(
    rows: (accountId: string) => FollowedRows<Row>,
    resolve: (event: RowsEvent<Row>) => object,
  ): FieldSubscription => ({
    subscribe: async (_, { accountId, from }: OfAccount, context) => {
      demandId(accountId, isAccountId, 'account');
      demand(context, 'ReadAccount', { accountId });
      const look = rowChanges(rows(accountId), from ?? undefined, see);
      return following({ accountId }, context.user.name, look);
    },
    resolve,
  });
  const ofMarket = <Event>(
    look: (args: OfInstrument) => Look<Event>,
    resolve: (event: Event) => object,
  ): FieldSubscription => ({
    subscribe: async (_, args: OfInstrument, context) => {
      const { instrumentId } = args;
      demandId(instrumentId, isInstrumentId, 'instrument');
      demand(context, 'ReadMarket');
      const looking = look(args);
      if ((await changes.instrument(instrumentId)) === undefined)
        throw gatewayError('BAD_USER_INPUT', `there is no instrument ${instrumentId}`);
      return following({ instrumentId }, context.user.name, looking);
    },
    resolve,
  });
  const trades = ({ rows, ...event }: RowsEvent<Parameters<typeof tradeView>[0]>): object => ({
    ...event,
    trades: rows.map(tradeView),
  });

  return {
    accountChanges: ofAccount(
      (id) => changes.account(id),
      ({ rows: [account], ...event }) => ({ ...event, account: account && accountView(account) }),
    ),
    orderChanges: ofAccount(
      (id) => changes.orders(id),
      ({ rows, ...event }) => ({ ...event, orders: rows.map(orderView) }),
    ),
    positionChanges: ofAccount(
      (id) => changes.positions(id),
      ({ rows: positions, ...event }) => ({ ...event, positions }),
    ),
    accountTradeChanges: ofAccount((accountId) => changes.trades({ accountId }), trades),
    tradeChanges: ofMarket(
      ({ instrumentId, from }) =>
        rowChanges(changes.trades({ instrumentId }), from ?? undefined, see),
      trades,
    ),
    topOfBookChanges: ofMarket(
      ({ instrumentId }) =>
        valueChanges(
          async () => {
            const { position, bids, asks } = await changes.book(instrumentId, 1);
            return { position, value: { bid: bids[0] ?? null, ask: asks[0] ?? null } };
          },
          ({ bid, ask }) =>
            [bid, ask].map((level) => level && Object.values(level).join(':')).join('/'),
        ),
      ({ position, value }: ValueEvent<unknown>) => ({
        position: BigInt(position),
        topOfBook: value,
      }),
    ),
    latestPriceChanges: ofMarket(
      ({ instrumentId }) =>
        valueChanges(
          () => changes.lastTrade(instrumentId),
          (price) => (price === undefined ? '' : `${price.at}:${price.price}:${price.quantity}`),
        ),
      ({ position, value }: ValueEvent<unknown>) => ({
        position: BigInt(position),
        latestPrice: value,
      }),
    ),
    depthChanges: ofMarket(
      ({ instrumentId, levels }) => {
        const asked = levelsAsked(levels);
        return bookChanges(() => changes.book(instrumentId, asked));
      },
      ({ position, ...event }: BookEvent) => ({ ...event, position: BigInt(position) }),
    ),
  };
}

const isAccountId = new RegExp(ACCOUNT_ID_PATTERN);
const isInstrumentId = new RegExp(INSTRUMENT_ID_PATTERN);

function demandId(id: string, pattern: RegExp, what: string): void {
  if (!pattern.test(id)) throw gatewayError('BAD_USER_INPUT', `this is no ${what} id`);
}

function levelsAsked(levels: number | null | undefined): number {
  const asked = levels ?? 10;
  if (asked < 1 || asked > LEVELS_MAX)
    throw gatewayError('BAD_USER_INPUT', `levels is from 1 to ${LEVELS_MAX}`);
  return asked;
}

function follow<Event>(
  { changes: { wakes }, logger }: Dependencies,
  followed: Followed,
  user: string,
  look: Look<Event>,
): AsyncIterableIterator<Event> {
  return new Following({
    look,
    follow: (wake) => wakes.follow(followed, user, wake),
    lookEveryMs: () => wakes.lookEveryMs,
    logger,
  });
}
