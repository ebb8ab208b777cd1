import { createHash } from 'node:crypto';
import {
  BREAKS_MAX,
  compareBalances,
  compareTrades,
  parseDate,
  type Balance,
  type Comparison,
  type StatementLine,
} from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import type { BalanceRow } from '../ledger/ledger.ts';
import { allRows } from '../messages/all-rows.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import { parseColumns } from '../statements/csv.ts';
import { readStatement } from '../statements/read-statement.ts';
import { parseXml } from '../statements/xml.ts';
import { camt053 } from './camt053.ts';
import { csvStatement, STATEMENT_COLUMNS } from './csv-statement.ts';
import { mt535 } from './mt535.ts';
import { mt940 } from './mt940.ts';
import { ourSides, type DayTradeRow } from './our-trades.ts';
import { semt002 } from './semt002.ts';
import { streetFile, STREET_COLUMNS } from './street-file.ts';
import { breaksText, statementsText, type BreakRow, type StatementRow } from './texts.ts';

/** Statements that can be read, and which of our accounts each tells of. */
const TOLD = {
  csv: ['CASH', 'SECURITIES'],
  camt053: ['CASH'],
  semt002: ['SECURITIES'],
  mt940: ['CASH'],
  mt535: ['SECURITIES'],
} as const;

type StatementFormat = keyof typeof TOLD;

export interface ReconcileOptions extends InstallationOptions {
  readonly format: StatementFormat;
  /** At the end of which day, `2026-11-30`. */
  readonly day: string;
  /** How the statement is called; default: its hash. */
  readonly name?: string;
  /** `owner=Account,amount=Qty` */
  readonly columns?: string;
  /** Difference in money that is none, 1/10 000 USD. */
  readonly tolerance: bigint;
  /** Compare, and record nothing. */
  readonly dryRun?: boolean;
}

/** Holds the ledger against a statement and records what differs. @throws StatementError, CommandFailure */
export async function reconcile(file: string, options: ReconcileOptions): Promise<void> {
  const source = readStatement(file);
  const theirs = linesOf(source.toString('utf8'), options);
  const own = ours(await ledger(options), options.format);
  await told(compareBalances(own, theirs, options.tolerance), source, options);
}

/** Holds the trades of a day against the street's and records what differs. @throws StatementError, CommandFailure */
export async function reconcileTrades(
  file: string,
  options: Omit<ReconcileOptions, 'format'>,
): Promise<void> {
  const { day, columns, tolerance } = options;
  const source = readStatement(file);
  const map = columns === undefined ? undefined : parseColumns(columns, STREET_COLUMNS);
  const theirs = streetFile(source.toString('utf8'), map);
  const rows = await allRows<DayTradeRow>('trade.of-day', { day, first: 500 }, options);
  await told(compareTrades(ourSides(rows), theirs, tolerance), source, options);
}

/** Records a comparison, or prints it where nothing is to be recorded. @throws CommandFailure */
function told(
  compared: Comparison,
  source: Buffer,
  options: Omit<ReconcileOptions, 'format'>,
): Promise<void> {
  if (compared.breaks.length > BREAKS_MAX)
    throw new CommandFailure(`${compared.breaks.length} breaks: this is no statement of ours`);
  const sha256 = createHash('sha256').update(source).digest('hex');
  const statementId = options.name ?? sha256.slice(0, 16);
  if (options.dryRun !== true) {
    const data = { statementId, asOf: parseDate(options.day), sha256, ...compared };
    return sent(
      { type: 'RecordReconciliation', data: { ...data, breaks: [...data.breaks] } },
      options,
    );
  }
  const breaks = compared.breaks.map((one, index): BreakRow => ({
    ...one,
    statementId,
    number: index + 1,
    ours: `${one.ours}`,
    theirs: `${one.theirs}`,
    status: 'OPEN',
    note: null,
  }));
  report(breaks, options.json === true, breaksText);
  return Promise.resolve();
}

function linesOf(source: string, { format, columns }: ReconcileOptions): readonly StatementLine[] {
  switch (format) {
    case 'csv':
      return csvStatement(
        source,
        columns === undefined ? undefined : parseColumns(columns, STATEMENT_COLUMNS),
      );
    case 'camt053':
      return camt053(parseXml(source));
    case 'semt002':
      return semt002(parseXml(source));
    case 'mt940':
      return mt940(source);
    case 'mt535':
      return mt535(source);
  }
}

function ledger(options: ReconcileOptions): Promise<readonly BalanceRow[]> {
  return allRows('ledger.balances', { through: options.day, first: 500 }, options);
}

/** What accounts here have that a statement of the format can tell of. */
function ours(rows: readonly BalanceRow[], format: StatementFormat): readonly Balance[] {
  const told: readonly string[] = TOLD[format];
  return rows
    .filter(({ owner, account }) => !/^[@+]/.test(owner) && told.includes(account))
    .map(({ owner, commodity, balance }) => ({ owner, commodity, amount: BigInt(balance) }));
}

/** Prints statements that were compared. @throws CommandFailure */
export async function listStatements(options: InstallationOptions): Promise<void> {
  const rows = await allRows<StatementRow>('reconciliation.list', {}, options);
  report(rows, options.json === true, statementsText);
}

/** Prints breaks of a statement, or all that are not over. @throws CommandFailure */
export async function listBreaks(
  statementId: string | undefined,
  options: InstallationOptions,
): Promise<void> {
  const input = statementId === undefined ? {} : { statementId };
  const rows = await allRows<BreakRow>('reconciliation.breaks', input, options);
  report(rows, options.json === true, breaksText);
}

/** Explains or resolves a break, `<statement>/<number>`. @throws CommandFailure */
export function sayOfBreak(
  type: 'ExplainBreak' | 'ResolveBreak',
  name: string,
  options: InstallationOptions & { readonly note: string },
): Promise<void> {
  const [statementId = '', number = ''] = name.split('/');
  if (!/^\d{1,4}$/.test(number)) throw new CommandFailure('a break is <statement>/<number>');
  return sent({ type, data: { statementId, number: Number(number), note: options.note } }, options);
}
