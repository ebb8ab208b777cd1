// What clients of the read side can rely on, for what describes it or is made from it.
export { PROJECTIONS } from './postgres/projections.ts';
export { rowOf, SCALAR } from './queries/answers.ts';
export { QUERY_FAILURES } from './queries/failures.ts';
export { QUERIES } from './queries/queries.ts';
export { SUBSCRIPTIONS, type Subscription } from './queries/subscriptions.ts';
export { ForbiddenQueryError, queryExample, type Query } from './queries/query.ts';
