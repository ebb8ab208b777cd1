import { CommandClient } from '@bellwether/client';
import { natsSettings, partitionSettings } from '@bellwether/platform/config';
import { connectNats } from '@bellwether/platform/nats';
import { runService } from '@bellwether/platform/service';
import { Type } from 'typebox';
import { Bots } from './bots.ts';
import { seedMarket } from './market.ts';

const settings = {
  ...natsSettings,
  ...partitionSettings,
  DEMO_STEP_MS: Type.Integer({
    minimum: 50,
    maximum: 60_000,
    default: 200,
    description: 'From one step of a bot to its next, ms: half of it, twice the orders',
  }),
};

await runService('demo', settings, async ({ name, config, logger, onStop }) => {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config;
  const connection = await connectNats({ url, user, password, name }, logger);
  onStop('nats', () => connection.close());
  const client = new CommandClient({ connection, user, partitions: config.PARTITIONS });
  await seedMarket(client);
  const bots = new Bots(client, logger, config.DEMO_STEP_MS);
  bots.start();
  onStop('bots', () => bots.stop());
});
