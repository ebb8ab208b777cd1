// The write side and the process managers as one process, whose clock is ahead of the machine's by CLOCK_AHEAD_MS.
import { CommandMetrics, startCommands } from '@bellwether/commands';
import { DEVELOPMENT_PRINCIPALS } from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { readSettingsFile } from '@bellwether/platform/config';
import { connectEventStore } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import { systemRuntime, systemClock } from '@bellwether/platform/runtime';
import { createRegistry } from '@bellwether/platform/service';
import { Signer } from '@bellwether/platform/signing';
import type { DueCloseOut } from '../../src/close-outs/told-by-read-side.ts';
import { Processes, processesOf } from '../../src/index.ts';
import { systemProcessClock } from '../../src/runtime/runtime.ts';

const {
  NATS_URL: url = '',
  NATS_PASSWORD: password = '',
  EVENTSTORE_URL = '',
  WRITER_KEY_FILE = '',
  CLOCK_AHEAD_MS = '0',
  /** What the read side would say that has to be bought, whatever the day. */
  CLOSE_OUTS = '[]',
} = process.env;
const logger = createLogger('timed', 'error');
const machine = systemClock();
const ahead = BigInt(Math.round(Number(CLOCK_AHEAD_MS))) * 1_000_000n;
const clock = (): bigint => machine() + ahead;
const eventStore = connectEventStore(EVENTSTORE_URL);
const connect = (user: string) => connectNats({ url, user, password, name: user }, logger);
const common = {
  eventStore,
  instance: 'timed',
  leaseTtlMs: 300,
  partitions: 1,
  principals: DEVELOPMENT_PRINCIPALS,
  logger,
  onFailure: (error: Error) => {
    throw error;
  },
};
await startCommands({
  ...common,
  signer: readSettingsFile(WRITER_KEY_FILE, (pem) => new Signer(pem)),
  nats: await connect('commands'),
  createEngine: () => Promise.resolve(createInlineEngine({ orderCapacity: 4_096 })),
  partition: 0,
  snapshots: undefined,
  runtime: { ...systemRuntime(), clock },
  metrics: new CommandMetrics(createRegistry('timed')),
});
await Processes.start({
  ...common,
  processes: processesOf('CALENDAR'),
  nats: await connect('processes'),
  clock: { ...systemProcessClock(), clock },
  closeOutsOn: () =>
    Promise.resolve(
      (JSON.parse(CLOSE_OUTS) as readonly DueCloseOut[]).map((due) => ({
        ...due,
        quantity: BigInt(due.quantity),
        maxOrderQuantity: BigInt(due.maxOrderQuantity),
      })),
    ),
});
