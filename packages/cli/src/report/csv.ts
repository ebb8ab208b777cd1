import type { ReportDocument } from '@bellwether/domain';

/**
 * A report as CSV (RFC 4180): the sums, then each table, with a line of its name before it and an empty one between them.
 * Lines end with CR LF.
 */
export function reportCsv(document: ReportDocument): string {
  const { kind, accountId, from, to, currency, inputsPosition, sums, tables } = document;
  const head = [
    ['report', 'account', 'from', 'to', 'currency', 'inputsPosition'],
    [kind, accountId, from, to, currency, inputsPosition],
  ];
  const parts = [
    head,
    [['sums'], ['name', 'value'], ...sums.map(({ name, value }) => [name, value])],
    ...tables.map(({ name, columns, rows }) => [[name], columns.map((one) => one.name), ...rows]),
  ];
  return parts.map(csvLines).join('\r\n');
}

/** Lines of cells, as RFC 4180 has them. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
