import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { signedStore } from '@bellwether/commands';
import type { Addresses } from '@bellwether/local';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { createLogger } from '@bellwether/platform/log';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { migrateReadModels, Projections } from '@bellwether/projections';
import {
  eventually,
  startReadStores,
  startClickHouseServer,
  startWriteStack,
} from '@bellwether/testkit';
import { writeLog } from './verify/write-log.ts';

// `./bellwether verify` on a log of many facts and every store that follows from it, all real.
// node packages/cli/bench/verify.bench.ts [--facts 5000000]

const CHILD = fileURLToPath(new URL('./verify/verify-child.ts', import.meta.url));
/** The read side's time to follow. */
const FOLLOW_MS = 3_600_000;

const { values } = parseArgs({ options: { facts: { type: 'string', default: '200000' } } });
const load = loadavg();
const logger = createLogger('bench', 'warn');
const auditor = generateKeyPair();
const write = await startWriteStack();
const stores = await startReadStores(write.directory);
const house = await startClickHouseServer(write.directory);
await migrateReadModels(stores.ownerUrl);
const facts = await writeLog(
  signedStore(write.eventStoreClient(), write.signer),
  Number(values.facts),
);
await follow();
const result = await verify();
await house.stop();
await stores.stop();
await write.stop();
const { seconds, cpuSeconds, peakRssMb, ok, broken } = result;
const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
process.stdout.write(
  `${JSON.stringify(
    {
      facts,
      ok,
      broken,
      seconds: Math.round(seconds * 10) / 10,
      factsPerSecond: Math.round(facts / seconds),
      factsPerCpuSecond: Math.round(facts / cpuSeconds),
      peakRssMb,
      machine,
      loadAverageBefore: load.map((value) => Math.round(value * 100) / 100),
    },
    undefined,
    2,
  )}\n`,
);
if (!ok) process.exitCode = 1;

/** Lets the read side take in everything, and ends it: what is measured is verify. */
async function follow(): Promise<void> {
  const sql = connectPostgres({ url: stores.projectorUrl, name: 'bench', connections: 8 });
  const clickHouse = connectClickHouse(house.projectionsUrl, 'bench');
  const redis = connectRedis(stores.redisUrl('projections'), 'bench', logger);
  const projections = new Projections({
    eventStore: write.eventStoreClient(),
    sql,
    clickHouse,
    redis,
    nats: await write.connectAs('projections'),
    auditor: new Signer(auditor.privateKey),
    logger,
    onFailure(error) {
      throw error;
    },
  });
  projections.start();
  await eventually(
    'the read side has everything',
    async () =>
      (await projections.lag()).every(({ bytes, position }) => bytes === 0n && position > 0n),
    FOLLOW_MS,
  );
  await projections.stop();
  redis.disconnect();
  await Promise.all([sql.end({ timeout: 5 }), clickHouse.close()]);
}

interface Measured {
  readonly ok: boolean;
  readonly broken: readonly unknown[];
  readonly seconds: number;
  /** Of the process that verifies. */
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

async function verify(): Promise<Measured> {
  const addresses: Partial<Addresses> = {
    eventStoreCli: write.eventStoreUrl,
    databaseReader: stores.readerUrl,
    clickHouseAnalyst: house.analystUrl,
    redisGateway: stores.redisUrl('gateway'),
  };
  const child = spawn(
    process.execPath,
    [CHILD, JSON.stringify(addresses), write.writerPublicKey, auditor.publicKey],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const output = text(child.stdout);
  await once(child, 'exit');
  return JSON.parse(await output) as Measured;
}
