import { CommandMetrics, startCommands, type Commands } from '@bellwether/commands';
import { createInlineEngine } from '@bellwether/engine';
import { createRegistry } from '@bellwether/platform/service';
import { quiet, type WriteStack } from '@bellwether/testkit';
import { PRINCIPALS } from './welcome.ts';

/** The write side in the test's own process, as soon as it answers commands. */
export async function startWriteSide(stack: WriteStack): Promise<Commands> {
  const commands = await startCommands({
    eventStore: stack.eventStoreClient(),
    signer: stack.signer,
    nats: await stack.connectAs('commands'),
    createEngine: () => Promise.resolve(createInlineEngine({ orderCapacity: 4_096 })),
    partition: 0,
    instance: 'test',
    leaseTtlMs: 1_000,
    snapshots: undefined,
    principals: PRINCIPALS,
    logger: quiet,
    metrics: new CommandMetrics(createRegistry('test')),
    onFailure: (error) => {
      throw error;
    },
  });
  await commands.serving;
  return commands;
}
