// The live projectors in a process of their own, so that a test can kill it at any moment.
import { connectClickHouse } from '@bellwether/platform/click-house';
import { connectEventStore } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { Projections } from '../../src/index.ts';

const [eventStoreUrl = '', projectorUrl = '', clickHouseUrl = '', redisUrl = '', natsUrl = ''] =
  process.argv.slice(2);
const logger = createLogger('child', 'silent');
const password = decodeURIComponent(new URL(projectorUrl).password);
const nats = await connectNats(
  { url: natsUrl, user: 'projections', password, name: 'child' },
  logger,
);
const projections = new Projections({
  eventStore: connectEventStore(eventStoreUrl),
  sql: connectPostgres({ url: projectorUrl, name: 'child', connections: 8 }),
  clickHouse: connectClickHouse(clickHouseUrl, 'child'),
  redis: connectRedis(redisUrl, 'child', logger),
  nats,
  auditor: new Signer(generateKeyPair().privateKey),
  logger,
  onFailure: (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
    process.kill(process.pid, 'SIGKILL');
  },
});
projections.start();
