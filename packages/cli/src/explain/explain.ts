import { connectClickHouse } from '@bellwether/platform/click-house';
import { runningAddresses } from '../command-line/connection.ts';
import { explainOrder, showStory } from './order-story.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';

export async function explain(orderId: string, options: InstallationOptions): Promise<void> {
  const client = connectClickHouse(
    runningAddresses(settingsOf(options)).clickHouseAnalyst,
    'explain',
  );
  try {
    const story = await explainOrder(client, orderId);
    if (story.length === 0) throw new CommandFailure(`nothing is known of order ${orderId}`);
    report(story, options.json === true, () => showStory(orderId, story));
  } finally {
    await client.close();
  }
}
