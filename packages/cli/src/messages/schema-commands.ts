import type { Command } from 'commander';

/** `schema`: schemas of commands, facts and the journal. */
export function addSchemaCommands(program: Command): void {
  const schema = program
    .command('schema')
    .description(
      'schemas of commands, facts and the journal, and whether a change may be released',
    );
  schema
    .command('list')
    .description('every schema in force, and how it stands to what was recorded')
    .action(async (_, command: Command) =>
      (await import('./schema.ts')).listSchemas(command.optsWithGlobals()),
    );
  schema
    .command('show')
    .description('one schema: JSON Schema of a command or fact, Avro of TradingBatch')
    .argument('<type>', 'PlaceOrder, TradeExecuted, TradingBatch …')
    .action(async (type: string, _, command: Command) =>
      (await import('./schema.ts')).showSchema(type, command.optsWithGlobals()),
    );
  schema
    .command('check')
    .description('fail on breaking changes, and on compatible ones that are not recorded')
    .action(async (_, command: Command) =>
      (await import('./schema.ts')).checkSchemas(command.optsWithGlobals()),
    );
  schema
    .command('record')
    .description('record new and compatibly changed schemas, with an example of each')
    .action(async (_, command: Command) =>
      (await import('./schema.ts')).recordSchemas(command.optsWithGlobals()),
    );
}
