import type { Projection } from '../runtime/projection.ts';
import type { Query } from './query.ts';
import type { Subscription } from './subscription.ts';

/** What the read side has of one capability. Everything else follows from it: tables, rights, the API, NATS, the reference. */
export interface Capability {
  readonly projections?: readonly Projection[];
  /** By `<context>.<name>`: the subject of a question is `qry.<context>.<name>.<caller>`. */
  readonly queries?: Readonly<Record<string, Query>>;
  /** By the name of the question that asks for the next changes over NATS. */
  readonly subscriptions?: Readonly<Record<string, Subscription>>;
}
