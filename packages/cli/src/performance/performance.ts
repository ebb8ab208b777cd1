import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { report } from '../output/report.ts';
import {
  curveTable,
  performanceTable,
  type CurveAnswer,
  type PerformanceAnswer,
} from './performance-table.ts';

/** Days of one answer. */
const PAGE = 500;

export interface PerformanceOptions extends InstallationOptions {
  readonly from?: string;
  readonly to?: string;
  readonly period: string;
  readonly benchmark?: string;
  readonly days?: boolean;
}

/** Prints what an account did in a period. @throws CommandFailure where it has no day in it, or it is refused. */
export async function showPerformance(
  accountId: string,
  { from, to, period, benchmark, days, ...options }: PerformanceOptions,
): Promise<void> {
  const span = { accountId, ...given({ from, to }) };
  const isJson = options.json === true;
  if (days === true) {
    const rows = await allRows<CurveAnswer>('portfolio.equity', { ...span, first: PAGE }, options);
    if (rows.length === 0) throw nothing(accountId);
    return report(rows, isJson, curveTable);
  }
  const input = { ...span, period: period.toUpperCase(), ...given({ benchmark }) };
  const answer = (await answerTo('portfolio.performance', input, options)) as PerformanceAnswer;
  if (answer === null) throw nothing(accountId);
  report(answer, isJson, performanceTable);
}

/** Without what is undefined. */
function given(fields: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function nothing(accountId: string): CommandFailure {
  return new CommandFailure(`${accountId} has no day in that period`);
}
