import type { Command } from 'commander';

/** `sql`. */
export function addSqlCommand(program: Command): void {
  program
    .command('sql')
    .description('ask ClickHouse, read-only: a statement, standard input, or a shell')
    .argument('[statements]', 'select … ; without it, a shell')
    .option('--format <format>', 'table, json, lines, csv, tsv or vertical')
    .action(async (statements: string | undefined, _, command: Command) =>
      (await import('./sql.ts')).sql(statements, command.optsWithGlobals()),
    );
}
