import { Command } from 'commander';
import { addAlertCommands } from './alerts/commands.ts';
import { addCashCommands } from './cash/commands.ts';
import { addComplianceCommands } from './compliance/commands.ts';
import { addCompletionCommand } from './completion/commands.ts';
import { addCorporateActionCommands } from './corporate-actions/commands.ts';
import { addDerivativeCommands } from './derivatives/commands.ts';
import { addExplainCommand } from './explain/commands.ts';
import { addFeedCommands } from './feed/commands.ts';
import { addFeeCommands } from './fees/commands.ts';
import { addInterestCommands } from './interest/commands.ts';
import { addLedgerCommands } from './ledger/commands.ts';
import { addImportCommands } from './lobster/commands.ts';
import { addMarginCommands } from './margin/commands.ts';
import { addMarketCommands } from './market/commands.ts';
import { addMessageCommands } from './messages/commands.ts';
import { addSchemaCommands } from './messages/schema-commands.ts';
import { addPerformanceCommands } from './performance/commands.ts';
import { addPortfolioCommands } from './portfolio/commands.ts';
import { addReadSideCommands } from './read-side/commands.ts';
import { addRebalanceCommands } from './rebalancing/commands.ts';
import { addReconcileCommands } from './reconcile/commands.ts';
import { addLogCommands } from './replay/commands.ts';
import { addRecordsCommands } from './records/commands.ts';
import { addReportCommands } from './report/commands.ts';
import { addRulesCommand } from './rules/commands.ts';
import { addSettlementCommands } from './settlement/commands.ts';
import { addSqlCommand } from './sql/commands.ts';
import { addTradeCommands } from './trades/commands.ts';
import { addSurveillanceCommands } from './surveillance/commands.ts';
import { addUpCommands } from './up/commands.ts';
import { addVerifyCommand } from './verify/commands.ts';
import { addWriteSideCommands } from './write-side/commands.ts';

/**
 * The command line. Each action is loaded when it runs: `--help` and `status` need not wait for the whole platform's code. An
 * action throws what it refuses.
 */
export function commandLine(): Command {
  const program = new Command('bellwether')
    .description('An event-sourced stock-trading platform')
    .option('--data <directory>', 'data directory (default .bellwether, or BELLWETHER_DATA)')
    .option('--port <number>', 'first of twenty ports (default 7400, or BELLWETHER_PORT)')
    .option(
      '--partitions <number>',
      'trading partitions, a process each (default 1, or PARTITIONS)',
    )
    .option('--json', 'one JSON document on stdout')
    .showHelpAfterError('(--help behind a command tells what it takes)');
  addUpCommands(program);
  addVerifyCommand(program);
  addExplainCommand(program);
  addRulesCommand(program);
  addImportCommands(program);
  addSqlCommand(program);
  addFeedCommands(program);
  addMarketCommands(program);
  addAlertCommands(program);
  addFeeCommands(program);
  addPortfolioCommands(program);
  addRebalanceCommands(program);
  addPerformanceCommands(program);
  addCorporateActionCommands(program);
  addDerivativeCommands(program);
  addMarginCommands(program);
  addCashCommands(program);
  addInterestCommands(program);
  addComplianceCommands(program);
  addMessageCommands(program);
  addCompletionCommand(program);
  addReadSideCommands(program);
  addTradeCommands(program);
  addSettlementCommands(program);
  addLedgerCommands(program);
  addReconcileCommands(program);
  addWriteSideCommands(program);
  addReportCommands(program);
  addLogCommands(program);
  addSurveillanceCommands(program);
  addRecordsCommands(program);
  addSchemaCommands(program);
  addPrograms(program);
  return program;
}

/** Programs of their own, with options of their own: `main` hands the rest of the line to them. */
function addPrograms(program: Command): void {
  program
    .command('eventstore')
    .description('the embedded event store by itself (see eventstore --help)');
  program
    .command('engine')
    .description('verify-lobster or verify-itch <file>: recorded flow through the matching engine');
}
