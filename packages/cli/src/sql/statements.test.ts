import { expect, test } from 'vitest';
import { splitStatements } from './statements.ts';

test.each([
  ['select 1', [], 'select 1'],
  ['select 1;', ['select 1'], ''],
  ['select 1; select 2 ; sel', ['select 1', 'select 2'], 'sel'],
  [';;', [], ''],
  ["select ';' ; x", ["select ';'"], 'x'],
  ["select 'it''s;' ; x", ["select 'it''s;'"], 'x'],
  ["select 'a\\';' ; x", ["select 'a\\';'"], 'x'],
  ['select `a;b`, "c;d"; x', ['select `a;b`, "c;d"'], 'x'],
  ['select 1 -- a; b\n; x', ['select 1 -- a; b'], 'x'],
  ['select /* a; b */ 1; x', ['select /* a; b */ 1'], 'x'],
  ["select 'open ; ", [], "select 'open ;"],
])('%j', (text, statements, rest) => {
  expect(splitStatements(text)).toEqual({ statements, rest });
});
