import { Command } from 'commander';
import { addAlertCommands } from './alerts/commands.ts';
import { addFeeCommands } from './fees/commands.ts';
import { addCorporateActionCommands } from './corporate-actions/commands.ts';
import { addDerivativeCommands } from './derivatives/commands.ts';
import { addLogCommands } from './replay/commands.ts';
import { addCompletionCommand } from './completion/commands.ts';
import { addFeedCommands } from './feed/commands.ts';
import { addLedgerCommands } from './ledger/commands.ts';
import { addMarketCommands } from './market/commands.ts';
import { addMessageCommands } from './messages/commands.ts';
import { addPerformanceCommands } from './performance/commands.ts';
import { addPortfolioCommands } from './portfolio/commands.ts';
import { addReadSideCommands } from './read-side/commands.ts';
import { addReconcileCommands } from './reconcile/commands.ts';
import { addRebalanceCommands } from './rebalancing/commands.ts';
import { addReportCommands } from './report/commands.ts';
import { addSettlementCommands } from './settlement/commands.ts';
import { addWriteSideCommands } from './write-side/commands.ts';
import {
  parseCount,
  parseDay,
  parseDuration,
  parseOrderId,
  parseSymbol,
} from './command-line/arguments.ts';

// Each action is loaded when it runs: `--help` and `status` need not wait for the whole platform's code.

const program = new Command('bellwether')
  .description('An event-sourced stock-trading platform')
  .option('--data <directory>', 'data directory (default .bellwether, or BELLWETHER_DATA)')
  .option('--port <number>', 'first of twenty ports (default 7400, or BELLWETHER_PORT)')
  .option('--partitions <number>', 'trading partitions, a process each (default 1, or PARTITIONS)')
  .option('--json', 'one JSON document on stdout')
  .showHelpAfterError('(--help behind a command tells what it takes)');

program
  .command('up')
  .description('start all servers, services and the demo market; Ctrl-C stops them')
  .option('--headless', 'no terminal: nothing is drawn')
  .option('--for <duration>', 'stop after this time (20s, 5m) and say what happened', parseDuration)
  .option('--detach', 'start in the background and return when everything is healthy')
  .action(async (_, command: Command) =>
    (await import('./up/up.ts')).up(command.optsWithGlobals()),
  );

program
  .command('down')
  .description('stop everything, in order')
  .action(async (_, command: Command) =>
    (await import('./up/down.ts')).down(command.optsWithGlobals()),
  );

program
  .command('status')
  .description('what is running, and how it is doing')
  .action(async (_, command: Command) =>
    (await import('./up/status.ts')).status(command.optsWithGlobals()),
  );

program
  .command('doctor')
  .description('check everything that `up` needs, and say what would mend it')
  .action(async (_, command: Command) =>
    (await import('./up/doctor.ts')).doctor(command.optsWithGlobals()),
  );

program
  .command('verify')
  .description('check the invariants against all stores of the running platform')
  .action(async (_, command: Command) =>
    (await import('./verify/command.ts')).verify(command.optsWithGlobals()),
  );

program
  .command('explain')
  .description('everything that happened to an order, with causes and times')
  .argument('<orderId>', 'id of the order', parseOrderId)
  .action(async (orderId: string, _, command: Command) =>
    (await import('./explain/explain.ts')).explain(orderId, command.optsWithGlobals()),
  );

program
  .command('rules')
  .description('the trading rules in force on a day, with their sources')
  .option('--on <date>', 'day as YYYY-MM-DD (default: today in New York)', parseDay)
  .action(async (options: { readonly on?: string }, command: Command) =>
    (await import('./rules/rules.ts')).rules(options.on, command.optsWithGlobals()),
  );

program
  .command('import')
  .description('send recorded order flow through the running platform')
  .command('lobster')
  .argument('<zip>', 'a LOBSTER day')
  .description('a LOBSTER day; started again with the same file it changes nothing twice')
  .requiredOption('--symbol <symbol>', 'symbol to trade it under', parseSymbol)
  .option('--day <date>', 'which day of a zip that holds several (YYYY-MM-DD)', parseDay)
  .option('--limit <rows>', 'only the first rows', parseCount)
  .option('--rate <rows/s>', 'rows per second (default: as fast as it goes)', parseCount)
  .action(async (zip: string, _, command: Command) =>
    (await import('./lobster/import.ts')).importLobster(zip, command.optsWithGlobals()),
  );

program
  .command('sql')
  .description('ask ClickHouse, read-only: a statement, standard input, or a shell')
  .argument('[statements]', 'select … ; without it, a shell')
  .option('--format <format>', 'table, json, lines, csv, tsv or vertical')
  .action(async (statements: string | undefined, _, command: Command) =>
    (await import('./sql/sql.ts')).sql(statements, command.optsWithGlobals()),
  );

addFeedCommands(program);
addMarketCommands(program);
addAlertCommands(program);
addFeeCommands(program);
addPortfolioCommands(program);
addRebalanceCommands(program);
addPerformanceCommands(program);
addCorporateActionCommands(program);
addDerivativeCommands(program);
addMessageCommands(program);
addCompletionCommand(program);
addReadSideCommands(program);
addSettlementCommands(program);
addLedgerCommands(program);
addReconcileCommands(program);
addWriteSideCommands(program);
addReportCommands(program);
addLogCommands(program);

const schema = program
  .command('schema')
  .description('schemas of commands, facts and the journal, and whether a change may be released');
schema
  .command('list')
  .description('every schema in force, and how it stands to what was recorded')
  .action(async (_, command: Command) =>
    (await import('./messages/schema.ts')).listSchemas(command.optsWithGlobals()),
  );
schema
  .command('show')
  .description('one schema: JSON Schema of a command or fact, Avro of TradingBatch')
  .argument('<type>', 'PlaceOrder, TradeExecuted, TradingBatch …')
  .action(async (type: string, _, command: Command) =>
    (await import('./messages/schema.ts')).showSchema(type, command.optsWithGlobals()),
  );
schema
  .command('check')
  .description('fail on breaking changes, and on compatible ones that are not recorded')
  .action(async (_, command: Command) =>
    (await import('./messages/schema.ts')).checkSchemas(command.optsWithGlobals()),
  );
schema
  .command('record')
  .description('record new and compatibly changed schemas, with an example of each')
  .action(async (_, command: Command) =>
    (await import('./messages/schema.ts')).recordSchemas(command.optsWithGlobals()),
  );

// Programs of their own, with options of their own: the rest of the line is theirs.
const programs: Readonly<Record<string, string>> = {
  eventstore: new URL('./main.ts', import.meta.resolve('@bellwether/eventstore')).href,
  engine: new URL('./main.ts', import.meta.resolve('@bellwether/engine')).href,
};
program
  .command('eventstore')
  .description('the embedded event store by itself (see eventstore --help)');
program
  .command('engine')
  .description('verify-lobster or verify-itch <file>: recorded flow through the matching engine');

// A reader that has seen enough (`| head`) ends the command as a signal would, not as a defect.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.kill(process.pid, 'SIGTERM');
});

try {
  const [name = ''] = process.argv.slice(2);
  const other = programs[name];
  if (other === undefined) await program.parseAsync();
  else {
    process.argv.splice(2, 1);
    await import(other);
  }
} catch (error) {
  const failure = error instanceof Error ? error : new Error(String(error));
  const code = (failure as { code?: unknown }).code;
  process.stderr.write(
    `bellwether: ${failure.message}${code === undefined ? `\n${failure.stack}` : ''}\n`,
  );
  process.exitCode = 1;
}
