import { buildSchema, getIntrospectionQuery, GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_TABS } from '../explorer/examples.ts';
import { RequestError } from '../plugins/errors.ts';
import { SCHEMA } from '../schema/schema.ts';
import { checkOperation, readDocument } from './operation.ts';
import { RULES } from './rules.ts';

const schema = buildSchema(SCHEMA);

/** What a query costs, or all that is too much of it. */
function judged(source: string, variables: Readonly<Record<string, unknown>> = {}): unknown {
  try {
    const document = readDocument(schema, source, RULES);
    return checkOperation(schema, document, { variables }, () => undefined);
  } catch (error) {
    const errors = error instanceof RequestError ? error.errors : [error as GraphQLError];
    return errors.map((one) => `${String(one.extensions['code'])} ${one.message}`);
  }
}

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const refused = (message: string): readonly unknown[] => [
  expect.stringContaining(`QUERY_TOO_COMPLEX ${message}`),
];

describe('a query costs as many objects as it may be answered with', () => {
  test.each<[string, number, Readonly<Record<string, unknown>>?]>([
    ['{ __typename }', 0],
    ['{ latestPrice(symbol: "A") { price } }', 1],
    ['{ orders(accountId: "a") { next } }', 51],
    ['{ orders(accountId: "a", first: 9) { a: orders { id } b: orders { side } } }', 19],
    ['{ orders(accountId: "a") { orders { id side } next } }', 51],
    ['{ orders(accountId: "a", first: 7) { orders { id side } } }', 8],
    ['query ($n: Int) { orders(accountId: "a", first: $n) { orders { id } } }', 10, { n: 9 }],
    ['query ($n: Int = 3) { orders(accountId: "a", first: $n) { orders { id } } }', 4],
    ['query ($n: Int) { orders(accountId: "a", first: $n) { orders { id } } }', 51, { n: null }],
    ['{ depth(instrumentId: "X") { bids { price } asks { price } } }', 21],
    ['{ depth(instrumentId: "X", levels: 100) { bids { price } } }', 101],
    ['{ consolidatedQuotes(symbols: ["A", "B"]) { quotes { bid } } }', 3],
    [
      'query ($s: [String!]!) { consolidatedQuotes(symbols: $s) { quotes { bid } } }',
      4,
      { s: ['A', 'B', 'C'] },
    ],
    [
      '{ account(id: "a") { positions(first: 5) { positions { fifo(first: 4) { lots { cost } } } } } }',
      // The account, a page, and of each of 5 holdings itself, its page and 4 lots.
      1 + 1 + 5 * (1 + 1 + 4),
    ],
    [
      '{ orders(accountId: "a", first: 7) { ...P } } fragment P on OrderPage { ... { orders { ...O } } } fragment O on Order { id }',
      8,
    ],
    ['mutation { openAccount(input: { accountId: "a" }) { status ... on Accepted { id } } }', 1],
  ])('%s: %i', (source, cost, variables) => {
    expect(judged(source, variables)).toBe(cost);
  });

  test('numbers of rows that no page has are for the resolver to refuse', () => {
    expect(judged('{ trades(instrumentId: "X", first: 501) { trades { id } } }')).toBe(501);
    expect(judged('{ trades(instrumentId: "X", first: -9) { trades { id } } }')).toBe(2);
  });
});

describe('a query is refused', () => {
  const one = (index: number): string => `a${index}: __typename`;

  test('for more than 30 aliases, through fragments as well', () => {
    const trade = (inside: string): string =>
      `{ trades(instrumentId: "X", first: 1) { trades { ${inside} } } }`;
    expect(judged(trade(times(30, (index) => `a${index}: id`)))).toBe(2);
    expect(judged(trade(times(31, (index) => `a${index}: id`)))).toEqual(
      refused('the query has 31 aliases; the limit is 30'),
    );
    const bomb = `${trade('...A ...A')} fragment A on Trade { ...B ...B } fragment B on Trade { ${times(8, one)} }`;
    expect(judged(bomb)).toEqual(refused('the query has 32 aliases; the limit is 30'));
  });

  test('for more than 10 fields at its root', () => {
    expect(judged(`{ ${times(10, one)} }`)).toBe(0);
    expect(judged(`{ ${times(11, one)} }`)).toEqual(refused('the query has 11 fields at its root'));
    expect(judged(`{ ...A ...A } fragment A on Query { ${times(6, one)} }`)).toEqual(
      refused('the query has 12 fields at its root; the limit is 10'),
    );
  });

  test('for more than 1,000 tokens, before it is parsed', () => {
    expect(judged(`{ ${times(998, () => 'x')} }`)).not.toEqual(refused(''));
    expect(judged(`{ ${times(999, () => 'x')} }`)).toEqual(
      refused('the query has at least 1001 tokens; the limit is 1000'),
    );
  });

  test('for more than 1,000 objects, with all that is too much', () => {
    const page = (index: number): string =>
      `a${index}: orders(accountId: "a", first: 499) { orders { id } }`;
    expect(judged(`{ ${times(2, page)} }`)).toBe(1_000);
    expect(judged(`{ ${times(12, page)} }`)).toEqual([
      expect.stringContaining('12 fields at its root'),
      expect.stringContaining('the query has 6000 objects'),
    ]);
    const fifo = '{ account(id: "a") { positions { positions { fifo { lots { cost } } } } } }';
    expect(judged(fifo)).toEqual(refused('the query has 2602 objects'));
  });

  test('in time linear in its length, however often fragments are spread', () => {
    const doubling = times(
      60,
      (index) => `fragment F${index} on Trade { ...F${index + 1} ...F${index + 1} }`,
    );
    const source = `{ trades(instrumentId: "X") { trades { ...F0 } } } ${doubling} fragment F60 on Trade { a: id }`;
    expect(judged(source)).toEqual(refused(`the query has ${2 ** 60} aliases`));
  });
});

test('never the standard question for the schema, nor the examples of the explorer', () => {
  expect(judged(getIntrospectionQuery())).toBe(100);
  for (const { query } of EXAMPLE_TABS) expect(judged(query), query).toEqual(expect.any(Number));
  expect(EXAMPLE_TABS).not.toEqual([]);
});
