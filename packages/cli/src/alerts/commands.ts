import { InvalidArgumentError, Option, type Command } from 'commander';

const ACCOUNT = ['--account <account>', 'whose alerts', 'demo'] as const;

/** What people do with price alerts. */
export function addAlertCommands(program: Command): void {
  const alerts = program.command('alerts').description('prices that somebody waits for');
  alerts
    .command('list')
    .description('the alerts of an account, latest first')
    .option(...ACCOUNT)
    .action(async (_, command: Command) =>
      (await import('./alerts.ts')).listAlerts(command.optsWithGlobals()),
    );
  const set = alerts
    .command('set')
    .argument('<instrument>', 'as it was listed')
    .description('wait for a price, of sales here and elsewhere in the market')
    .option(...ACCOUNT)
    .option('--repeat', 'fire again after the price has come back');
  const others = ['above', 'below', 'crossesUp', 'crossesDown', 'up', 'down'];
  for (const [flags, description] of [
    ['--above <price>', 'a sale at this price or above, USD'],
    ['--below <price>', 'a sale at this price or below, USD'],
    ['--crosses-up <price>', 'the same, after a sale below it'],
    ['--crosses-down <price>', 'the same, after a sale above it'],
    ['--up <percent>', 'so far above the previous close'],
    ['--down <percent>', 'so far below the previous close'],
  ] as const) {
    const option = new Option(flags, description);
    if (flags.endsWith('<percent>')) option.argParser(parsePercent);
    else option.argParser(parsePrice);
    set.addOption(option.conflicts(others.filter((name) => name !== option.attributeName())));
  }
  set.action(async (instrument: string, _, command: Command) =>
    (await import('./alerts.ts')).setAlert(instrument, command.optsWithGlobals()),
  );
  alerts
    .command('cancel')
    .argument('<alertId>', 'as `alerts list` shows it')
    .description('wait no longer')
    .option(...ACCOUNT)
    .action(async (alertId: string, _, command: Command) =>
      (await import('./alerts.ts')).cancelAlert(alertId, command.optsWithGlobals()),
    );
  addWebhookCommands(alerts);
}

/** Where alerts are posted to. */
function addWebhookCommands(alerts: Command): void {
  const webhook = alerts
    .command('webhook')
    .description('where the alerts of an account are posted to, signed');
  webhook
    .command('show', { isDefault: true })
    .description('where to, how that went, and the key that signs')
    .option(...ACCOUNT)
    .action(async (_, command: Command) =>
      (await import('./webhook.ts')).showWebhook(command.optsWithGlobals()),
    );
  webhook
    .command('set')
    .argument('<url>', 'https, reachable from outside')
    .description('post alerts that fire from now on there')
    .option(...ACCOUNT)
    .action(async (url: string, _, command: Command) =>
      (await import('./webhook.ts')).setWebhook(url, command.optsWithGlobals()),
    );
  webhook
    .command('remove')
    .description('post alerts nowhere')
    .option(...ACCOUNT)
    .action(async (_, command: Command) =>
      (await import('./webhook.ts')).removeWebhook(command.optsWithGlobals()),
    );
}

function parsePrice(text: string): string {
  if (!/^\d{1,8}(\.\d{1,4})?$/.test(text)) throw new InvalidArgumentError('a price, as 101.50');
  return text;
}

/** Per cent as basis points. */
function parsePercent(text: string): number {
  const [whole = '', part = ''] = text.split('.');
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) throw new InvalidArgumentError('per cent, as 2.5');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}
