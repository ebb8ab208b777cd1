import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { TOKEN, type GatewayStack } from '../gateway-stack.ts';

interface ToldError {
  readonly message: string;
  readonly locations?: readonly { line: number; column: number }[];
  readonly extensions: { readonly code: string };
}

const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const PLACE = `mutation ($input: PlaceOrderInput!, $id: ID) {
  placeOrder(input: $input, commandId: $id) { status code message }
}`;
const order = {
  accountId: 'a',
  instrumentId: 'X',
  side: 'SELL',
  type: 'LIMIT',
  timeInForce: 'GTC',
};

/** What is told of mistakes, whichever way they come in. */
export function describeMistakes(gateway: () => GatewayStack): void {
  const http = async (init: RequestInit, search = '') => {
    const response = await fetch(`${gateway().url}/graphql${search}`, { headers, ...init });
    const { errors } = (await response.json()) as { errors?: readonly ToldError[] };
    return { status: response.status, errors };
  };
  const post = (body: unknown) => http({ method: 'POST', body: JSON.stringify(body) });
  const overSocket = async (query: string, variables = {}): Promise<readonly ToldError[]> => {
    const url = `${gateway().url.replace('http', 'ws')}/graphql`;
    const connectionParams = { Authorization: `Bearer ${TOKEN}` };
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      connectionParams,
      retryAttempts: 0,
    });
    const outcome = await client
      .iterate({ query, variables })
      .next()
      .catch((error: unknown) => error);
    await client.dispose();
    return outcome as readonly ToldError[];
  };

  describe.each([
    ['HTTP', 'query', 'instrument(id: "X")'],
    ['a WebSocket', 'subscription', 'tradeExecuted(instrumentId: "X")'],
  ])('a mistake that comes over %s is told with its place', (way, kind, field) => {
    const mistakes = async (query: string, variables = {}) =>
      way === 'HTTP' ? (await post({ query, variables })).errors : overSocket(query, variables);

    test.each([
      ['a syntax error', `${kind} { ${field}`, {}, 'BAD_REQUEST'],
      ['JSON in place of a query', '{"kind":"Document","definitions":[]}', {}, 'BAD_REQUEST'],
      ['an unknown field', `${kind} { ${field} { nothing } }`, {}, 'BAD_REQUEST'],
      [
        'a variable that is missing',
        `${kind} ($v: Boolean!) { ${field} { id @skip(if: $v) } }`,
        {},
        'BAD_USER_INPUT',
      ],
      [
        'a variable of another type',
        `${kind} ($v: Boolean!) { ${field} { id @skip(if: $v) } }`,
        { v: 'yes' },
        'BAD_USER_INPUT',
      ],
    ])('%s', async (_what, query, variables, code) => {
      const errors = await mistakes(query, variables);
      expect(errors).toEqual([
        {
          message: expect.stringMatching(/Syntax|nothing|\$v/) as string,
          locations: [{ line: 1, column: expect.any(Number) as number }],
          extensions: { code },
        },
      ]);
    });

    test.each([
      ['aliases', `${Array.from({ length: 31 }, (_, index) => `a${index}: id`).join(' ')}`],
      ['tokens', 'id '.repeat(1_000)],
    ])('too many %s', async (what, fields) => {
      expect(await mistakes(`${kind} { ${field} { ${fields} } }`)).toEqual([
        {
          message: expect.stringMatching(new RegExp(`\\d+ ${what}; the limit is \\d+`)) as string,
          extensions: { code: 'QUERY_TOO_COMPLEX' },
        },
      ]);
    });

    test('an operation that does not travel this way', async () => {
      const other =
        way === 'HTTP'
          ? 'subscription { tradeExecuted(instrumentId: "X") { id } }'
          : '{ instruments { next } }';
      expect(await mistakes(other)).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    });
  });

  test.each([
    ['a number for a quantity', { quantity: 10, limitPrice: '1' }, '"$input" got invalid value 10'],
    ['more than 64 bits', { quantity: '9223372036854775808', limitPrice: '1' }, 'is no Quantity'],
    ['a price of five decimals', { quantity: '1', limitPrice: '1.00001' }, 'is no Decimal'],
    ['a day that is none', { quantity: '1', expiresOn: '2026-02-30' }, 'is no Day'],
    ['text that no store can hold', { quantity: '1', clientOrderId: 'a\0' }, 'U+0000'],
  ])('%s is user input', async (_what, terms, message) => {
    const { errors } = await post({ query: PLACE, variables: { input: { ...order, ...terms } } });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining(message) as string,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test.each([
    [
      'a literal number for a quantity',
      `mutation { depositSecurities(input: { accountId: "a", instrumentId: "X", quantity: 1 }) { status } }`,
      'BAD_USER_INPUT',
    ],
    ['a position before the log', `{ instruments(after: "-1") { next } }`, 'BAD_USER_INPUT'],
    ['U+0000 in an id', String.raw`{ account(id: "a\u0000b") { id } }`, 'BAD_USER_INPUT'],
    ['no rows', `{ orders(accountId: "a", first: 0) { next } }`, 'BAD_USER_INPUT'],
    [
      'more rows than a page has',
      `{ trades(instrumentId: "X", first: 501) { next } }`,
      'BAD_USER_INPUT',
    ],
    ['no levels', `{ depth(instrumentId: "X", levels: 0) { bids { price } } }`, 'BAD_USER_INPUT'],
    ['a cursor of another list', `{ instruments(cursor: "1.2") { next } }`, 'BAD_CURSOR'],
    [
      'a cursor beyond 64 bits',
      `{ trades(instrumentId: "X", cursor: "9223372036854775808.1") { next } }`,
      'BAD_CURSOR',
    ],
    [
      'a cursor that names no order',
      `{ orders(accountId: "a", cursor: "1.------------------------------------") { next } }`,
      'BAD_CURSOR',
    ],
  ])('%s is told with its place', async (_what, query, code) => {
    const { errors } = await post({ query });
    expect(errors).toMatchObject([{ locations: [{ line: 1 }], extensions: { code } }]);
  });

  test.each(['', 'x', '01A22394-3952-7311-9074-D77F5D3ECB2F'])(
    'a command whose id is %j is refused, not given another',
    async (id) => {
      const variables = { input: { ...order, quantity: '1', limitPrice: '1' }, id };
      const response = await fetch(`${gateway().url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: PLACE, variables }),
      });
      expect(await response.json()).toMatchObject({
        data: { placeOrder: { status: 'INVALID', code: 'MALFORMED_COMMAND' } },
      });
    },
  );

  test.each<[string, number, RequestInit, string?]>([
    ['no JSON', 400, { method: 'POST', body: '{' }],
    ['no query', 400, { method: 'POST', body: '{}' }],
    ['null', 400, { method: 'POST', body: 'null' }],
    [
      'variables that are text',
      400,
      { method: 'POST', body: '{"query":"{__typename}","variables":"x"}' },
    ],
    ['variables in a URL that are no JSON', 400, {}, '?query={__typename}&variables={'],
    [
      'a mutation by GET',
      405,
      {},
      '?query=mutation{resumeInstrument(input:{instrumentId:"X"}){status}}',
    ],
    [
      'more than 64 KiB',
      413,
      { method: 'POST', body: JSON.stringify({ query: ' '.repeat(70_000) }) },
    ],
    [
      'text',
      415,
      {
        method: 'POST',
        body: '{ instruments { next } }',
        headers: { ...headers, 'content-type': 'text/plain' },
      },
    ],
  ])('a request with %s is answered %i and BAD_REQUEST', async (_what, status, init, search) => {
    expect(await http(init, search)).toMatchObject({
      status,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });
}
