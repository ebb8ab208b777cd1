import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';

/** What operators do with corporate actions. */
export function addCorporateActionCommands(program: Command): void {
  const actions = program
    .command('corporate-actions')
    .description(
      'what issuers do to their shares: splits, dividends, mergers, spin-offs, new names, the end',
    );
  actions
    .command('list')
    .description('corporate actions, the latest ex-date first')
    .option('--instrument <instrument>', 'of one instrument')
    .action(async (_, command: Command) =>
      (await import('./corporate-actions.ts')).listActions(command.optsWithGlobals()),
    );
  actions
    .command('prices')
    .argument('<day>', 'ex-date as YYYY-MM-DD', parseDay)
    .description('what actions in force on a day make of prices')
    .action(async (day: string, _, command: Command) =>
      (await import('./corporate-actions.ts')).listAdjustments(day, command.optsWithGlobals()),
    );
  withTerms(actions.command('announce'))
    .argument('<instrument>', 'as it was listed')
    .description('announce an action; somebody else must agree')
    .action(async (instrument: string, _, command: Command) =>
      (await import('./corporate-actions.ts')).announceAction(
        instrument,
        command.optsWithGlobals(),
      ),
    );
  withTerms(actions.command('amend'))
    .argument('<instrument>', 'as it was listed')
    .argument('<action>', 'as `list` shows it')
    .description('replace all terms of an action that is not in force; somebody else must agree')
    .action(async (instrument: string, action: string, _, command: Command) =>
      (await import('./corporate-actions.ts')).amendAction(
        instrument,
        action,
        command.optsWithGlobals(),
      ),
    );
  addDecisions(actions);
  for (const [name, description] of [
    ['dry-run', 'what an action would do now'],
    ['report', 'what an action has done, account by account and order by order'],
  ] as const)
    actions
      .command(name)
      .argument('<action>', 'as `list` shows it')
      .description(description)
      .action(async (action: string, _, command: Command) => {
        const { dryRunAction, reportAction } = await import('./corporate-actions.ts');
        const told = name === 'report' ? reportAction : dryRunAction;
        return told(action, command.optsWithGlobals());
      });
}

function addDecisions(actions: Command): void {
  actions
    .command('cancel')
    .argument('<instrument>', 'as it was listed')
    .argument('<action>', 'as `list` shows it')
    .description('take an action back that is not in force; somebody else must agree')
    .requiredOption('--reason <words>', 'why')
    .action(async (instrument: string, action: string, _, command: Command) =>
      (await import('./corporate-actions.ts')).cancelAction(
        instrument,
        action,
        command.optsWithGlobals(),
      ),
    );
  actions
    .command('approve')
    .argument('<command>', 'id of the command that waits')
    .description('agree to what somebody else wants announced, amended or taken back')
    .action(async (id: string, _, command: Command) =>
      (await import('./corporate-actions.ts')).approveAction(id, command.optsWithGlobals()),
    );
  actions
    .command('apply')
    .argument('<instrument>', 'as it was listed')
    .argument('<action>', 'as `list` shows it')
    .description('put an action in force that is due, once the instrument is not traded')
    .action(async (instrument: string, action: string, _, command: Command) =>
      (await import('./corporate-actions.ts')).applyAction(
        instrument,
        action,
        command.optsWithGlobals(),
      ),
    );
}

function withTerms(command: Command): Command {
  const kinds = [
    new Option('--split <new:old>', 'new shares for old ones; 1:10 is a reverse split').argParser(
      parseRatio,
    ),
    new Option('--stock-dividend <percent>', 'new shares for a hundred').argParser(parsePercent),
    new Option('--dividend <amount>', 'cash for one share, USD').argParser(parseAmount),
    new Option('--symbol <symbol>', 'a new symbol'),
    new Option('--delisting', 'the end of trading'),
    new Option('--cash-merger <amount>', 'all shares become cash, USD for one').argParser(
      parseAmount,
    ),
    new Option('--merger <new:old>', 'shares of --into for those that are held').argParser(
      parseRatio,
    ),
    new Option('--spin-off <new:old>', 'shares of --into beside those that are held').argParser(
      parseRatio,
    ),
  ];
  const names = kinds.map((option) => option.attributeName());
  for (const option of kinds)
    command.addOption(option.conflicts(names.filter((name) => name !== option.attributeName())));
  return command
    .requiredOption('--ex <day>', 'ex-date, as 2026-12-01', parseDay)
    .option('--record <day>', 'record date', parseDay)
    .option('--pay <day>', 'pay date of a dividend', parseDay)
    .option('--into <instrument>', 'the acquirer, or what is spun off, as it was listed')
    .option('--with-cash <amount>', 'cash for one share beside those of the acquirer', parseAmount)
    .option(
      '--cost-share <percent>',
      'part of the cost that goes to what is spun off',
      parseCostShare,
    )
    .option(
      '--value <amount>',
      'what comes for one share in a spin-off is worth: orders fall by it',
      parseAmount,
    )
    .option('--round-up', 'parts of shares are rounded up, not paid in cash')
    .option('--cash-in-lieu <price>', 'paid for a whole new share, USD', parseAmount)
    .option('--return-of-capital <amount>', 'part of a dividend that lowers the cost', parseAmount)
    .option('--special', 'not a regular dividend')
    .option('--after-split', 'the dividend is for a share after a split of the same day')
    .option('--late', 'the ex-date may be over: positions are taken as they are now');
}

function parseRatio(text: string): string {
  if (!/^[1-9]\d{0,5}:[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError('new shares for old ones, as 7:1');
  return text;
}

function parsePercent(text: string): string {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('per cent, as 2.5');
  return text;
}

function parseCostShare(text: string): string {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || Number(text) > 100)
    throw new InvalidArgumentError('per cent, as 12.5, and 100 at most');
  return text;
}

function parseAmount(text: string): string {
  if (!/^\d{1,8}(\.\d{1,4})?$/.test(text)) throw new InvalidArgumentError('USD, as 0.47');
  return text;
}
