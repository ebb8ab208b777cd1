import type { Command } from 'commander';
import { parseDay } from '../../command-line/arguments.ts';
import { withFirm } from '../options.ts';
import { parseQuarter } from './quarter.ts';

/** Where orders were routed. */
export function addRule606Commands(compliance: Command): void {
  const rule606 = compliance.command('rule-606').description('order routing reports (Rule 606)');
  withFirm(
    rule606
      .command('public')
      .description('the quarterly public report, 606(a)(1)')
      .requiredOption('--quarter <quarter>', 'of which quarter (2026-Q4)', parseQuarter)
      .option('--xml <file>', 'write it as XML, valid by the schema')
      .option('--html <file>', 'write it as HTML that needs nothing else')
      .option('--pdf <file>', 'write it as PDF')
      .option('--orders', 'say behind each figure which orders make it (with --json)'),
  ).action(async (_, command: Command) =>
    (await import('./public.ts')).publicRouting(command.optsWithGlobals()),
  );
  withFirm(
    rule606
      .command('customer')
      .description('where the orders of a customer went, 606(b)(1)')
      .requiredOption('--account <account>', 'whose')
      .requiredOption('--from <date>', 'first Eastern day', parseDay)
      .requiredOption('--to <date>', 'last one', parseDay)
      .option('--xml <file>', 'write it as XML, valid by the schema'),
  ).action(async (_, command: Command) =>
    (await import('./customer.ts')).customerRouting(command.optsWithGlobals()),
  );
}
