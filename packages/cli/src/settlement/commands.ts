import { Option, type Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';

/** Settlement: what changes hands, what is late, what is to come. */
export function addSettlementCommands(program: Command): void {
  const settlement = program
    .command('settlement')
    .description('shares against money: runs, what is late, what is to come');
  settlement
    .command('runs', { isDefault: true })
    .description('settlement runs, the latest first')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).listRuns(command.optsWithGlobals()),
    );
  settlement
    .command('show')
    .argument('<run>', 'as `runs` shows it, 2026-12-01-1')
    .option('--late', 'only what is late after it')
    .description('what was due in a run, and what became of it')
    .action(async (run: string, _, command: Command) =>
      (await import('./settlement.ts')).showRun(run, command.optsWithGlobals()),
    );
  settlement
    .command('late')
    .description('everything that is late now')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).listLate(command.optsWithGlobals()),
    );
  settlement
    .command('account')
    .requiredOption('--account <account>', 'whose')
    .description('what will settle of an account, and what has')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).showAccount(command.optsWithGlobals()),
    );
  addCustodianCommands(settlement);
  addCloseOutCommands(settlement);
  settlement
    .command('run')
    .addOption(
      new Option('--date <day>', 'what is due by this day (default: today)').argParser(parseDay),
    )
    .addOption(
      new Option(
        '--custodian <which>',
        'deliver by files, whatever the platform does by default',
      ).choices(['files']),
    )
    .description('start a run now; process managers carry it through')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).startRun(command.optsWithGlobals()),
    );
}

/** What goes to a custodian outside, and what comes back. */
function addCustodianCommands(settlement: Command): void {
  settlement
    .command('instructions')
    .argument('<run>', 'as `runs` shows it, 2026-12-01-1')
    .option('--out <directory>', 'write them there, for the custodian')
    .addOption(
      new Option('--format <format>', 'a message for each (ISO 20022), or one table')
        .choices(['sese023', 'csv'])
        .default('sese023'),
    )
    .description('what a custodian outside is told to deliver in a run, and its answers')
    .action(async (run: string, _, command: Command) =>
      (await import('./custodian/instructions.ts')).showInstructions(
        run,
        command.optsWithGlobals(),
      ),
    );
  settlement
    .command('confirm')
    .argument('<files...>', 'as they came from the custodian')
    .addOption(
      new Option('--format <format>', 'ISO 20022 confirmations, or tables')
        .choices(['sese025', 'csv'])
        .default('sese025'),
    )
    .option('--columns <map>', 'of a table: instruction=Ref,quantity=Qty,reference=Id')
    .option('--complete', 'the files have all that was delivered: what they lack was not')
    .description('record what a custodian outside has delivered')
    .action(async (files: readonly string[], _, command: Command) =>
      (await import('./custodian/confirm.ts')).confirmDeliveries(files, command.optsWithGlobals()),
    );
}

/** What is bought for accounts that do not deliver. */
function addCloseOutCommands(settlement: Command): void {
  settlement
    .command('close-outs')
    .addOption(
      new Option('--date <day>', 'at the opening of which day (default: today)').argParser(
        parseDay,
      ),
    )
    .description('what has to be bought for accounts that have not delivered (Rule 204)')
    .action(async (_, command: Command) =>
      (await import('./close-outs/close-outs.ts')).listCloseOuts(command.optsWithGlobals()),
    );
  settlement
    .command('buy-ins')
    .description('what was bought for them, the latest first')
    .action(async (_, command: Command) =>
      (await import('./close-outs/close-outs.ts')).listBuyIns(command.optsWithGlobals()),
    );
}
