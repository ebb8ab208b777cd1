import { CommandClient } from '@bellwether/client';
import {
  accessSettings,
  natsSettings,
  partitionSettings,
  postgresSettings,
  readJsonFile,
  readSettingsFile,
  redisSettings,
  signingSettings,
} from '@bellwether/platform/config';
import { connectNats, natsAnswers } from '@bellwether/platform/nats';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { Gauge, runService } from '@bellwether/platform/service';
import { Signer } from '@bellwether/platform/signing';
import { ReadModels, ReadNotes } from '@bellwether/projections/read-model';
import { Type, type Static, type TObject } from 'typebox';
import { buildApp } from './app.ts';
import { Documents } from './operation/documents.ts';
import type { Rate } from './plugins/rate-limit.ts';
import { followUsers } from './plugins/users-file.ts';
import { developmentUser, GatewayUsers, readUsers, type GatewayUser } from './plugins/users.ts';
import { FeedDoor } from './feeds/feed-door.ts';
import { ChangeBridge } from './subscriptions/change-bridge.ts';

const settings = {
  ...natsSettings,
  ...partitionSettings,
  ...postgresSettings,
  ...redisSettings,
  GATEWAY_HOST: Type.String({ default: '127.0.0.1', description: 'Address of the API' }),
  GATEWAY_PORT: Type.Integer({ minimum: 0, maximum: 65_535, description: 'Port of the API' }),
  GATEWAY_USERS_FILE: Type.Optional(
    Type.String({
      description: 'JSON file of the people who may use the API; needed outside the dev profile',
    }),
  ),
  GATEWAY_TOKEN: Type.Optional(
    Type.String({ minLength: 16, description: 'Dev profile: bearer token of who runs it' }),
  ),
  GATEWAY_DOCUMENTS_FILE: Type.Optional(
    Type.String({ description: 'JSON file of documents by their SHA-256 that clients may name' }),
  ),
  GATEWAY_DOCUMENTS_ONLY: Type.Boolean({
    default: false,
    description: 'Whether nothing but the documents of that file is answered',
  }),
  GATEWAY_TRUSTED_HOSTS: Type.String({
    default: '',
    description: 'Names, with commas between them, under which the API is known, beside localhost',
  }),
  GATEWAY_TRUSTED_ORIGINS: Type.String({
    default: '',
    description: 'Origins, with commas between them, of pages that may use the API',
  }),
  GATEWAY_REQUESTS_PER_SECOND: Type.Integer({
    minimum: 1,
    default: 2_000,
    description: 'Requests of one address; twice as many at once',
  }),
  GATEWAY_COST_PER_SECOND: Type.Integer({
    minimum: 1,
    default: 5_000,
    description: 'Cost of the operations of one user; as much at once',
  }),
  GATEWAY_KEY_FILE: signingSettings.GATEWAY_KEY_FILE,
  PROFILE: accessSettings.PROFILE,
};

type Settings = Static<TObject<typeof settings>>;

await runService(
  'gateway',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen }) => {
    const sql = connectPostgres({ url: config.DATABASE_URL, name, connections: 8 });
    onStop('postgres', () => sql.end({ timeout: 5 }));
    const redis = connectRedis(config.REDIS_URL, name, logger);
    onStop('redis', () => redis.disconnect());
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config;
    const connection = await connectNats({ url, user, password, name }, logger);
    onStop('nats', () => connection.close());

    const notes = new ReadNotes(
      (reads) => connection.publish(`qry.records.note.${user}`, JSON.stringify(reads)),
      logger,
    );
    onStop('read notes', () => notes.flush());
    const signer = readSettingsFile(config.GATEWAY_KEY_FILE, (text) => new Signer(text));
    const changes = new ChangeBridge(connection, logger);
    const feeds = new FeedDoor(connection, user, logger);
    onStop('feeds', () => feeds.close());
    const users = new GatewayUsers(usersOf(config));
    const { GATEWAY_USERS_FILE: file } = config;
    if (file !== undefined)
      onStop('users', followUsers({ file, users, read: () => usersOf(config), logger }));
    const app = await buildApp({
      commands: new CommandClient({ connection, user, signer, partitions: config.PARTITIONS }),
      readModels: new ReadModels(sql, redis, { notes }),
      changes,
      feeds,
      logger,
      users,
      trusted: {
        hosts: listOf(config.GATEWAY_TRUSTED_HOSTS.toLowerCase()),
        origins: listOf(config.GATEWAY_TRUSTED_ORIGINS),
      },
      addressRate: rateOf(config.GATEWAY_REQUESTS_PER_SECOND, 2),
      userRate: rateOf(config.GATEWAY_COST_PER_SECOND, 1),
      documents: documentsOf(config),
      explorer: config.PROFILE === 'dev' && config.GATEWAY_TOKEN !== undefined,
    });
    onStop('changes', () => changes.close());
    onStop('http', () => app.close());
    await app.listen({ host: config.GATEWAY_HOST, port: config.GATEWAY_PORT });
    readyWhen({ name: 'postgres', check: async () => (await sql`select 1`).length === 1 });
    readyWhen({ name: 'nats', check: () => natsAnswers(connection) });
    new Gauge({
      name: 'gateway_subscriptions',
      help: 'Readers of changes',
      registers: [metrics],
      collect() {
        this.set(changes.readers + changes.wakes.followers);
      },
    });
  },
);

/** The people of the file; in the dev profile also who has the token. In production nobody but those of the file. */
function usersOf(config: Settings): readonly GatewayUser[] {
  const { GATEWAY_USERS_FILE: file, GATEWAY_TOKEN: token, PROFILE: profile } = config;
  return [
    ...(file === undefined ? [] : readUsers(file)),
    ...(profile === 'dev' && token !== undefined ? [developmentUser(token)] : []),
  ];
}

function documentsOf(config: Settings): Documents {
  const { GATEWAY_DOCUMENTS_FILE: file, GATEWAY_DOCUMENTS_ONLY: only } = config;
  return new Documents(file === undefined ? {} : readJsonFile(file), only);
}

/** @param seconds how much of it is let through at once. */
function rateOf(perSecond: number, seconds: number): Rate {
  return { perSecond, burst: seconds * perSecond };
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
