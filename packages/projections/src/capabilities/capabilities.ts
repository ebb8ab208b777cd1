import { ACCOUNTS } from '../accounts/query.ts';
import { ALERTS } from '../alerts/query.ts';
import { AUDIT } from '../audit/capability.ts';
import { CASH } from '../cash/query.ts';
import { COMMAND_OUTCOMES } from '../command-outcomes/query.ts';
import { RECORDS } from '../compliance/retention/query.ts';
import { SURVEILLANCE } from '../compliance/surveillance/query.ts';
import { FEES } from '../fees/query.ts';
import { CORPORATE_ACTIONS } from '../corporate-actions/query.ts';
import { DRY_RUNS } from '../dry-runs/query.ts';
import { EXPIRATIONS } from '../expirations/query.ts';
import { INSTRUMENTS } from '../instruments/query.ts';
import { INTEREST } from '../interest/query.ts';
import { LEDGER } from '../ledger/query.ts';
import { MARGIN } from '../margin/query.ts';
import { MARKET_DATA } from '../market-data/query.ts';
import { ORDERS } from '../orders/query.ts';
import { PERFORMANCE_CAPABILITY } from '../performance/query.ts';
import { PORTFOLIO_CAPABILITY } from '../portfolio/query.ts';
import { POSITIONS } from '../positions/query.ts';
import type { Capability } from '../read-model/capability.ts';
import type { Query } from '../read-model/query.ts';
import { changesQuery, type Subscription } from '../read-model/subscription.ts';
import { REBALANCING } from '../rebalancing/query.ts';
import type { Projection } from '../runtime/projection.ts';
import { BUY_INS } from '../buy-ins/query.ts';
import { RECONCILIATION_CAPABILITY } from '../reconciliation/query.ts';
import { REPORTS } from '../reports/query.ts';
import { SETTLEMENT } from '../settlement/query.ts';
import { SESSIONS } from '../sessions/query.ts';
import { TRADES } from '../trades/query.ts';

/** Every capability of the read side. New ones come last: ClickHouse's tables are known by their order, too. */
const CAPABILITIES: readonly Capability[] = [
  INSTRUMENTS,
  SESSIONS,
  ACCOUNTS,
  AUDIT,
  TRADES,
  ORDERS,
  POSITIONS,
  MARKET_DATA,
  COMMAND_OUTCOMES,
  ALERTS,
  FEES,
  PORTFOLIO_CAPABILITY,
  PERFORMANCE_CAPABILITY,
  CORPORATE_ACTIONS,
  DRY_RUNS,
  REPORTS,
  SETTLEMENT,
  LEDGER,
  RECONCILIATION_CAPABILITY,
  REBALANCING,
  BUY_INS,
  EXPIRATIONS,
  MARGIN,
  CASH,
  INTEREST,
  SURVEILLANCE,
  RECORDS,
];

const ALL_PROJECTIONS = CAPABILITIES.flatMap(({ projections = [] }) => projections);

/** Every projection with a table in Postgres. */
export const PROJECTIONS: readonly Projection[] = ALL_PROJECTIONS.filter(
  ({ tables }) => tables.postgres !== undefined,
);

/** Every projection with a table in ClickHouse: rows that follow from one fact. */
export const CLICKHOUSE_PROJECTIONS: readonly Projection[] = ALL_PROJECTIONS.filter(
  ({ tables }) => tables.clickHouse !== undefined,
);

/** Everything that can be followed, by the name of the question that asks for the next changes over NATS. */
export const SUBSCRIPTIONS: Readonly<Record<string, Subscription>> = together(
  CAPABILITIES.map(({ subscriptions = {} }) => subscriptions),
);

/** Every question, by `<context>.<name>`: its subject is `qry.<context>.<name>.<caller>`. */
export const QUERIES: Readonly<Record<string, Query>> = together([
  ...CAPABILITIES.map(({ queries = {} }) => queries),
  Object.fromEntries(
    Object.entries(SUBSCRIPTIONS).map(([name, subscription]) => [name, changesQuery(subscription)]),
  ),
]);

/** @throws TypeError where two capabilities have the same name for something. */
function together<T>(parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  const entries = parts.flatMap((part) => Object.entries(part));
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) throw new TypeError(`${name} is declared twice`);
    names.add(name);
  }
  return Object.fromEntries(entries);
}
