import type { Command } from 'commander';
import { parseCount } from '../command-line/arguments.ts';

// Each action is loaded when it runs, as everywhere on the command line.

/** The commands that look at the read side and mend it. */
export function addReadSideCommands(program: Command): void {
  addProjections(program);
  addDeadLetters(program);
}

function addProjections(program: Command): void {
  const projections = program
    .command('projections')
    .description('the read models: where they stand, whether they are right, building them anew');
  projections
    .command('list')
    .description('every build of every read model')
    .action(async (_, command: Command) =>
      (await import('./projections.ts')).list(command.optsWithGlobals()),
    );
  projections
    .command('lag')
    .description(
      'how far each build is behind: bytes of log, age of the last fact, facts per second',
    )
    .action(async (_, command: Command) =>
      (await import('./projections.ts')).lag(command.optsWithGlobals()),
    );
  projections
    .command('verify')
    .argument('<name>', 'read model')
    .description('compare row by row: the shadow with the build in force, or that with the log')
    .action(async (name: string, _, command: Command) =>
      (await import('./projections.ts')).verify(name, command.optsWithGlobals()),
    );
  projections
    .command('rebuild')
    .argument('<name>', 'read model')
    .requiredOption('--shadow', 'build beside the one in force; readers see nothing of it')
    .option('--rate <facts/s>', 'facts per second (default: as fast as it goes)', parseCount)
    .description('build a read model anew from the log; started again it goes on where it was')
    .action(async (name: string, _, command: Command) =>
      (await import('./rebuild.ts')).rebuild(name, command.optsWithGlobals()),
    );
  projections
    .command('switch')
    .argument('<name>', 'read model')
    .description('put the shadow in force, in one transaction')
    .action(async (name: string, _, command: Command) =>
      (await import('./rebuild.ts')).switchTo(name, command.optsWithGlobals()),
    );
  projections
    .command('upgrade')
    .description('bring every read model to the version of this program: rebuild, verify, switch')
    .action(async (_, command: Command) =>
      (await import('./upgrade.ts')).upgrade(command.optsWithGlobals()),
    );
  projections
    .command('drop')
    .argument('<build>', 'a build that is not in force, such as orders@1')
    .description('remove a build and its table')
    .action(async (build: string, _, command: Command) =>
      (await import('./rebuild.ts')).drop(build, command.optsWithGlobals()),
    );
}

function addDeadLetters(program: Command): void {
  const dlq = program
    .command('dlq')
    .description('facts that a read model could not take, and those that wait behind them');
  dlq
    .command('list')
    .description('what waits, and what was left out')
    .action(async (_, command: Command) =>
      (await import('./dead-letters.ts')).list(command.optsWithGlobals()),
    );
  dlq
    .command('show')
    .argument('<id>', 'number of a dead letter', parseCount)
    .description('one fact in full, and why it could not be applied')
    .action(async (id: number, _, command: Command) =>
      (await import('./dead-letters.ts')).show(id, command.optsWithGlobals()),
    );
  dlq
    .command('retry')
    .argument('<id>', 'number of any dead letter of the key', parseCount)
    .description('apply everything that waits for its key, in order')
    .action(async (id: number, _, command: Command) =>
      (await import('./dead-letters.ts')).retry(id, command.optsWithGlobals()),
    );
  dlq
    .command('skip')
    .argument('<id>', 'number of the first dead letter of its key', parseCount)
    .description('leave this fact out for good and apply those behind it')
    .action(async (id: number, _, command: Command) =>
      (await import('./dead-letters.ts')).skip(id, command.optsWithGlobals()),
    );
}
