// An instance of the process managers with some processes of the tests' choosing, so that it can be killed.
import { connectEventStore } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import { Signer } from '@bellwether/platform/signing';
import { WebhookPoster } from '../../src/alerts/webhook-poster.ts';
import { systemProcessClock } from '../../src/runtime/runtime.ts';
import { pricesHeard } from '../../src/alerts/prices-heard.ts';
import { Processes, processesOf } from '../../src/index.ts';
import { PRINCIPALS, welcome } from './welcome.ts';

const [which = '', instance = '', url = '', password = '', eventStoreUrl = ''] =
  process.argv.slice(2);
const logger = createLogger(instance, 'silent');
const { WEBHOOK_KEY: key } = process.env;
const poster =
  key === undefined
    ? undefined
    : new WebhookPoster({
        signer: new Signer(key),
        clock: systemProcessClock(),
        allowedHosts: new Set(['127.0.0.1']),
      });
const nats = await connectNats({ url, user: 'processes', password, name: instance }, logger);
await Processes.start({
  processes: which === 'welcome' ? [welcome] : processesOf('CONTINUOUS', poster),
  eventStore: connectEventStore(eventStoreUrl),
  nats,
  hearPrices: pricesHeard(nats, logger),
  principals: PRINCIPALS,
  partitions: 1,
  instance,
  leaseTtlMs: 300,
  logger,
  onFailure: () => process.kill(process.pid, 'SIGKILL'),
});
