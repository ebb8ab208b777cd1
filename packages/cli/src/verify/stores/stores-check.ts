import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import type { Sql } from '@bellwether/platform/postgres';
import type { LogReading } from '../log-reading.ts';
import type { Parts } from '../parts.ts';
import { Invariant } from '../result.ts';
import { checkBalances, checkDepth, checkFees, checkLedger } from './balance-check.ts';
import { checkClickHouse } from './click-house-audit.ts';
import {
  checkCheckpoint,
  checkFold,
  checkpointsOf,
  commonPosition,
  type Checkpoint,
} from './fold-check.ts';
import { checkCommands, checkOrders } from './outcome-check.ts';
import { atOneMoment, type RowReader, type Snapshot } from './snapshot.ts';

const POLL_MS = 100;
/** The read side is waited for as long as it gets on: this long without a step is too long. */
const STUCK_MS = 60_000;

interface Stores {
  readonly parts: Parts;
  readonly reading: LogReading;
  readonly sql: Sql;
  readonly clickHouse: ClickHouseClient;
}

/** Compares every store with the log (I5) and rows with checkpoints (I6), as of one position, while the market goes on. */
export async function checkStores(stores: Stores): Promise<readonly Invariant[]> {
  const { parts, reading, sql, clickHouse } = stores;
  const folds = new Invariant('I5', 'each read model equals a fold of the log from zero');
  const reckoned = new Invariant(
    'I5',
    'orders, commands, balances and books are those reckoned without the read side',
  );
  const house = new Invariant('I5', 'ClickHouse counts and adds up to what the log does');
  const balanced = new Invariant(
    'I16',
    'the ledger balances, and is what accounts and positions have',
  );
  const checkpoints = new Invariant('I6', 'checkpoint and rows are one transaction');
  const checks = { folds, reckoned, balanced, checkpoints };
  let position: bigint | undefined;
  const compare = async (): Promise<void> => {
    await untilReached(sql, reading.head ?? -1n);
    position = await atOneMoment(sql, (snapshot) => compareAt(snapshot, stores, checks));
  };
  const failed = await parts.run('Postgres', compare);
  if (failed !== undefined) for (const invariant of Object.values(checks)) invariant.end(failed);
  const unread = reading.unfinished ?? failed ?? 'the position to compare at is not known';
  if (position === undefined || reading.unfinished !== undefined)
    for (const invariant of [house, reading.cached]) invariant.end(unread);
  else {
    const { totals, journal } = reading;
    const at = position;
    const sums = { totals, market: journal.market.sums };
    await parts.run('ClickHouse', () => checkClickHouse(clickHouse, house, at, sums), house);
    reading.cache.conclude(reading.cached, journal.market.asOf);
  }
  return [folds, reckoned, house, reading.cached, checkpoints, balanced];
}

/** What is compared, how, and under which invariant; absent: `reckoned`. */
type Compared = readonly [string, (reader: RowReader) => Promise<void>, Invariant?];

async function compareAt(
  snapshot: Snapshot,
  { parts, reading }: Stores,
  checks: Readonly<Record<'folds' | 'reckoned' | 'balanced' | 'checkpoints', Invariant>>,
): Promise<bigint> {
  const builds = await checkpointsOf(snapshot);
  const upTo = commonPosition(builds);
  await reading.readUpTo(upTo);
  const again = reading.again(upTo);
  // A statement that fails ends the transaction that it is in: each part has one of its own within.
  const part = (
    what: string,
    invariant: Invariant,
    work: (inner: Snapshot) => Promise<void>,
  ): Promise<string | undefined> =>
    parts.run(what, () => snapshot.savepoint((inner) => work(inner)) as Promise<void>, invariant);
  for (const build of builds)
    await part(build.name, checks.checkpoints, (inner) =>
      checkCheckpoint(inner, build, checks.checkpoints),
    );
  const { folds, reckoned, balanced } = checks;
  if (reading.unfinished !== undefined) {
    for (const invariant of [folds, reckoned, balanced]) invariant.end(reading.unfinished);
    return upTo;
  }
  for (const build of builds)
    await part(build.name, folds, (inner) => fold(inner, build, upTo, { parts, reading, folds }));
  const { orders, commands, ledger, market } = reading.journal;
  const compared: readonly Compared[] = [
    ['orders', (reader) => checkOrders(reader, orders, again, reckoned)],
    ['commands', (reader) => checkCommands(reader, commands, again, reckoned)],
    ['balances', (reader) => checkBalances(reader, ledger, reckoned)],
    ['fees', (reader) => checkFees(reader, ledger, reckoned)],
    ['books', (reader) => checkDepth(reader, market.books, reckoned)],
    ['the ledger', (reader) => checkLedger(reader, ledger, balanced), balanced],
  ];
  for (const [what, work, invariant = reckoned] of compared) {
    const progress = parts.progress.begin(`${what}, reckoned without the read side`, 'rows');
    const onRow = (): void => {
      parts.goOn();
      progress.add(1);
    };
    await part(what, invariant, (inner) => work({ snapshot: inner, onRow }));
    progress.end();
  }
  return upTo;
}

async function fold(
  snapshot: Snapshot,
  build: Checkpoint,
  upTo: bigint,
  context: { readonly parts: Parts; readonly reading: LogReading; readonly folds: Invariant },
): Promise<void> {
  const { parts, reading, folds: invariant } = context;
  const progress = parts.progress.begin(build.name, 'rows');
  await checkFold(snapshot, reading.folded, build, {
    invariant,
    upTo,
    again: reading.again(upTo),
    onRow: () => {
      parts.goOn();
      progress.add(1);
    },
  });
  progress.end();
}

/** @throws Error where the read models stop short of a position. */
async function untilReached(sql: Sql, position: bigint): Promise<void> {
  let reached = commonPosition(await checkpointsOf(sql));
  let moved = performance.now();
  while (reached < position) {
    if (performance.now() - moved > STUCK_MS)
      throw new Error(
        `the read models have not reached ${position}, but ${reached}; is the projections service running?`,
      );
    await sleep(POLL_MS);
    const before = reached;
    reached = commonPosition(await checkpointsOf(sql));
    if (reached > before) moved = performance.now();
  }
}
