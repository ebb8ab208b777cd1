import { hash } from 'node:crypto';
import { CommandClient } from '@bellwether/client';
import { CommandMetrics, startCommands } from '@bellwether/commands';
import { DEVELOPMENT_PRINCIPALS, Principals, type KnownPrincipal } from '@bellwether/domain';
import { createThreadedEngine } from '@bellwether/engine';
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
  GatewayUsers,
  type GatewayUser,
} from '../src/index.ts';

export const TOKEN = 'a-token-for-tests';

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
 */
export async function startGatewayStack({
  users = [],
  principals = DEVELOPMENT_PRINCIPALS,
}: {
  readonly users?: readonly GatewayUser[];
  readonly principals?: readonly KnownPrincipal[];
} = {}): Promise<GatewayStack> {
  const stack = await startWriteStack();
  const stores = await startReadStores(stack.directory);
  const house = await startTestClickHouse(stack.directory);
  await migrateReadModels(stores.ownerUrl);
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
  await commands.serving;
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
  const connection = await stack.connectAs('gateway');
  const changes = new ChangeBridge(connection, quiet);
  const everybody = [developmentUser(TOKEN), ...users];
  const known = new GatewayUsers(everybody);
  const app = await buildApp({
    commands: new CommandClient({ connection, user: 'gateway', signer }),
    readModels,
    changes,
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
