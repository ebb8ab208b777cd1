import { bookOf, lastTrade, LEVELS_DEFAULT, LEVELS_MAX } from '@bellwether/projections/read-model';
import { gatewayError } from '../plugins/errors.ts';
import { bookChanges, type BookEvent } from '../subscriptions/book-changes.ts';
import { valueChanges, type ValueEvent } from '../subscriptions/value-changes.ts';
import { ofInstrument, type FollowedDependencies, type FollowedField } from './followed.ts';

/** Resolvers of subscriptions to a book, its best prices and the last price: what they are now, whenever that is otherwise. */
export function marketChangeResolvers(
  dependencies: FollowedDependencies,
): Readonly<Record<string, FollowedField>> {
  const { reads, readModels } = dependencies;
  const { db } = readModels;
  const bookRead = (id: string, levels: number) =>
    reads.read(`book ${id} ${levels}`, () => bookOf(db, id, levels));
  return {
    topOfBookChanges: {
      subscribe: ofInstrument(dependencies, (id) =>
        valueChanges(
          async () => {
            const { position, bids, asks } = await bookRead(id, 1);
            return { position, value: { bid: bids[0] ?? null, ask: asks[0] ?? null } };
          },
          ({ bid, ask }) =>
            [bid, ask].map((level) => level && Object.values(level).join(':')).join('/'),
        ),
      ),
      resolve: ({ position, value }: ValueEvent<unknown>) => ({
        position: BigInt(position),
        topOfBook: value,
      }),
    },
    latestPriceChanges: {
      subscribe: ofInstrument(dependencies, (id) =>
        valueChanges(
          () => reads.read(`price ${id}`, () => lastTrade(db, id)),
          (price) => (price === undefined ? '' : `${price.at}:${price.price}:${price.quantity}`),
        ),
      ),
      resolve: ({ position, value }: ValueEvent<unknown>) => ({
        position: BigInt(position),
        latestPrice: value,
      }),
    },
    depthChanges: {
      subscribe: ofInstrument(dependencies, (id, { levels }) => {
        const asked = levelsAsked(levels);
        return bookChanges(() => bookRead(id, asked));
      }),
      resolve: ({ position, ...event }: BookEvent) => ({ ...event, position: BigInt(position) }),
    },
  };
}

function levelsAsked(levels: number | null | undefined): number {
  const asked = levels ?? LEVELS_DEFAULT;
  if (asked < 1 || asked > LEVELS_MAX)
    throw gatewayError('BAD_USER_INPUT', `levels is from 1 to ${LEVELS_MAX}`);
  return asked;
}
