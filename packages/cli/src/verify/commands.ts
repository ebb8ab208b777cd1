import type { Command } from 'commander';

/** `verify`. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('check the invariants against all stores of the running platform')
    .action(async (_, command: Command) =>
      (await import('./command.ts')).verify(command.optsWithGlobals()),
    );
}
