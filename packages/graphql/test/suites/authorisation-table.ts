import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a cell of the table says. */
export type Cell = 'yes' | 'two' | 'nothing' | 'no' | '–';

/** Cells of one operation, by the column's name. */
export type Row = Readonly<Record<string, Cell>>;

const file = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'authorisation.md');

/** Rows of one chapter of docs/authorisation.md, by operation. It is written by hand: nothing here asks the policy. */
export function tableOf(chapter: string): ReadonlyMap<string, Row> {
  const text = readFileSync(file, 'utf8').split(/^## /m);
  const lines = text.find((part) => part.startsWith(`${chapter}\n`))?.split('\n') ?? [];
  const [head = [], , ...rows] = lines.filter((line) => line.startsWith('|')).map(cellsOf);
  return new Map(
    rows.map(([name = '', ...cells]) => [
      name.replaceAll('`', ''),
      Object.fromEntries(cells.map((cell, index) => [head[index + 1] ?? '', cell as Cell])),
    ]),
  );
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
