import { Argument, type Command } from 'commander';
import type { Typed } from './input.ts';

// Each action is loaded when it runs, as everywhere on the command line.

const DATA = new Argument('[data]', 'the fields as a JSON object: \'{"accountId": "demo"}\'');

/** What sends commands and asks questions, as clients do. */
export function addMessageCommands(program: Command): void {
  program
    .command('send')
    .argument('[command]', 'PlaceOrder, DepositCash …; without it, all are listed')
    .addArgument(DATA)
    .description('send a command and print its outcome; fails when it is not accepted')
    .option('--field <name=value...>', 'one field each; of a record inside: record.field=value')
    .option('--id <uuid>', 'id of the command: sent again with the same one, it happens once')
    .option('--durable', 'through the queue, which keeps it until it is decided')
    .option('--schema', 'print its JSON Schema and an example, and send nothing')
    .action(async (name: string | undefined, document: string | undefined, _, command: Command) =>
      (await import('./send.ts')).send(name, {
        ...command.optsWithGlobals(),
        ...typed(document, command),
      }),
    );
  program
    .command('ask')
    .argument('[question]', 'account.get, order.list …; without it, all are listed')
    .addArgument(DATA)
    .description('ask the read models, and print the answer; amounts are in 1/10 000 USD')
    .option('--field <name=value...>', 'one field each; lists are divided by commas')
    .option('--schema', 'print the JSON Schema of input and answer and an example, and ask nothing')
    .action(async (name: string | undefined, document: string | undefined, _, command: Command) =>
      (await import('./ask.ts')).ask(name, {
        ...command.optsWithGlobals(),
        ...typed(document, command),
      }),
    );
}

/** What was typed as data. `--json` is how a result is printed, and `--data` a directory, so the object has no option. */
function typed(document: string | undefined, command: Command): Typed {
  const { field } = command.opts<{ readonly field?: readonly string[] }>();
  return {
    ...(document === undefined ? {} : { document }),
    ...(field === undefined ? {} : { fields: field }),
  };
}
