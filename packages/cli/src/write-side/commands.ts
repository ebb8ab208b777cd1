import type { Command } from 'commander';
import { parseCount } from '../command-line/arguments.ts';

/** What people do about the write side. */
export function addWriteSideCommands(program: Command): void {
  const dlq =
    program.commands.find((command) => command.name() === 'dlq') ?? program.command('dlq');
  const commands = dlq
    .command('commands')
    .description('durable commands that could not be decided: look, put back, drop');
  commands
    .command('list')
    .option('--limit <count>', 'only the latest', parseCount)
    .action(async (_, command: Command) =>
      (await import('../dead-letters/dead-commands.ts')).listDeadLetters(command.optsWithGlobals()),
    );
  commands
    .command('show')
    .argument('<number>', 'number of the dead letter', parseCount)
    .action(async (sequence: number, _, command: Command) =>
      (await import('../dead-letters/dead-commands.ts')).showDeadLetter(
        sequence,
        command.optsWithGlobals(),
      ),
    );
  commands
    .command('retry')
    .argument('<number>', 'number of the dead letter', parseCount)
    .description('put it back into the queue; its commands keep their ids')
    .action(async (sequence: number, _, command: Command) =>
      (await import('../dead-letters/dead-commands.ts')).retryDeadLetter(
        sequence,
        command.optsWithGlobals(),
      ),
    );
  commands
    .command('drop')
    .argument('<number>', 'number of the dead letter', parseCount)
    .action(async (sequence: number, _, command: Command) =>
      (await import('../dead-letters/dead-commands.ts')).dropDeadLetter(
        sequence,
        command.optsWithGlobals(),
      ),
    );
  addParked(dlq);
}

function addParked(dlq: Command): void {
  const parked = dlq
    .command('processes')
    .description('facts that a process manager could not deal with, and those behind them');
  parked
    .command('list')
    .action(async (_, command: Command) =>
      (await import('../dead-letters/parked-facts.ts')).listParked(command.optsWithGlobals()),
    );
  const ofKey = (name: string, description: string): Command =>
    parked
      .command(name)
      .argument('<process>', 'name of the process manager')
      .argument('<key>', 'key of the facts, as `list` shows it')
      .description(description);
  ofKey('retry', 'try its facts again, in order').action(
    async (process: string, key: string, _, command: Command) =>
      (await import('../dead-letters/parked-facts.ts')).retryParked(
        process,
        key,
        command.optsWithGlobals(),
      ),
  );
  ofKey('drop', 'give the first of its facts up').action(
    async (process: string, key: string, _, command: Command) =>
      (await import('../dead-letters/parked-facts.ts')).dropParked(
        process,
        key,
        command.optsWithGlobals(),
      ),
  );
}
