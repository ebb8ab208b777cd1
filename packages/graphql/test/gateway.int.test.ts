import { createHash } from 'node:crypto';
import { eventually } from '@bellwether/testkit';
import { createClient, type Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startGatewayStack, TOKEN, type GatewayStack } from './gateway-stack.ts';
import { describeDoors } from './suites/doors.ts';
import { describeMistakes } from './suites/mistakes.ts';
import { describeSocketProtocol } from './suites/socket-protocol.ts';

let gateway: GatewayStack;

beforeAll(async () => {
  gateway = await startGatewayStack();
});

afterAll(async () => {
  await gateway.stop();
  expect(gateway.failures).toEqual([]);
});

interface Reply {
  readonly status: number;
  // Answers are looked at field by field, each test its own.
  readonly data: any;
  readonly errors: readonly { message: string; extensions: { code: string } }[] | undefined;
}

async function ask(
  query: string,
  variables: object = {},
  headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
): Promise<Reply> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Reply;
  return { status: response.status, data, errors };
}

const PLACE = `mutation ($input: PlaceOrderInput!, $id: ID) {
  placeOrder(input: $input, commandId: $id) {
    status id position code message
    ... on Accepted { order { executed leaves } }
    ... on Duplicate { original { status } }
  }
}`;

const limit = (accountId: string, side: string, quantity: string, limitPrice: string) => ({
  accountId,
  instrumentId: 'X',
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity,
  limitPrice,
});

