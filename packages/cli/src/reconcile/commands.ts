import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDecimal } from '@bellwether/domain';
import { parseDay } from '../command-line/arguments.ts';

/** Our ledger against the statements of others. */
export function addReconcileCommands(program: Command): void {
  const reconcile = program
    .command('reconcile')
    .description('our ledger against statements of custodians and banks');
  reconcile
    .command('statement')
    .argument('<file>', 'the statement as it came')
    .description('compare cash and shares at the end of a day, and record what differs')
    .addOption(
      new Option('--format <format>', 'table, or cash or custody statement of ISO 20022 or SWIFT')
        .choices(['csv', 'camt053', 'semt002', 'mt940', 'mt535'])
        .default('csv'),
    )
    .requiredOption('--day <day>', 'at the end of which day', parseDay)
    .option('--name <name>', 'how the statement is called (default: by its content)')
    .option('--columns <map>', 'of a table: owner=Account,commodity=Symbol,amount=Qty,reference=Id')
    .option('--tolerance <usd>', 'difference in money that is none', parseTolerance, 0n)
    .option('--dry-run', 'compare, and record nothing')
    .action(async (file: string, _, command: Command) =>
      (await import('./reconcile.ts')).reconcile(file, command.optsWithGlobals()),
    );
  reconcile
    .command('trades')
    .argument('<file>', 'the street’s trades of a day as they came, a table')
    .description('compare trades, one by one and in sums, and record what differs')
    .requiredOption('--day <day>', 'trading day', parseDay)
    .option('--name <name>', 'how the file is called (default: by its content)')
    .option('--columns <map>', 'account=Acct,instrument=Sym,side=BS,settlement=SD,quantity=Qty,…')
    .option('--tolerance <usd>', 'difference in money that is none', parseTolerance, 0n)
    .option('--dry-run', 'compare, and record nothing')
    .action(async (file: string, _, command: Command) =>
      (await import('./reconcile.ts')).reconcileTrades(file, command.optsWithGlobals()),
    );
  reconcile
    .command('list', { isDefault: true })
    .description('statements that were compared, the latest first')
    .action(async (_, command: Command) =>
      (await import('./reconcile.ts')).listStatements(command.optsWithGlobals()),
    );
  reconcile
    .command('breaks')
    .argument('[statement]', 'all of this statement; default: those that are not over')
    .description('where we differ')
    .action(async (statement: string | undefined, _, command: Command) =>
      (await import('./reconcile.ts')).listBreaks(statement, command.optsWithGlobals()),
    );
  for (const [name, type, description] of [
    ['explain', 'ExplainBreak', 'say why we differ'],
    ['resolve', 'ResolveBreak', 'end a break; somebody else must agree'],
  ] as const)
    reconcile
      .command(name)
      .argument('<break>', 'as `breaks` shows it, <statement>/<number>')
      .requiredOption('--note <words>', 'why')
      .description(description)
      .action(async (of: string, _, command: Command) =>
        (await import('./reconcile.ts')).sayOfBreak(type, of, command.optsWithGlobals()),
      );
}

function parseTolerance(typed: string): bigint {
  if (!/^\d{1,8}(\.\d{1,4})?$/.test(typed)) throw new InvalidArgumentError('USD, as 0.01');
  return parseDecimal(typed);
}
