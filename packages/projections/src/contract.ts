// What clients of the read side can rely on, for what describes it or is made from it.
export { PROJECTIONS, QUERIES, SUBSCRIPTIONS } from './capabilities/capabilities.ts';
export { INTEGER_PATTERN, rowOf, SCALAR } from './read-model/answers.ts';
export { QUERY_FAILURES } from './queries/failures.ts';
export {
  ForbiddenQueryError,
  queryExample,
  type ApiField,
  type Query,
} from './read-model/query.ts';
export { followedRows, type Subscription } from './read-model/subscription.ts';
