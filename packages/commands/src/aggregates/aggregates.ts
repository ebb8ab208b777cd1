import { AGGREGATES, type Aggregate, type ColdFact } from '@bellwether/domain';
import type { Runtime } from '@bellwether/platform/runtime';
import type { EventStore } from '../runtime/event-store.ts';
import { AggregateRepository } from './repository.ts';

type RepositoryOf<A> =
  A extends Aggregate<infer _Commands, infer Facts, infer State, infer Decision>
    ? AggregateRepository<State, Decision, Extract<ColdFact, { type: Facts[number]['type'] }>>
    : never;

/** Every declared kind of aggregate: one queue for each aggregate, whichever part of the process writes to it. */
export type Aggregates = {
  readonly [Kind in keyof typeof AGGREGATES]: RepositoryOf<(typeof AGGREGATES)[Kind]>;
};

export function openAggregates(store: EventStore, runtime: Runtime): Aggregates {
  const repositories = Object.entries(AGGREGATES).map(([kind, aggregate]) => [
    kind,
    new AggregateRepository(store, runtime, aggregate as never),
  ]);
  return Object.fromEntries(repositories) as Aggregates;
}
