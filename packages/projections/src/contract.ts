// What clients of the read side can rely on, for what describes it or is made from it.
export { PROJECTIONS } from './capabilities/projections.ts';
export { rowOf, SCALAR } from './read-model/answers.ts';
export { QUERY_FAILURES } from './queries/failures.ts';
export { QUERIES } from './capabilities/queries.ts';
export { SUBSCRIPTIONS, type Subscription } from './read-model/subscription.ts';
export { ForbiddenQueryError, queryExample, type Query } from './read-model/query.ts';
