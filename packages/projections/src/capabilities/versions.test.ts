import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { definitionOf } from '../stores/postgres/create-table.ts';
import { PROJECTIONS } from './capabilities.ts';

// Columns and indexes are part of a read model's version: an installation keeps the table that it has until there is another.

const FILE = join(import.meta.dirname, 'versions.json');
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;

const tables = Object.fromEntries(
  PROJECTIONS.map((projection) => {
    const name = `${projection.name}@${projection.version}`;
    return [name, definitionOf(projection, `${projection.name}_v${projection.version}`)];
  }),
);

test('every version of a read model has the table that was recorded for it', () => {
  if (process.env['RECORD_READ_MODELS'] === '1') {
    // What is recorded stays as it is: an installation may have it.
    writeFileSync(FILE, `${JSON.stringify({ ...tables, ...recorded }, null, 2)}\n`);
    return;
  }
  const known = Object.fromEntries(Object.keys(tables).map((name) => [name, recorded[name]]));
  expect(
    tables,
    'a changed table needs another version of its read model; RECORD_READ_MODELS=1 records a new one',
  ).toEqual(known);
});
