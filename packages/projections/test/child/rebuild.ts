// Rebuilds a read model in a process of its own, so that a test can kill it.
import { connectEventStore } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { connectPostgres } from '@bellwether/platform/postgres';
import { projectionOf, rebuildShadow } from '../../src/index.ts';

const [name = '', rate = '', eventStoreUrl = '', ownerUrl = '', projectorUrl = ''] =
  process.argv.slice(2);
const eventStore = connectEventStore(eventStoreUrl);
const owner = connectPostgres({ url: ownerUrl, name: 'child' });
const projector = connectPostgres({ url: projectorUrl, name: 'child' });
await rebuildShadow({ eventStore, owner, projector }, projectionOf(name), {
  rate: Number(rate),
  signal: new AbortController().signal,
  logger: createLogger('child', 'silent'),
  onProgress: ({ facts }) => void process.stdout.write(`${facts}\n`),
});
