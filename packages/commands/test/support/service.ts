import { DEVELOPMENT_PRINCIPALS } from '@bellwether/domain';
import { createThreadedEngine } from '@bellwether/engine';
import { createRegistry } from '@bellwether/platform/service';
import { quiet, type WriteStack } from '@bellwether/testkit';
import {
  CommandMetrics,
  startCommands,
  type Commands,
  type CommandsDependencies,
} from '../../src/index.ts';

/** The write side on real servers, in this process, as soon as it answers commands. */
export async function startService(
  stack: WriteStack,
  options: Partial<CommandsDependencies> & Pick<CommandsDependencies, 'onFailure'>,
): Promise<Commands> {
  const commands = await startStandby(stack, options);
  await commands.serving;
  return commands;
}

/** The same, as soon as it follows the journal. */
export async function startStandby(
  stack: WriteStack,
  options: Partial<CommandsDependencies> & Pick<CommandsDependencies, 'onFailure'>,
): Promise<Commands> {
  return startCommands({
    eventStore: stack.eventStoreClient(),
    signer: stack.signer,
    nats: await stack.connectAs('commands'),
    createEngine: () =>
      createThreadedEngine({
        orderCapacity: 65_536,
        commandCapacity: 4_096,
        eventCapacity: 4_096,
        warmUpCommands: 1_000,
      }),
    partition: 0,
    instance: 'test',
    leaseTtlMs: 1_000,
    snapshots: undefined,
    principals: DEVELOPMENT_PRINCIPALS,
    logger: quiet,
    metrics: new CommandMetrics(createRegistry('test')),
    ...options,
  });
}
