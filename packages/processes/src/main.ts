import { hostname } from 'node:os';
import { principalsOf } from '@bellwether/domain';
import {
  accessSettings,
  eventStoreSettings,
  instanceSettings,
  natsSettings,
  partitionSettings,
  readJsonFile,
} from '@bellwether/platform/config';
import {
  connectEventStore,
  disposeEventStore,
  eventStoreAnswers,
} from '@bellwether/platform/event-store';
import { connectNats, natsAnswers } from '@bellwether/platform/nats';
import { runService } from '@bellwether/platform/service';
import { Type } from 'typebox';
import { pricesHeard } from './alerts/prices-heard.ts';
import { Processes } from './app.ts';
import { ProcessMetrics } from './metrics.ts';
import { processesOf } from './processes.ts';
import { madeByReadSide } from './reports/made-by-read-side.ts';

const settings = {
  ...natsSettings,
  ...eventStoreSettings,
  ...accessSettings,
  ...partitionSettings,
  ...instanceSettings,
  LEASE_TTL_MS: Type.Integer({
    minimum: 100,
    maximum: 60_000,
    default: 2_000,
    description: 'How long a silent instance is believed to act before another one does',
  }),
  SESSIONS: Type.Union([Type.Literal('CONTINUOUS'), Type.Literal('CALENDAR')], {
    default: 'CONTINUOUS',
    description: 'CALENDAR: open by the exchanges’ hours; CONTINUOUS: trade without end',
  }),
};

await runService(
  'processes',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen, fail }) => {
    const eventStore = connectEventStore(config.EVENTSTORE_URL);
    onStop('event store', () => disposeEventStore(eventStore));
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config;
    const nats = await connectNats({ url, user, password, name }, logger);
    onStop('nats', () => nats.close());
    const { PRINCIPALS_FILE: principalsFile } = config;
    const shown = new ProcessMetrics(metrics);
    const processes = await Processes.start({
      processes: processesOf(config.SESSIONS),
      eventStore,
      nats,
      principals: principalsOf(config.PROFILE, principalsFile && readJsonFile(principalsFile)),
      partitions: config.PARTITIONS,
      instance: config.INSTANCE ?? hostname(),
      leaseTtlMs: config.LEASE_TTL_MS,
      hearPrices: pricesHeard(nats, logger),
      makeReport: madeByReadSide(nats),
      answered: shown.answered,
      logger,
      onFailure: fail,
    });
    onStop('processes', () => processes.stop());
    shown.show(processes);
    readyWhen({ name: 'event store', check: () => eventStoreAnswers(eventStore) });
    readyWhen({ name: 'nats', check: () => natsAnswers(nats) });
  },
);
