import { expect, test } from 'vitest';
import { copyText } from './copy-text.ts';

const columns = [
  { field: 'text', quoted: true },
  { field: 'number', quoted: false },
];

const textOf = (rows: readonly Record<string, unknown>[]): string =>
  Buffer.concat([...copyText(rows, columns)]).toString();

test('a row is a line, a value ends with a tab, NULL is \\N', () => {
  expect(textOf([{ text: 'a', number: 1n }, { text: null }])).toBe('a\t1\n\\N\t\\N\n');
});

test('what would end a value or a row, or escape it, is escaped', () => {
  expect(textOf([{ text: 'a\tb\nc\rd\\e', number: 2 }])).toBe('a\\tb\\nc\\rd\\\\e\t2\n');
  // A text that looks like NULL is none, and one that looks like the end of all rows neither.
  expect(textOf([{ text: '\\N', number: 3 }])).toBe('\\\\N\t3\n');
  expect(textOf([{ text: '\\.', number: 4 }])).toBe('\\\\.\t4\n');
});

test('objects are JSON, in which a line break is escaped twice', () => {
  expect(textOf([{ text: { a: '1\n"' }, number: true }])).toBe('{"a":"1\\\\n\\\\""}\ttrue\n');
});

test('chunks end with a row, however long it is', () => {
  const long = { text: '€'.repeat(300_000), number: 0n };
  const rows = [
    ...Array.from({ length: 30_000 }, (_, i) => ({ text: 'x', number: i })),
    long,
    long,
  ];
  const chunks = [...copyText(rows, columns)];
  expect(chunks.length).toBe(3);
  for (const chunk of chunks) expect(chunk.at(-1)).toBe(10);
  expect(Buffer.concat(chunks).toString().split('\n')).toHaveLength(rows.length + 1);
  expect(chunks.at(-1)?.toString()).toBe(`${long.text}\t0\n`);
});

test('nothing is no chunk', () => {
  expect([...copyText([], columns)]).toEqual([]);
});
