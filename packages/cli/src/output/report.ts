import { styleText } from 'node:util';

/** Prints a result: as one JSON document for programs, or by `show` for people. */
export function report<T>(value: T, json: boolean, show: (value: T) => string): void {
  const text = json ? JSON.stringify(value, integerText, 2) : show(value);
  process.stdout.write(`${text}\n`);
}

/** A tick or a cross; colours where the terminal has them. */
export function mark(ok: boolean): string {
  return ok
    ? styleText('green', '✓', { stream: process.stdout })
    : styleText('red', '✗', { stream: process.stdout });
}

/** Rows as aligned columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function integerText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
