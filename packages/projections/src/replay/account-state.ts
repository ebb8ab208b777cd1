import type { EventStoreDBClient } from '@eventstore/db-client';
import { accountsProjection } from '../accounts/projection.ts';
import type { AccountRow } from '../accounts/table.ts';
import { marketSessionsProjection } from '../sessions/projection.ts';
import { ordersProjection } from '../orders/projection.ts';
import type { OrderRow } from '../orders/table.ts';
import { positionsProjection } from '../positions/projection.ts';
import type { PositionRow } from '../positions/table.ts';
import { balancesOf, type AccountBalances } from '../accounts/balances.ts';
import { accountsOf } from '../runtime/fact-ids.ts';
import { foldFacts, type Rows } from '../runtime/fold.ts';
import type { Point } from './point.ts';
import { replay } from './replay.ts';

/** An account as it was at a point in history. */
export interface AccountState {
  readonly account: AccountBalances | undefined;
  readonly positions: readonly PositionRow[];
  readonly openOrders: readonly OrderRow[];
  /** Facts that it follows from. */
  readonly facts: number;
  /** Commit position of the last of them; -1 where there is none. */
  readonly position: bigint;
}

/** Folds everything that concerns an account up to a point: the same fold that makes the read models. */
export async function accountStateAt(
  client: EventStoreDBClient,
  account: string,
  to: Point,
  signal: AbortSignal,
): Promise<AccountState> {
  const models = [accountsProjection, positionsProjection, ordersProjection] as const;
  const rows = models.map((): Rows => new Map());
  const sessions: Rows = new Map();
  let count = 0;
  let last = -1n;
  for await (const step of replay(client, { selection: { to }, speed: 'max', signal })) {
    // What has settled depends on the market's day, which is nobody's.
    foldFacts(marketSessionsProjection, step.facts, sessions);
    const facts = step.facts.filter(({ fact }) => accountsOf(fact).includes(account));
    if (facts.length === 0) continue;
    models.forEach((model, i) => foldFacts(model, facts, rows[i] as Rows));
    count += facts.length;
    last = step.position;
  }
  const of = <Row extends { readonly accountId: string }>(index: number): readonly Row[] =>
    [...(rows[index] as Rows).values()].filter(
      (row): row is Row & Record<string, unknown> => row?.['accountId'] === account,
    );
  const [row] = of<AccountRow>(0);
  const days = [...sessions.values()].filter((session) => session?.['begun'] === true);
  const marketDay = days.map((session) => session?.['sessionDate'] as string).toSorted();
  return {
    account: row && balancesOf(row, marketDay.at(-1) ?? null),
    positions: of<PositionRow>(1),
    openOrders: of<OrderRow>(2).filter(({ leaves }) => leaves > 0n),
    facts: count,
    position: last,
  };
}
