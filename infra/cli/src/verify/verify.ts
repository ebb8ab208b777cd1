import { JournalReader } from '@bellwether/commands';
import {
  connectClickHouse,
  connectEventStore,
  connectPostgres,
  connectRedis,
  createLogger,
  disposeEventStore,
  type ClickHouseClient,
  type Sql,
} from '@bellwether/platform';
import { readLog, ReadModelAudit, verifyAuditLog } from '@bellwether/projections';
import { ReadModels } from '@bellwether/projections/read-model';
import type { Addresses } from '@bellwether/local';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { CommandFailure } from '../exit.ts';
import { ClickHouseAudit } from './click-house-audit.ts';
import { JournalAudit } from './journal-audit.ts';
import { PriceAudit } from './price-audit.ts';
import { checkReadModels } from './read-model-check.ts';
import { Invariant, type InvariantResult } from './result.ts';

export type { InvariantResult } from './result.ts';

export interface Verification {
  readonly ok: boolean;
  readonly checks: readonly InvariantResult[];
  /** Trades in the log. */
  readonly trades: number;
}

const CATCH_UP_MS = 60_000;

/**
 * Reads the whole log, checks I1 to I4 on it, folds it from zero and compares every store with the fold (I5, I6, I7).
 * @throws CommandFailure when the read side does not catch up.
 */
export async function verifyInstallation(
  addresses: Addresses,
  partitions: number,
): Promise<Verification> {
  const logger = createLogger('verify', 'silent');
  const eventStore = connectEventStore(addresses.eventStore);
  const sql = connectPostgres({ url: addresses.databaseReader, name: 'verify' });
  const clickHouse = connectClickHouse(addresses.clickHouseAnalyst, 'verify');
  const redis = connectRedis(addresses.redisGateway, 'verify', logger);
  try {
    return await verify(eventStore, partitions, sql, clickHouse, new ReadModels(sql, redis));
  } finally {
    redis.disconnect();
    await Promise.all([disposeEventStore(eventStore), sql.end({ timeout: 5 }), clickHouse.close()]);
  }
}

async function verify(
  eventStore: EventStoreDBClient,
  partitions: number,
  sql: Sql,
  clickHouse: ClickHouseClient,
  readModels: ReadModels,
): Promise<Verification> {
  const journal = new JournalAudit();
  const folded = new ReadModelAudit();
  const analytics = new ClickHouseAudit();
  const prices = await PriceAudit.begin(readModels);
  let head: bigint | undefined;
  const fold = async (upTo?: bigint): Promise<void> => {
    for await (const facts of readLog(eventStore, head, upTo)) {
      head = facts[0]?.position ?? head;
      journal.addEvent(facts);
      folded.add(facts);
      analytics.add(facts);
      prices.add(facts);
    }
  };
  await fold();
  if (head !== undefined && !(await readModels.reached(head, CATCH_UP_MS)))
    throw new CommandFailure(
      `the read models have not reached ${head}; is the projections service running?`,
    );
  const stores = new Invariant('I5', 'each store equals a fold of the log from zero');
  const { position, checkpoints } = await checkReadModels(sql, folded, fold, stores);
  await analytics.compare(clickHouse, stores, position, CATCH_UP_MS);
  prices.conclude(stores);
  const checks = [
    ...journal.conclude(),
    await chain(eventStore, partitions),
    stores.result,
    checkpoints,
    await auditLog(sql),
  ];
  return { ok: checks.every(({ ok }) => ok), checks, trades: journal.trades };
}

/** The reader checks hashes and sequences as it reads. */
async function chain(eventStore: EventStoreDBClient, partitions: number): Promise<InvariantResult> {
  const invariant = new Invariant(
    'I2',
    'the sequence and the chain of hashes of each journal have no gap',
  );
  try {
    for (let partition = 0; partition < partitions; partition++)
      for await (const batch of new JournalReader(eventStore, partition).read())
        invariant.count('batches', batch.entries.length > 0 ? 1 : 0);
  } catch (error) {
    invariant.check(false, () => (error instanceof Error ? error.message : String(error)));
  }
  return invariant.result;
}

/** The audit log's rows follow from one another by their hashes. */
async function auditLog(sql: Sql): Promise<InvariantResult> {
  const invariant = new Invariant('I7', 'the audit log’s chains of hashes are whole');
  const { rows, breaks } = await sql.begin(
    'isolation level repeatable read read only',
    verifyAuditLog,
  );
  invariant.count('audit rows', rows);
  for (const { journal, sequence, what } of breaks)
    invariant.check(false, () => `${journal} row ${sequence}: ${what}`);
  return invariant.result;
}
