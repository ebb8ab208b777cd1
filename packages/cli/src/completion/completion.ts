import type { Command } from 'commander';
import { completionScript, SHELLS } from './script.ts';
import { wordsOf } from './words.ts';
import { CommandFailure } from '../command-line/exit.ts';

/** Prints the completion script of a shell. @throws CommandFailure for a shell that there is none for. */
export function completion(shell: string, program: Command): void {
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) throw new CommandFailure(`shells are ${SHELLS.join(' and ')}`);
  process.stdout.write(completionScript(known, wordsOf(program)));
}
