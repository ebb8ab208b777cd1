import { SUBSCRIPTIONS, type Subscription } from '@bellwether/projections/contract';
import { rowChanges, type RowsEvent } from '../subscriptions/row-changes.ts';
import {
  ofAccount,
  ofInstrument,
  type FollowedArguments,
  type FollowedDependencies,
  type FollowedField,
} from './followed.ts';
import { accountView, orderView, tradeView } from './views.ts';

/** How rows look in the API, by the type of a row; others are as they are. */
const VIEWS: Readonly<Record<string, (row: never) => object>> = {
  Account: accountView,
  Order: orderView,
  Trade: tradeView,
};

/** Resolvers of subscriptions to rows: a snapshot, then every change behind it, as the read side declares them. */
export function changeResolvers(
  dependencies: FollowedDependencies,
): Readonly<Record<string, FollowedField>> {
  const fields = Object.values(SUBSCRIPTIONS).map((subscription) => [
    subscription.field,
    fieldOf(dependencies, subscription),
  ]);
  return Object.fromEntries(fields) as Record<string, FollowedField>;
}

function fieldOf(
  dependencies: FollowedDependencies,
  { field, of, list, type, isOne, rows }: Subscription,
): FollowedField {
  const { readModels, reads } = dependencies;
  const see = (position: bigint): Promise<void> => readModels.see(position);
  const look = (id: string, { from }: FollowedArguments) =>
    rowChanges(rows(readModels.changes, id), from ?? undefined, {
      see,
      share: (place, read) => reads.read(`${field} ${id} ${place}`, read),
    });
  const view = VIEWS[type] ?? ((row: object) => row);
  return {
    subscribe: (of === 'account' ? ofAccount : ofInstrument)(dependencies, look),
    resolve: ({ rows: found, ...event }: RowsEvent<object>) => {
      const views = found.map((row) => view(row as never));
      return { ...event, [list]: isOne === true ? views[0] : views };
    },
  };
}
