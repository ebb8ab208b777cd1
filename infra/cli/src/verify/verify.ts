import { readJournal } from '@bellwether/commands';
import { parseDecimal } from '@bellwether/domain';
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
import { FACT_STREAMS, factsOf, ReadModelAudit, type RecordedFact } from '@bellwether/projections';
import { ReadModels } from '@bellwether/projections/read-model';
import type { Addresses } from '@bellwether/local';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { CommandFailure } from '../exit.ts';
import { ClickHouseAudit } from './click-house-audit.ts';
import { JournalAudit } from './journal-audit.ts';
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
 * Reads the whole log, checks I1 to I4 on it, folds it from zero and compares every store with the fold (I5, I6).
 * @throws CommandFailure when the read side does not catch up.
 */
export async function verifyInstallation(addresses: Addresses): Promise<Verification> {
  const logger = createLogger('verify', 'silent');
  const eventStore = connectEventStore(addresses.eventStore);
  const sql = connectPostgres({ url: addresses.databaseReader, name: 'verify' });
  const clickHouse = connectClickHouse(addresses.clickHouseAnalyst, 'verify');
  const redis = connectRedis(addresses.redisGateway, 'verify', logger);
  try {
    return await verify(eventStore, sql, clickHouse, new ReadModels(sql, redis));
  } finally {
    redis.disconnect();
    await Promise.all([disposeEventStore(eventStore), sql.end({ timeout: 5 }), clickHouse.close()]);
  }
}

async function verify(
  eventStore: EventStoreDBClient,
  sql: Sql,
  clickHouse: ClickHouseClient,
  readModels: ReadModels,
): Promise<Verification> {
  const journal = new JournalAudit();
  const folded = new ReadModelAudit();
  const analytics = new ClickHouseAudit();
  const lastTrades = new Map<string, bigint>();
  let head = -1n;
  for await (const facts of readFacts(eventStore)) {
    head = facts[0]?.position ?? head;
    journal.addEvent(facts);
    folded.add(facts);
    analytics.add(facts);
    for (const { fact } of facts)
      if (fact.type === 'TradeExecuted') lastTrades.set(fact.data.instrumentId, fact.data.price);
  }
  if (!(await readModels.reached(head, CATCH_UP_MS)))
    throw new CommandFailure(
      `the read models have not reached ${head}; is the projections service running?`,
    );
  const stores = new Invariant('I5', 'each store equals a fold of the log from zero');
  for (const { model, rows, differing } of await folded.compare(sql)) {
    stores.count(`rows of ${model}`, rows);
    for (const key of differing) stores.check(false, () => `${model}: row ${key} differs`);
  }
  await analytics.compare(clickHouse, stores, CATCH_UP_MS);
  await comparePrices(readModels, lastTrades, stores);
  const checks = [
    ...journal.conclude(),
    await chain(eventStore),
    stores.result,
    await checkpoints(sql, head),
  ];
  return { ok: checks.every(({ ok }) => ok), checks, trades: journal.trades };
}

async function* readFacts(eventStore: EventStoreDBClient): AsyncGenerator<readonly RecordedFact[]> {
  for await (const { event } of eventStore.readAll()) {
    if (event === undefined || !FACT_STREAMS.some((prefix) => event.streamId.startsWith(prefix)))
      continue;
    const facts = factsOf(event);
    if (facts.length > 0) yield facts;
  }
}

/** What the cache has must be the last trade; it may have nothing. */
async function comparePrices(
  readModels: ReadModels,
  lastTrades: ReadonlyMap<string, bigint>,
  stores: Invariant,
): Promise<void> {
  for (const { instrumentId, symbol } of await readModels.instruments()) {
    const cached = await readModels.cachedPrice(symbol);
    if (cached === undefined) continue;
    stores.count('cached prices');
    const expected = lastTrades.get(instrumentId);
    stores.check(
      parseDecimal(cached.price) === expected,
      () => `${symbol}: ${cached.price} cached, last trade ${expected}`,
    );
  }
}

/** readJournal checks hashes and sequences as it reads. */
async function chain(eventStore: EventStoreDBClient): Promise<InvariantResult> {
  const invariant = new Invariant('I2', 'the journal’s sequence and chain of hashes have no gap');
  try {
    for await (const batch of readJournal(eventStore, 0))
      invariant.count('batches', batch.entries.length > 0 ? 1 : 0);
  } catch (error) {
    invariant.check(false, () => (error instanceof Error ? error.message : String(error)));
  }
  return invariant.result;
}

/** No row is ahead of its checkpoint, and no checkpoint ahead of the log. */
async function checkpoints(sql: Sql, head: bigint): Promise<InvariantResult> {
  const invariant = new Invariant('I6', 'checkpoint and rows are one transaction');
  const rows = await sql<
    { name: string; position: string }[]
  >`select name, position from read_models.checkpoints`;
  for (const { name, position } of rows) {
    const table = `read_models.${name.replace('@', '_v')}`;
    const [row] = await sql<
      { last: string | null }[]
    >`select max(position) as last from ${sql(table)}`;
    invariant.count('checkpoints');
    const last = BigInt(row?.last ?? -1);
    invariant.check(
      last <= BigInt(position),
      () => `${name}: a row at ${last}, the checkpoint at ${position}`,
    );
    invariant.check(
      BigInt(position) >= head,
      () => `${name}: the checkpoint at ${position}, the log at ${head}`,
    );
  }
  return invariant.result;
}
