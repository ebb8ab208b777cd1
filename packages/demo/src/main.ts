import { CommandClient } from '@bellwether/client';
import { natsSettings, partitionSettings } from '@bellwether/platform/config';
import { connectNats } from '@bellwether/platform/nats';
import { runService } from '@bellwether/platform/service';
import { Bots } from './bots.ts';
import { OutsidePrices } from './outside-prices.ts';
import { seedMarket } from './market.ts';
import { demoSettings } from './settings.ts';

const settings = { ...natsSettings, ...partitionSettings, ...demoSettings };

await runService('demo', settings, async ({ name, config, logger, onStop }) => {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = config;
  const connection = await connectNats({ url, user, password, name }, logger);
  onStop('nats', () => connection.close());
  const client = new CommandClient({ connection, user, partitions: config.PARTITIONS });
  await seedMarket(client);
  const outside = new OutsidePrices();
  const deaf = outside.hear(connection);
  onStop('prices', deaf);
  const bots = new Bots(client, logger, config.DEMO_STEP_MS, outside);
  bots.start();
  onStop('bots', () => bots.stop());
});
