import type { Command } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';
import { isDone, outcomeText } from './outcome-text.ts';
import { submit } from './submit.ts';

/** Sends a command and prints what became of it. @throws CommandFailure where it is not done. */
export async function sent(command: Command, options: InstallationOptions): Promise<void> {
  const outcome = await submit(command, options);
  if (!isDone(outcome)) throw new CommandFailure(outcomeText(outcome));
  report(outcome, options.json === true, outcomeText);
}
