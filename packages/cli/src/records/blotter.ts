import { writeFile } from 'node:fs/promises';
import { CommandFailure } from '../command-line/exit.ts';
import { report } from '../output/report.ts';
import { csvLines } from '../report/csv.ts';
import { ordersOf, tradesOf } from './blotter-rows.ts';
import { rowsOf, type ScopeOptions } from './rows.ts';

const KINDS = { trades: tradesOf, orders: ordersOf } as const;

/** Writes the blotter of a day. @throws CommandFailure */
export async function writeBlotter(
  kind: string,
  file: string,
  options: ScopeOptions & { readonly day: string },
): Promise<void> {
  const linesOf = KINDS[kind as keyof typeof KINDS];
  if (!Object.hasOwn(KINDS, kind)) throw new CommandFailure('a blotter is of trades or of orders');
  const { day } = options;
  const lines = linesOf(await rowsOf({ ...options, from: day, to: day }));
  if (file.endsWith('.csv')) await writeFile(file, csvLines(lines));
  else if (file.endsWith('.pdf')) {
    const { blotterPdf } = await import('./blotter-pdf.ts');
    await writeFile(file, await blotterPdf(`Blotter of ${kind}, ${day}`, day, lines));
  } else throw new CommandFailure('the file has to end with .csv or .pdf');
  const told = { file, lines: lines.length - 1 };
  report(told, options.json === true, () => `${told.lines} lines in ${file}`);
}
