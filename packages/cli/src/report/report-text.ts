import type { ReportDocument } from '@bellwether/domain';
import { table } from '../output/report.ts';
import { subtitleOf, titleOf } from './titles.ts';

/** A report for a terminal. */
export function reportText(document: ReportDocument): string {
  const { sums, tables, notes } = document;
  return [
    titleOf(document),
    subtitleOf(document),
    '',
    table(sums.map(({ title, value }) => [title, value === '' ? '–' : value])),
    ...tables.flatMap(({ title, columns, rows }) => [
      '',
      title,
      rows.length === 0 ? 'none' : table([columns.map((column) => column.title), ...rows]),
    ]),
    '',
    ...notes,
  ].join('\n');
}
