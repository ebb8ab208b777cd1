import { hash } from 'node:crypto';
import { CommandClient } from '@bellwether/client';
import { CommandMetrics, startCommands } from '@bellwether/commands';
import { DEVELOPMENT_PRINCIPALS, Principals, type KnownPrincipal } from '@bellwether/domain';
import { createThreadedEngine } from '@bellwether/engine';
import { MarketData } from '@bellwether/market-data/service';
import { connectClickHouse } from '@bellwether/platform/click-house';
import type { Logger } from '@bellwether/platform/log';
import { NatsDoor } from '@bellwether/platform/nats';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { createRegistry } from '@bellwether/platform/service';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { migrateReadModels, Projections, startQueryService } from '@bellwether/projections';
import { ReadModels } from '@bellwether/projections/read-model';
import {
  inTime,
  quiet,
  startReadStores,
  startTestClickHouse,
  startWriteStack,
  type ReadStores,
  type WriteStack,
} from '@bellwether/testkit';
import {
  buildApp,
  ChangeBridge,
  developmentUser,
  Documents,
  FeedDoor,
  GatewayUsers,
  type GatewayUser,
} from '../src/index.ts';

export const TOKEN = 'a-token-for-tests';

/** A venue that tells of a symbol that nobody trades. */
export const DEMO_VENUE = {
  name: 'demo-venue',
  source: { kind: 'DEMO', seed: 1, prices: { VENUE: '100.00' }, perSecond: 20 },
} as const;

/** A document that clients may name. */
export const KNOWN_DOCUMENT = 'subscription { tradeExecuted(instrumentId: "Q") { id } }';
export const sha256 = (text: string): string => hash('sha256', text);

/** The whole platform in this process, on real servers. */
export interface GatewayStack {
  readonly app: Awaited<ReturnType<typeof buildApp>>;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly stores: ReadStores;
  /** NATS and the event store under it. */
  readonly write: WriteStack;
  /** What the gateway signs with. */
  readonly signer: Signer;
  readonly changes: ChangeBridge;
  readonly users: GatewayUsers;
  /** Whom it began with. */
  readonly everybody: readonly GatewayUser[];
  readonly failures: readonly Error[];
  /** What the gateway warned of. */
  readonly warned: readonly unknown[];
  stop(): Promise<void>;
}

/**
 * @param users beside the one of the dev profile, who has `TOKEN`.
 * @param principals what NATS users may do; default: the dev profile's.
 * @param administrator whether NATS has the user who hears everything.
 */
export async function startGatewayStack({
  users = [],
  principals = DEVELOPMENT_PRINCIPALS,
  administrator = false,
}: {
  readonly users?: readonly GatewayUser[];
  readonly principals?: readonly KnownPrincipal[];
  readonly administrator?: boolean;
} = {}): Promise<GatewayStack> {
  const stack = await startWriteStack(1, { administrator });
  const stores = await startReadStores(stack.directory);
  const house = await startTestClickHouse(stack.directory);
  await inTime('the tables are there', migrateReadModels(stores.ownerUrl));
  const failures: Error[] = [];
  const warned: unknown[] = [];
  const onFailure = (error: Error): void => void failures.push(error);
  const signer = new Signer(generateKeyPair().privateKey);
  const commands = await startCommands({
    eventStore: stack.eventStoreClient(),
    signer: stack.signer,
    nats: await stack.connectAs('commands'),
    createEngine: () => createThreadedEngine({ orderCapacity: 65_536, warmUpCommands: 1_000 }),
    partition: 0,
    instance: 'test',
    leaseTtlMs: 1_000,
    snapshots: undefined,
    principals,
    actorKeys: signer.publicKey,
    logger: quiet,
    metrics: new CommandMetrics(createRegistry('test')),
    onFailure,
  });
  await inTime('commands are answered', commands.serving);
  const [projectorSql, readerSql] = [stores.projectorUrl, stores.readerUrl].map((url) =>
    connectPostgres({ url, name: 'test' }),
  );
  const [projectorRedis, readerRedis] = ['projections', 'gateway'].map((user) =>
    connectRedis(stores.redisUrl(user), user, quiet),
  );
  const clickHouse = connectClickHouse(house.projectionsUrl, 'test');
  const projections = new Projections({
    eventStore: stack.eventStoreClient(),
    sql: projectorSql!,
    clickHouse,
    redis: projectorRedis!,
    nats: await stack.connectAs('projections'),
    auditor: stack.signer,
    logger: quiet,
    onFailure,
  });
  const readModels = new ReadModels(readerSql!, readerRedis);
  await startQueryService(
    await stack.connectAs('projections'),
    readModels,
    new Principals(principals),
    quiet,
    new NatsDoor(quiet),
  );
  projections.start();
  const feedRedis = connectRedis(stores.redisUrl('market_data'), 'market-data', quiet);
  const marketData = await MarketData.start({
    nats: await stack.connectAs('market_data'),
    redis: feedRedis,
    principals: new Principals(principals),
    door: new NatsDoor(quiet),
    logger: quiet,
    instrumentsMax: 16,
    indicators: [],
    venues: new Map(),
    primary: '',
    first: [DEMO_VENUE],
    lag: () => undefined,
  });
  const connection = await stack.connectAs('gateway');
  const changes = new ChangeBridge(connection, quiet);
  const feeds = new FeedDoor(connection, 'gateway', quiet);
  const everybody = [developmentUser(TOKEN), ...users];
  const known = new GatewayUsers(everybody);
  const app = await buildApp({
    commands: new CommandClient({ connection, user: 'gateway', signer }),
    readModels,
    changes,
    feeds,
    users: known,
    trusted: { hosts: ['trade.example'], origins: ['https://trade.example'] },
    logger: Object.assign(Object.create(quiet) as Logger, {
      warn: (...line: unknown[]) => void warned.push(line),
    }),
    documents: new Documents({ [sha256(KNOWN_DOCUMENT)]: KNOWN_DOCUMENT }),
    requestMs: 1_000,
    explorer: true,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    url,
    stores,
    write: stack,
    signer,
    changes,
    users: known,
    everybody,
    failures,
    warned,
    async stop() {
      await app.close();
      changes.close();
      feeds.close();
      await marketData.stop();
      feedRedis.disconnect();
      await commands.stop();
      await projections.stop();
      await clickHouse.close();
      projectorRedis?.disconnect();
      readerRedis?.disconnect();
      await Promise.all([projectorSql?.end(), readerSql?.end()]);
      await house.stop();
      await stores.stop();
      await stack.stop();
    },
  };
}