describe('a day at the market, through GraphQL', () => {
  test('instruments are listed, accounts opened and funded by mutations', async () => {
    const { data, errors } = await ask(`mutation {
      list: listInstrument(input: { instrumentId: "X", symbol: "XSYM", tickSize: "0.01", referencePrice: "10", maxOrderQuantity: "1000" }) { status }
      a: openAccount(input: { accountId: "alice" }) { status }
      b: openAccount(input: { accountId: "bob" }) { status }
      cash: depositCash(input: { accountId: "alice", amount: "1000.00" }) { status }
      shares: depositSecurities(input: { accountId: "bob", instrumentId: "X", quantity: "100" }) { status position }
    }`);
    expect(errors).toBeUndefined();
    expect(Object.values(data).map((outcome) => (outcome as { status: string }).status)).toEqual(
      Array(5).fill('ACCEPTED'),
    );
  });

  test('a query that is given the position of an outcome sees what it did', async () => {
    const sold = await ask(PLACE, { input: limit('bob', 'SELL', '10', '10.50') });
    expect(sold.data.placeOrder).toMatchObject({
      status: 'ACCEPTED',
      order: { executed: '0', leaves: '10' },
    });
    const bought = await ask(PLACE, { input: limit('alice', 'BUY', '4', '11') });
    expect(bought.data.placeOrder).toMatchObject({
      status: 'ACCEPTED',
      order: { executed: '4', leaves: '0' },
    });
    const { id, position } = bought.data.placeOrder;
    const { data } = await ask(
      `query ($id: ID!, $after: Position) {
        order(id: $id, after: $after) { status executed averagePrice limitPrice }
        account(id: "alice", after: $after) {
          cash reserved available settled unsettled
          positions(first: 5) { positions { instrumentId quantity cost fifo { realised lots { lotId quantity cost } next } } next }
          orders { orders { id } next }
          trades { trades { price quantity principal settlementDate aggressor } }
        }
        topOfBook(instrumentId: "X", after: $after) { bid { price } ask { price quantity orders } }
        marketSession(after: $after) { sessionDate phase }
        instrument(id: "X", after: $after) { symbol status lastPrice volume trades }
        latestPrice(symbol: "XSYM", after: $after) { price quantity stale }
      }`,
      { id, after: position },
    );
    expect(data).toEqual({
      order: { status: 'EXECUTED', executed: '4', averagePrice: '10.50', limitPrice: '11.00' },
      account: {
        cash: '958.00',
        reserved: '0.00',
        available: '958.00',
        // A market without sessions settles at once.
        settled: '958.00',
        unsettled: '0.00',
        positions: {
          positions: [
            {
              instrumentId: 'X',
              quantity: '4',
              cost: '42.00',
              fifo: {
                realised: '0.00',
                lots: [{ lotId: '0-1', quantity: '4', cost: '42.00' }],
                next: null,
              },
            },
          ],
          next: null,
        },
        orders: { orders: [{ id }], next: null },
        trades: {
          trades: [
            {
              price: '10.50',
              quantity: '4',
              principal: '42.00',
              settlementDate: null,
              aggressor: 'BUY',
            },
          ],
        },
      },
      topOfBook: { bid: null, ask: { price: '10.50', quantity: '6', orders: 1 } },
      marketSession: null,
      instrument: { symbol: 'XSYM', status: 'ACTIVE', lastPrice: '10.50', volume: '4', trades: 1 },
      latestPrice: { price: '10.50', quantity: '4', stale: false },
    });
  });

  test('a repeated mutation has one effect and says so', async () => {
    const id = '0192f3a0-7c1e-7aaa-8bbb-00000000a001';
    const first = await ask(PLACE, { input: limit('alice', 'BUY', '1', '9'), id });
    const second = await ask(PLACE, { input: limit('alice', 'BUY', '1', '9'), id });
    const other = await ask(PLACE, { input: limit('alice', 'BUY', '2', '9'), id });
    expect(first.data.placeOrder).toMatchObject({ status: 'ACCEPTED', id });
    expect(second.data.placeOrder).toMatchObject({
      status: 'DUPLICATE',
      id,
      original: { status: 'ACCEPTED' },
    });
    expect(other.data.placeOrder).toMatchObject({ status: 'CONFLICT', code: 'COMMAND_ID_REUSED' });
  });

  test('limits, permissions and order types are there as the domain has them', async () => {
    const { data, errors } = await ask(`mutation {
      limits: setRiskLimits(input: { accountId: "bob", limits: { maxOrderQuantity: "50", ordersPerSecond: 100, maxOrderNotional: null } }) { status }
      rights: setTradingPermissions(input: { accountId: "bob", assetClasses: [EQUITY, ETF], optionLevel: 0, shortSelling: false }) { status }
      stop: placeOrder(input: { accountId: "bob", instrumentId: "X", side: SELL, type: STOP_LIMIT, timeInForce: GTC, quantity: "5", stopPrice: "10", limitPrice: "9.90" }) { status ... on Accepted { order { leaves } } }
      large: placeOrder(input: { accountId: "bob", instrumentId: "X", side: BUY, type: LIMIT, timeInForce: IOC, quantity: "51", limitPrice: "9.90" }) { status code message }
      session: scheduleSession(input: { sessionDate: "2026-11-21" }) { __typename code }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      limits: { status: 'ACCEPTED' },
      rights: { status: 'ACCEPTED' },
      stop: { status: 'ACCEPTED', order: { leaves: '5' } },
      large: {
        status: 'REJECTED',
        code: 'ORDER_QUANTITY_LIMIT',
        message: expect.stringContaining('51 are ordered, the limit is 50') as string,
      },
      session: { __typename: 'Rejected', code: 'NO_SESSION' },
    });
  });

  test('refusals are outcomes, not errors', async () => {
    const poor = await ask(PLACE, { input: limit('alice', 'BUY', '900', '10') });
    expect(poor.data.placeOrder).toMatchObject({ status: 'REJECTED', code: 'INSUFFICIENT_FUNDS' });
    const wrong = await ask(PLACE, { input: limit('alice', 'BUY', '-1', '10') });
    expect(wrong.data.placeOrder).toMatchObject({ status: 'INVALID', code: 'SCHEMA_VIOLATION' });
    const wild = await ask(PLACE, { input: limit('alice.>', 'BUY', '1', '10') });
    expect(wild.data.placeOrder).toMatchObject({ status: 'INVALID', code: 'SCHEMA_VIOLATION' });
  });

  test('the latest price comes from the read model where the cache is gone', async () => {
    await gateway.stores.redis.kill();
    const { data, errors } = await ask(`{ latestPrice(symbol: "XSYM") { price quantity } }`);
    expect(errors).toBeUndefined();
    expect(data.latestPrice).toEqual({ price: '10.50', quantity: '4' });
    await gateway.stores.redis.start();
  });
});

describe('subscriptions', () => {
  const connect = (token: string): Client =>
    createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });

  test('tell trades and order changes after they are committed, in order', async () => {
    const client = connect(TOKEN);
    const [trades, orders]: [any[], any[]] = [[], []];
    const listen = async (query: string, into: any[]): Promise<void> => {
      for await (const { data } of client.iterate({ query })) into.push(data);
    };
    const done = Promise.allSettled([
      listen('subscription { tradeExecuted(instrumentId: "X") { price quantity } }', trades),
      listen(
        'subscription { orderUpdated(accountId: "alice") { executed leaves status } }',
        orders,
      ),
    ]);
    await eventually('both subscriptions are there', async () => {
      await ask(PLACE, { input: { ...limit('alice', 'BUY', '1', '10.50'), timeInForce: 'IOC' } });
      return trades.length > 0 && orders.length > 0;
    });
    expect(trades.at(-1)).toEqual({ tradeExecuted: { price: '10.50', quantity: '1' } });
    expect(orders.at(-1)).toEqual({
      orderUpdated: { executed: '1', leaves: '0', status: 'EXECUTED' },
    });
    // Ends both iterations; the socket is closed without a reason, which the client reports as an error.
    await client.dispose();
    await done;
  });
});

describeSocketProtocol(() => gateway);
describeMistakes(() => gateway);
describeDoors(() => gateway);

describe('the gateway refuses', () => {
  test('requests without the token, saying nothing else', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: TOKEN },
    ] as Record<string, string>[])
      expect(await ask('{ instruments { instruments { id } } }', {}, headers)).toMatchObject({
        status: 401,
        data: null,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
  });

  test.each([
    ['a cursor that is none', `{ orders(accountId: "a", cursor: "zzz") { next } }`, 'BAD_CURSOR'],
    [
      'a position that is far away',
      `{ account(id: "alice", after: "9000000000000000000") { id } }`,
      'STALE',
    ],
  ])('%s with a code', async (_what, query, code) => {
    expect((await ask(query)).errors?.[0]?.extensions.code).toBe(code);
  });

  test('to tell what broke inside', async () => {
    await gateway.stores.postgres.kill();
    const { errors } = await ask('{ instruments { instruments { id } } }');
    expect(errors).toEqual([
      expect.objectContaining({ message: 'internal error', extensions: { code: 'INTERNAL' } }),
    ]);
    await gateway.stores.postgres.start();
    await eventually(
      'queries are answered again',
      async () => (await ask('{ instruments { instruments { id } } }')).errors === undefined,
    );
  });
});

test('GraphiQL is served from our own files, with examples and without a token', async () => {
  const answer = await fetch(`${gateway.url}/graphiql`);
  const page = await answer.text();
  const policy = answer.headers.get('content-security-policy') ?? '';
  const inline = [...page.matchAll(/<script[^>]*>([^]+?)<\/script>/g)];
  expect(inline).toHaveLength(5);
  for (const [, text = ''] of inline)
    expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe');
  expect(page).toContain('Place an order');
  expect(page).not.toContain(TOKEN);
  expect(page).not.toMatch(/(src|href)="https?:/);
  const [, script = ''] = /href="([^"]+\.js)"/.exec(page) ?? [];
  expect((await fetch(new URL(script, gateway.url))).status).toBe(200);
  const statusOf = async (path: string) => (await fetch(`${gateway.url}${path}`)).status;
  // Clients put this right: it is no file of the explorer any more.
  expect(await statusOf('/graphiql/static/../../package.json')).toBe(401);
  expect(await statusOf('/graphiql/static/..%2f..%2fpackage.json')).toBe(404);
});
