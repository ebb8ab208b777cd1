import { Principals, principalsOf } from '@bellwether/domain';
import { Type } from 'typebox';
import { connectClickHouse } from '@bellwether/platform/click-house';
import {
  accessSettings,
  clickHouseSettings,
  eventStoreSettings,
  natsSettings,
  postgresSettings,
  readJsonFile,
  readSettingsFile,
  redisSettings,
} from '@bellwether/platform/config';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { connectNats, NatsDoor, refusedReplies } from '@bellwether/platform/nats';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { runService } from '@bellwether/platform/service';
import { Signer } from '@bellwether/platform/signing';
import { Projections } from './app.ts';
import { readLogIn, READS_SUBJECT } from './compliance/reads/read-log.ts';
import { ReadNotes } from './compliance/reads/read-notes.ts';
import { registerMetrics } from './metrics.ts';
import { startQueryService } from './queries/query-service.ts';
import { ReadModels } from './read-model/read-models.ts';

const settings = {
  ...natsSettings,
  ...eventStoreSettings,
  ...postgresSettings,
  ...clickHouseSettings,
  ...redisSettings,
  ...accessSettings,
  AUDITOR_KEY_FILE: Type.String({
    minLength: 1,
    description: 'Private key that heads of the audit log are signed with: Ed25519, PKCS #8, PEM',
  }),
  ANCHOR_DIRECTORY: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Where anchors of the audit log are written, a file a day; absent: Postgres alone',
    }),
  ),
  ANCHOR_EVERY_S: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 600,
    description: 'Seconds from one anchor of the audit log to the next',
  }),
};

await runService(
  'projections',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen, fail }) => {
    const auditor = readSettingsFile(config.AUDITOR_KEY_FILE, (pem) => new Signer(pem));
    const eventStore = connectEventStore(config.EVENTSTORE_URL);
    onStop('event store', () => disposeEventStore(eventStore));
    const sql = connectPostgres({ url: config.DATABASE_URL, name });
    onStop('postgres', () => sql.end({ timeout: 5 }));
    const clickHouse = connectClickHouse(config.CLICKHOUSE_URL, name);
    onStop('clickhouse', () => clickHouse.close());
    const redis = connectRedis(config.REDIS_URL, name, logger);
    onStop('redis', () => redis.disconnect());
    const nats = await connectNats(
      { url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD, name },
      logger,
    );
    onStop('nats', () => nats.close());

    const projections = new Projections({
      eventStore,
      sql,
      clickHouse,
      redis,
      nats,
      auditor,
      anchors: { directory: config.ANCHOR_DIRECTORY, everyMs: config.ANCHOR_EVERY_S * 1_000 },
      logger,
      onFailure: fail,
    });
    const readerSql = connectPostgres({ url: config.DATABASE_URL, name: `${name} queries` });
    onStop('queries', () => readerSql.end({ timeout: 5 }));
    const { PRINCIPALS_FILE: file } = config;
    const known = principalsOf(config.PROFILE, file && readJsonFile(file));
    const door = new NatsDoor(logger, refusedReplies(metrics));
    const notes = new ReadNotes(
      (reads) => nats.publish(READS_SUBJECT, JSON.stringify(reads)),
      logger,
    );
    onStop('read notes', () => notes.flush());
    const readModels = new ReadModels(readerSql, redis, { notes, reads: readLogIn(nats) });
    await startQueryService(nats, readModels, new Principals(known), logger, door);
    projections.start();
    onStop('projections', () => projections.stop());
    for (const sink of ['postgres', 'clickhouse'])
      readyWhen({ name: sink, check: () => projections.following.has(sink) });
    readyWhen({ name: 'event store', check: async () => (await projections.lag()).length > 0 });
    registerMetrics(metrics, projections);
  },
);
