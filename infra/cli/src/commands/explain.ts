import { connectClickHouse } from '@bellwether/platform';
import { InvalidArgumentError, type Command } from 'commander';
import { runningAddresses } from '../connection.ts';
import { explainOrder, showStory } from '../explain/order-story.ts';
import { CommandFailure } from '../exit.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';
import { report } from '../output/report.ts';

export function addExplain(program: Command): void {
  program
    .command('explain <orderId>')
    .description('everything that happened to an order, with causes and times')
    .action(async (orderId: string, _: unknown, command: Command) => {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(orderId))
        throw new InvalidArgumentError('an order id is a lower-case UUID');
      const options: InstallationOptions = command.optsWithGlobals();
      const client = connectClickHouse(
        runningAddresses(settingsOf(options)).clickHouseAnalyst,
        'explain',
      );
      try {
        const story = await explainOrder(client, orderId);
        if (story.length === 0) throw new CommandFailure(`nothing is known of order ${orderId}`);
        report(story, options.json === true, showStory);
      } finally {
        await client.close();
      }
    });
}
