import type { Command } from 'commander';
import { parseOrderId } from '../command-line/arguments.ts';

/** `explain`. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('everything that happened to an order, with causes and times')
    .argument('<orderId>', 'id of the order', parseOrderId)
    .action(async (orderId: string, _, command: Command) =>
      (await import('./explain.ts')).explain(orderId, command.optsWithGlobals()),
    );
}
