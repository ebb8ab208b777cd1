import type { Command } from 'commander';
import { parseDuration } from '../command-line/arguments.ts';

/** `up`, `down`, `status` and `doctor`. */
export function addUpCommands(program: Command): void {
  program
    .command('up')
    .description('start all servers, services and the demo market; Ctrl-C stops them')
    .option('--headless', 'no terminal: nothing is drawn')
    .option(
      '--for <duration>',
      'stop after this time (20s, 5m) and say what happened',
      parseDuration,
    )
    .option('--detach', 'start in the background and return when everything is healthy')
    .action(async (_, command: Command) => (await import('./up.ts')).up(command.optsWithGlobals()));

  program
    .command('down')
    .description('stop everything, in order')
    .action(async (_, command: Command) =>
      (await import('./down.ts')).down(command.optsWithGlobals()),
    );

  program
    .command('status')
    .description('what is running, and how it is doing')
    .action(async (_, command: Command) =>
      (await import('./status.ts')).status(command.optsWithGlobals()),
    );

  program
    .command('doctor')
    .description('check everything that `up` needs, and say what would mend it')
    .action(async (_, command: Command) =>
      (await import('./doctor.ts')).doctor(command.optsWithGlobals()),
    );
}
