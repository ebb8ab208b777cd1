import { followedRows, SUBSCRIPTIONS, type Subscription } from '@bellwether/projections/contract';
import { rowChanges, type RowsEvent } from '../subscriptions/row-changes.ts';
import {
  ofAccount,
  ofInstrument,
  type FollowedArguments,
  type FollowedDependencies,
  type FollowedField,
} from './followed.ts';
import { viewOf } from './views.ts';

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

function fieldOf(dependencies: FollowedDependencies, subscription: Subscription): FollowedField {
  const { field, of, list, type, isOne, looksEveryMs } = subscription;
  const { readModels, reads } = dependencies;
  const see = (position: bigint): Promise<void> => readModels.see(position);
  const look = (id: string, { from }: FollowedArguments) =>
    rowChanges(followedRows(subscription, readModels, id), from ?? undefined, {
      see,
      share: (place, read) => reads.read(`${field} ${id} ${place}`, read),
    });
  const view = viewOf(type);
  return {
    subscribe: (of === 'account' ? ofAccount : ofInstrument)(dependencies, look, looksEveryMs),
    resolve: ({ rows: found, ...event }: RowsEvent<object>) => {
      const views = found.map(view);
      return { ...event, [list]: isOne === true ? views[0] : views };
    },
  };
}
