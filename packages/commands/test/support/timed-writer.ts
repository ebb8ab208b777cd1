// The write side as a process of its own, whose clock is ahead of the machine's by CLOCK_AHEAD_MS.
import { createThreadedEngine } from '@bellwether/engine';
import {
  connectEventStore,
  connectNats,
  createLogger,
  createRegistry,
  readSettingsFile,
  Signer,
  systemClock,
} from '@bellwether/platform';
import { DEVELOPMENT_PRINCIPALS } from '@bellwether/domain';
import { startCommands, CommandMetrics } from '../../src/index.ts';
import { systemRuntime } from '../../src/runtime/runtime.ts';

const {
  NATS_URL = '',
  NATS_PASSWORD = '',
  EVENTSTORE_URL = '',
  WRITER_KEY_FILE = '',
  CLOCK_AHEAD_MS = '0',
} = process.env;
const logger = createLogger('timed-writer', 'error');
const clock = systemClock();
const ahead = BigInt(Math.round(Number(CLOCK_AHEAD_MS))) * 1_000_000n;
await startCommands({
  eventStore: connectEventStore(EVENTSTORE_URL),
  signer: readSettingsFile(WRITER_KEY_FILE, (pem) => new Signer(pem)),
  nats: await connectNats(
    { url: NATS_URL, user: 'commands', password: NATS_PASSWORD, name: 'commands' },
    logger,
  ),
  createEngine: () => createThreadedEngine({ orderCapacity: 4_096, warmUpCommands: 100 }),
  partition: 0,
  partitions: 1,
  instance: 'timed',
  leaseTtlMs: 300,
  snapshots: undefined,
  principals: DEVELOPMENT_PRINCIPALS,
  sessions: 'CALENDAR',
  runtime: { ...systemRuntime(), clock: () => clock() + ahead },
  logger,
  metrics: new CommandMetrics(createRegistry('timed-writer')),
  onFailure: (error) => {
    throw error;
  },
});
