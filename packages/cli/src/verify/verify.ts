import { connectClickHouse } from '@bellwether/platform/click-house';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import type { Addresses } from '@bellwether/local';
import type { VerifyKeys } from './keys.ts';
import { SILENT, type Progress } from '../output/part-progress.ts';
import { Parts } from './parts.ts';
import type { InvariantResult } from './result.ts';
import { checkAnchors, checkAuditHeads, checkChainOfAudit, checkChains } from './chains.ts';
import { checkSignatures } from './signatures.ts';
import { LogReading } from './log-reading.ts';
import { checkStores } from './stores/stores-check.ts';

export type { InvariantResult } from './result.ts';

export interface Verification {
  readonly ok: boolean;
  readonly checks: readonly InvariantResult[];
  /** Trades in the log. */
  readonly trades: number;
}

export interface VerifyOptions {
  readonly progress?: Progress;
  /** Ends it: what was proven until then is told. */
  readonly signal?: AbortSignal;
}

/**
 * Reads the whole log, checks I1 to I4, I13, I15, I17 and I18 on it, reckons what the stores must hold, by the projections' own folds and
 * without them, compares every store (I5, I6, I7), and checks who wrote the facts (I14). It throws at nothing that it meets: a part that fails is a check
 * that is not ok, and says why.
 */
export async function verifyInstallation(
  addresses: Addresses,
  partitions: number,
  keys: VerifyKeys,
  { progress = SILENT, signal = new AbortController().signal }: VerifyOptions = {},
): Promise<Verification> {
  const logger = createLogger('verify', 'silent');
  const eventStore = connectEventStore(addresses.eventStoreCli);
  const sql = connectPostgres({ url: addresses.databaseReader, name: 'verify' });
  const clickHouse = connectClickHouse(addresses.clickHouseAnalyst, 'verify');
  const redis = connectRedis(addresses.redisGateway, 'verify', logger);
  const parts = new Parts(progress, signal);
  try {
    const reading = new LogReading(eventStore, parts, partitions);
    await reading.noteCache(sql, redis);
    await reading.read(sql);
    const stores = await checkStores({ parts, reading, sql, clickHouse });
    const checks = [
      ...reading.conclude(),
      await checkChains(parts, eventStore, partitions),
      ...stores,
      await checkChainOfAudit(parts, sql),
      await checkAuditHeads(parts, sql, keys.auditor),
      await checkAnchors(parts, sql, keys.auditor),
      await checkSignatures(parts, eventStore, keys.writer),
    ].map(({ result }) => result);
    return { ok: checks.every(({ ok }) => ok), checks, trades: reading.journal.trades };
  } finally {
    redis.disconnect();
    await Promise.all([disposeEventStore(eventStore), sql.end({ timeout: 5 }), clickHouse.close()]);
  }
}
