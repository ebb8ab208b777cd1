import type { QuoteRow } from '@bellwether/market-data/contract';
import { describe, expect, test } from 'vitest';
import { exactValues } from './exact-values.ts';
import { NewestQuotes } from './newest-quotes.ts';

const quote = (symbol: string, last: number): QuoteRow =>
  ({ symbol, last: `${last}` }) as unknown as QuoteRow;

describe('a reader of quotes', () => {
  test('that is slow gets the newest of each symbol, and nothing of others', async () => {
    const reader = new NewestQuotes(['A', 'B'], () => undefined);
    reader.push([quote('A', 1), quote('C', 1)]);
    reader.push([quote('B', 1), quote('A', 2)]);
    reader.push([quote('A', 3)]);
    expect((await reader.next()).value).toEqual(quote('A', 3));
    expect((await reader.next()).value).toEqual(quote('B', 1));
  });

  test('that waits gets the next one', async () => {
    const reader = new NewestQuotes(['A'], () => undefined);
    const next = reader.next();
    reader.push([quote('B', 1)]);
    reader.push([quote('A', 7)]);
    expect((await next).value).toEqual(quote('A', 7));
  });

  test('is not told by an answer what has been told since', async () => {
    const reader = new NewestQuotes(['A', 'B'], () => undefined);
    reader.push([quote('A', 9)]);
    reader.begin([quote('A', 1), quote('B', 1)]);
    expect((await reader.next()).value).toEqual(quote('A', 9));
    expect((await reader.next()).value).toEqual(quote('B', 1));
  });

  test('that leaves is told so, once, and gets nothing more', async () => {
    let left = 0;
    const reader = new NewestQuotes(['A'], () => void (left += 1));
    const next = reader.next();
    await reader.return();
    await reader.return();
    reader.push([quote('A', 1)]);
    expect([await next, await reader.next(), left]).toEqual([
      { value: undefined, done: true },
      { value: undefined, done: true },
      1,
    ]);
  });
});

test('digits become whole numbers of any size where their schema says what they count', () => {
  const digits = { type: 'string', 'x-scalar': 'Decimal' };
  const schema = {
    type: 'object',
    properties: {
      price: { anyOf: [digits, { type: 'null' }] },
      none: { anyOf: [digits, { type: 'null' }] },
      name: { type: 'string' },
      many: { type: 'array', items: digits },
    },
  };
  const value = { price: '9007199254740993', none: null, name: '12', many: ['1', '2'] };
  expect(exactValues(schema as never, value)).toEqual({
    price: 9_007_199_254_740_993n,
    none: null,
    name: '12',
    many: [1n, 2n],
  });
});
