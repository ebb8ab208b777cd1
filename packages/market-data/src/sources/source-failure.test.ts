import { expect, test } from 'vitest';
import { MarketError } from '../consolidate/market-options.ts';
import { FeedError } from '../feeds/feed-error.ts';
import { FormatError } from '../reader/format-error.ts';
import { failureOf } from './source-failure.ts';

const SECRET = 'root:x:0:0';
const system = (code: string): Error =>
  Object.assign(new Error(`${code}: open '/home/${SECRET}'`), { code, syscall: 'open' });

test.each([
  [new FeedError('COLUMNS', `no usual names: ${SECRET}`), 'COLUMNS', false],
  [new FormatError('FIELD', 17, `not a price: ${SECRET}`), 'FIELD', false],
  [new MarketError('TOO_MANY', 'a market has 30 sources at most'), 'TOO_MANY', false],
  [system('ENOENT'), 'NO_FILE', true],
  [system('EACCES'), 'NO_ACCESS', true],
  [system('EIO'), 'UNREADABLE', true],
  [new TypeError(SECRET), 'INTERNAL', false],
  ['a text', 'INTERNAL', false],
])('%s is told as %s, without a word of what stands in the file', (thrown, code, mayPass) => {
  const failure = failureOf(thrown);
  expect(failure).toMatchObject({ code, mayPass });
  expect(failure.message).not.toContain(SECRET);
  expect(failure.message).not.toBe('');
});

test('of damage it is told where it is', () => {
  expect(failureOf(new FormatError('TRUNCATED', 4_711, 'the end cuts a record')).message).toContain(
    '4711',
  );
});
