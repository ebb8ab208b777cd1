import { quote, unquote } from '../sql/literal.ts';
import type { Statement } from '../sql/statement.ts';
import type { RunningStatements } from './running.ts';
import type { User } from './user.ts';

/**
 * `KILL QUERY WHERE query_id = '…'`, as drivers send it to cancel. Answered here, since the engine knows neither the
 * clients' identifiers nor whose statement is whose. Undefined for any other statement.
 */
export function killedQueryId({ words, tokens }: Statement): string | undefined {
  if (words[0] !== 'KILL' || words[1] !== 'QUERY') return undefined;
  const [where, column, equals, id, ...mode] = tokens.slice(2);
  const known =
    where?.text.toUpperCase() === 'WHERE' &&
    column?.text.toLowerCase() === 'query_id' &&
    equals?.text === '=' &&
    mode.every(({ text }) => /^(?:SYNC|ASYNC|TEST|FORMAT|\w+)$/i.test(text));
  return known && id?.kind === 'string' ? unquote(id.text) : undefined;
}

/** Stops the statement and answers the query that tells so, in the columns of ClickHouse's KILL. */
export function killQuery(queryId: string, user: User, running: RunningStatements): string {
  const killed = running.kill(queryId, user);
  return `SELECT 'waiting' AS kill_status, ${quote(queryId)} AS query_id, ${quote(user.name)} AS user, '' AS query WHERE ${killed ? 1 : 0}`;
}
