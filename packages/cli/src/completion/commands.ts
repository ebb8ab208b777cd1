import type { Command } from 'commander';

/** What completes the command line in a shell. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .argument('<shell>', 'bash or zsh')
    .description('print what completes this command line: source <(./bellwether completion bash)')
    .action(async (shell: string) => (await import('./completion.ts')).completion(shell, program));
}
