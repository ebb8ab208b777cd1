import { createThreadedEngine } from '@bellwether/engine';
import {
  connectEventStore,
  connectNats,
  disposeEventStore,
  eventStoreAnswers,
  eventStoreSettings,
  natsSettings,
  runService,
  systemClock,
} from '@bellwether/platform';
import { Type } from 'typebox';
import { startCommands } from './app.ts';
import { CommandMetrics } from './metrics.ts';

const settings = {
  ...natsSettings,
  ...eventStoreSettings,
  PARTITION: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'Partition that this process owns',
  }),
  SESSIONS: Type.Union([Type.Literal('CONTINUOUS'), Type.Literal('CALENDAR')], {
    default: 'CONTINUOUS',
    description: 'CALENDAR: open by the exchanges’ hours; CONTINUOUS: trade without end',
  }),
  ENGINE_CORE: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Processor core to pin the engine to' }),
  ),
};

await runService(
  'commands',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen, fail }) => {
    const eventStore = connectEventStore(config.EVENTSTORE_URL);
    onStop('event store', () => disposeEventStore(eventStore));
    const nats = await connectNats(
      { url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD, name },
      logger,
    );
    onStop('nats', () => nats.drain());
    const engine = await createThreadedEngine(
      config.ENGINE_CORE === undefined ? {} : { core: config.ENGINE_CORE },
    );
    const commands = await startCommands({
      eventStore,
      nats,
      engine,
      partition: config.PARTITION,
      sessions: config.SESSIONS,
      clock: systemClock(),
      logger,
      metrics: new CommandMetrics(metrics),
      onFailure: fail,
    });
    onStop('commands', () => commands.stop());
    readyWhen({ name: 'event store', check: () => eventStoreAnswers(eventStore) });
    readyWhen({ name: 'nats', check: () => !nats.isClosed() });
  },
);
