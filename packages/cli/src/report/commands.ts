import { InvalidArgumentError, type Command } from 'commander';
import { REPORT_KINDS } from '@bellwether/domain';
import { parseDay } from '../command-line/arguments.ts';

const WORDS = {
  STATEMENT: 'what an account was worth, what came and went, what it holds and did',
  PERFORMANCE: 'returns, risk and what contributed, day by day and month by month',
  GAINS: 'what was realised, lot by lot, with washed losses marked, and open lots',
  ACTIVITY: 'every execution and payment',
  CONFIRMATION: 'each executed order as Rule 10b-10 wants it confirmed',
} as const;
const ACCOUNT = ['--account <account>', 'whose', 'demo'] as const;

/** What is reported of accounts and of the books. */
export function addReportCommands(program: Command): void {
  const report = program
    .command('report')
    .description('what the books say, and reports of accounts');
  report
    .command('zero-sum')
    .description('cash and shares over all accounts against what came in and went out')
    .action(async (_, command: Command) =>
      (await import('./print-zero-sum.ts')).zeroSum(command.optsWithGlobals()),
    );
  for (const kind of REPORT_KINDS)
    report
      .command(kind.toLowerCase())
      .description(WORDS[kind])
      .option(...ACCOUNT)
      .option('--month <month>', 'of which month (YYYY-MM)', parseMonth)
      .option('--from <date>', 'first day (YYYY-MM-DD)', parseDay)
      .option('--to <date>', 'last day', parseDay)
      .option('--preview', 'make it, and record nothing')
      .option('--pdf <file>', 'write it as PDF')
      .option('--html <file>', 'write it as HTML that needs nothing else')
      .option('--csv <file>', 'write it as CSV')
      .option('--data-file <file>', 'write the bytes that its hash is of, JSON')
      .action(async (_, command: Command) =>
        (await import('./account-report.ts')).accountReport(kind, command.optsWithGlobals()),
      );
  report
    .command('list')
    .description('reports that were asked for, with their hashes')
    .option(...ACCOUNT)
    .action(async (_, command: Command) =>
      (await import('./account-report.ts')).listReports(command.optsWithGlobals()),
    );
  report
    .command('verify')
    .description('make every recorded report again, and compare the hashes')
    .option(...ACCOUNT)
    .action(async (_, command: Command) =>
      (await import('./account-report.ts')).verifyReports(command.optsWithGlobals()),
    );
}

function parseMonth(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new InvalidArgumentError('give a month as YYYY-MM');
  return text;
}
