import {
  COMMANDS,
  jsonSchemaOf,
  readCommand,
  type Command,
  type Definition,
} from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import { inputOf, type Typed } from './input.ts';
import { named } from './names.ts';
import { isDone, outcomeText } from './outcome-text.ts';
import type { SubmitOptions } from './submit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { report, table } from '../output/report.ts';
import { showSchema } from './schema.ts';

export interface SendOptions extends SubmitOptions, Typed {
  readonly schema?: boolean;
}

/** Stands in for the id that the client is about to make, while a command is checked. */
const ANY_ID = '00000000-0000-7000-8000-000000000000';

/**
 * Sends one command as `cli` and prints its outcome; without a name, lists all commands.
 * @throws CommandFailure where it is no command, and where it was not accepted.
 */
export async function send(name: string | undefined, options: SendOptions): Promise<void> {
  if (name === undefined) return listCommands(options);
  const definition = named(COMMANDS, name, 'command');
  if (options.schema === true) return showSchema(definition.type, options);
  const command = commandOf(definition, options);
  const { submit } = await import('./submit.ts');
  const outcome = await submit(command, options);
  const isAccepted = isDone(outcome);
  if (isAccepted || options.json === true) report(outcome, options.json === true, outcomeText);
  if (!isAccepted) throw new CommandFailure(outcomeText(outcome));
}

function listCommands(options: InstallationOptions): void {
  const commands = [...COMMANDS.values()].map(({ type, description }) => ({ type, description }));
  report(commands, options.json === true, () =>
    table(commands.map(({ type, description }) => [type, description])),
  );
}

/** The command that was typed, by the checks of every door. @throws CommandFailure with the first that fails. */
function commandOf(definition: Definition, options: SendOptions): Command {
  const { type, version } = definition;
  const data = inputOf(options, jsonSchemaOf(definition), type);
  const read = readCommand({ id: options.id ?? ANY_ID, type, version, data });
  if (!read.ok) throw new CommandFailure(`invalid, ${read.error.code}: ${read.error.message}`);
  return read.command;
}
