import { setTimeout as sleep } from 'node:timers/promises';
import { parseDecimal, type AccountId, type OrderId } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { readLog } from '@bellwether/projections';
import { eventually, firstSeed, rounds } from '@bellwether/testkit';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { Follower } from './following/follower.ts';
import { LiveBook, type DepthMessage } from './following/live-book.ts';
import { LogFold } from './following/log-fold.ts';
import {
  accounts,
  FOLLOWING_TOKEN,
  instrumentId,
  startFollowingStack,
  type FollowingStack,
} from './following/stack.ts';

// I9: no subscriber sees an execution that did not happen, or misses one across a reconnect.

const KILLS = rounds(6, 40);

interface TradeRow {
  readonly id: string;
}
interface OrderRow {
  readonly id: string;
  readonly executed: string;
  readonly leaves: string;
  readonly status: string;
  readonly position: string;
}

interface CashRow {
  readonly id: string;
  readonly cash: string;
}
interface HeldRow {
  readonly id: string;
  readonly quantity: string;
}

let stack: FollowingStack;

beforeAll(async () => {
  stack = await startFollowingStack();
});

afterAll(() => stack.stop());

/** Orders of both accounts that meet each other, rest or are cancelled, until the signal. */
async function trade(signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const accountId = accounts[n % 2] as AccountId;
    const id = newId();
    const limitPrice = parseDecimal(n % 5 === 0 ? '9.8' : '10');
    const terms = { type: 'LIMIT', timeInForce: 'GTC', quantity: BigInt(1 + (n % 7)) } as const;
    const side = n % 2 === 0 ? 'BUY' : 'SELL';
    // What became of it is the log's to say: while processes are killed some answers are lost.
    await stack.client.placeOrder(
      { accountId, instrumentId, side, ...terms, limitPrice },
      { id, deadlineMs: 4_000 },
    );
    if (n % 11 === 0)
      await stack.client.cancelOrder(
        { accountId, instrumentId, orderId: id as string as OrderId },
        { deadlineMs: 4_000 },
      );
    await sleep(5);
  }
}

const follow = <Row extends { readonly id: string }>(field: string, rows: string): Follower<Row> =>
  new Follower<Row>({ url: stack.url, token: FOLLOWING_TOKEN, field, rows });

describe('subscribers follow the log (I9)', () => {
  test(`while every process on the way to them is killed, ${KILLS} times in all, seed ${firstSeed()}`, async () => {
    const ORDER = 'orders { id executed leaves status position }';
    const trades = follow<TradeRow>(
      `tradeChanges(instrumentId: "${instrumentId}"`,
      'trades { id }',
    );
    const ofBob = follow<TradeRow>('accountTradeChanges(accountId: "bob"', 'trades { id }');
    const orders = follow<OrderRow>('orderChanges(accountId: "alice"', ORDER);
    const cash = follow<CashRow>('accountChanges(accountId: "alice"', 'account { id cash }');
    const held = follow<HeldRow>(
      'positionChanges(accountId: "bob"',
      'positions { id: instrumentId quantity }',
    );
    const followers: readonly Follower<TradeRow>[] = [trades, ofBob, orders, cash, held];
    await eventually(
      'everybody has a snapshot',
      () => followers.every(({ beginnings }) => beginnings.length > 0),
      20_000,
    );
    const stop = new AbortController();
    const trading = trade(stop.signal);
    const victims: readonly (() => Promise<void> | void)[] = [
      () => stack.services.gateway.kill(),
      () => stack.services.projections.kill(),
      () => stack.write.nats.kill().then(() => stack.write.nats.start()),
      () => stack.stores.postgres.kill().then(() => stack.stores.postgres.start()),
      () => followers.forEach((follower) => follower.breakSocket()),
      () => stack.services.commands.kill(),
      () => stack.write.eventStore.kill().then(() => stack.write.eventStore.start()),
      () => stack.stores.redis.kill().then(() => stack.stores.redis.start()),
    ];
    for (let n = 0; n < KILLS; n++) {
      await victims[(firstSeed() + n) % victims.length]?.();
      // From before anything has come back to well after.
      await sleep(200 + ((n * 7_919) % 13) * 100);
    }
    stop.abort();
    await trading;

    const log = new LogFold();
    for await (const facts of readLog(stack.write.eventStoreClient()))
      for (const recorded of facts) log.add(recorded);
    const told = (follower: Follower<TradeRow>): readonly string[] =>
      follower.changes.map(({ id }) => id);
    const wanted = log.trades.map(({ id }) => id);
    const bobs = log.trades.filter(({ accounts: of }) => of.includes('bob')).map(({ id }) => id);
    const alices = [...log.orders].filter(([, { accountId }]) => accountId === 'alice');
    const isUpToDate = ([id, order]: (typeof alices)[number]): boolean =>
      orders.rows.get(id)?.position === `${order.position}`;
    const moneyOf = (text: string | undefined) => text && parseDecimal(text);
    const isPaid = (): boolean =>
      moneyOf(cash.rows.get('alice')?.cash) === log.holdings.get('alice')?.get('cash') &&
      held.rows.get(instrumentId)?.quantity === `${log.holdings.get('bob')?.get(instrumentId)}`;
    await eventually(
      'they are where the log is',
      () =>
        isPaid() &&
        told(trades).length >= wanted.length &&
        told(ofBob).length >= bobs.length &&
        alices.every(isUpToDate),
      40_000,
    ).catch(() => undefined);

    // Every trade once and in order, though none of the followers was always there.
    expect(told(trades)).toEqual(wanted);
    expect(told(ofBob)).toEqual(bobs);
    expect(wanted.length).toBeGreaterThan(KILLS);
    const state = (id: string, executed: bigint, leaves: bigint, position: bigint) =>
      `${id} ${executed} ${leaves} @${position}`;
    expect(
      [...orders.rows.values()]
        .map((row) => state(row.id, BigInt(row.executed), BigInt(row.leaves), BigInt(row.position)))
        .toSorted(),
    ).toEqual(
      alices
        .map(([id, { executed, quantity, isOver, position }]) =>
          state(id, executed, isOver ? 0n : quantity - executed, position),
        )
        .toSorted(),
    );
    expect(moneyOf(cash.rows.get('alice')?.cash)).toBe(log.holdings.get('alice')?.get('cash'));
    expect(held.rows.get(instrumentId)?.quantity).toBe(
      `${log.holdings.get('bob')?.get(instrumentId)}`,
    );
    // No change of an order came twice, and none came before an earlier one.
    const keys = orders.changes.map(({ id, position }) => `${id}@${position}`);
    expect(new Set(keys).size).toBe(keys.length);
    const positions = orders.changes.map(({ position }) => BigInt(position));
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
    // They came back from where they had been, and never began anew.
    for (const { returns, beginnings } of followers) {
      expect(returns).toBeGreaterThan(0);
      expect(beginnings).toEqual(['SNAPSHOT']);
    }
    await Promise.all(followers.map((follower) => follower.stop()));
  }, 300_000);
});

/** A plain client of the gateway. */
const connect = () =>
  createClient({
    url: `${stack.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${FOLLOWING_TOKEN}` },
    retryAttempts: 0,
  });

async function ask<T>(query: string): Promise<T> {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${FOLLOWING_TOKEN}` },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { readonly data: T }).data;
}

/** What a subscription says last; kept up to date. */
function lastOf<T>(field: string): { last: T | undefined; stop: () => Promise<void> } {
  const client = connect();
  const [name = ''] = field.split(/\W/);
  const kept = {
    last: undefined as T | undefined,
    stop: async () => {
      await client.dispose();
    },
  };
  client.subscribe<Record<string, T>>(
    { query: `subscription { ${field} }` },
    {
      next: ({ data }) => (kept.last = data?.[name]),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return kept;
}

describe('what is followed is what is asked for', () => {
  test('a book: each message leads to the checksum that it says, and the last to the depth of the book', async () => {
    const book = new LiveBook();
    const mistakes: unknown[] = [];
    const client = connect();
    const LEVELS = 'bids { price quantity orders } asks { price quantity orders }';
    client.subscribe<{ readonly depthChanges: DepthMessage }>(
      {
        query: `subscription { depthChanges(instrumentId: "${instrumentId}", levels: 3) { kind sequence checksum ${LEVELS} } }`,
      },
      {
        next: ({ data }) => {
          try {
            if (data) book.apply(data.depthChanges);
          } catch (error) {
            mistakes.push(error);
          }
        },
        error: (error) => mistakes.push(error),
        complete: () => undefined,
      },
    );
    const stop = new AbortController();
    const trading = trade(stop.signal);
    await sleep(1_500);
    stop.abort();
    await trading;
    const isThere = async (): Promise<boolean> => {
      const { depth } = await ask<{ depth: object }>(
        `{ depth(instrumentId: "${instrumentId}", levels: 3) { ${LEVELS} } }`,
      );
      return JSON.stringify(depth) === JSON.stringify({ bids: book.bids, asks: book.asks });
    };
    await eventually('the book is the depth', isThere, 15_000);
    expect(mistakes).toEqual([]);
    await client.dispose();
  });

  test('cash, positions, best prices and the last price, as they change', async () => {
    const CASH = 'cash reserved deposited';
    const POSITION = 'instrumentId quantity reserved cost';
    const cash = lastOf<{ account: object }>(
      `accountChanges(accountId: "alice") { position account { ${CASH} } }`,
    );
    const held = lastOf<{ positions: object[] }>(
      `positionChanges(accountId: "alice") { kind positions { ${POSITION} } }`,
    );
    const TOP = 'bid { price quantity } ask { price quantity }';
    const top = lastOf<{ topOfBook: object }>(
      `topOfBookChanges(instrumentId: "${instrumentId}") { topOfBook { ${TOP} } }`,
    );
    const price = lastOf<{ latestPrice: object }>(
      `latestPriceChanges(instrumentId: "${instrumentId}") { latestPrice { price quantity at } }`,
    );
    const all = [cash, held, top, price];
    await eventually('each has begun', () => all.every(({ last }) => last !== undefined), 15_000);
    const options = { deadlineMs: 10_000 };
    await stack.client.depositCash(
      { accountId: 'alice' as AccountId, amount: parseDecimal('7') },
      options,
    );
    for (const side of ['SELL', 'BUY'] as const)
      await stack.client.placeOrder(
        {
          accountId: accounts[side === 'BUY' ? 0 : 1] as AccountId,
          instrumentId,
          side,
          type: 'LIMIT',
          timeInForce: 'GTC',
          quantity: 3n,
          limitPrice: parseDecimal('9.9'),
        },
        options,
      );
    const isThere = async (): Promise<boolean> => {
      const now = await ask<Record<string, any>>(`{
        account(id: "alice") { ${CASH} positions { positions { ${POSITION} } } }
        topOfBook(instrumentId: "${instrumentId}") { ${TOP} }
        latestPrice(symbol: "FLW") { price quantity at } }`);
      const { positions, ...account } = now['account'];
      const wanted = [account, positions.positions, now['topOfBook'], now['latestPrice']];
      const told = [
        cash.last?.account,
        held.last?.positions,
        top.last?.topOfBook,
        price.last?.latestPrice,
      ];
      return JSON.stringify(told) === JSON.stringify(wanted);
    };
    await eventually('what was told last is what is', isThere, 15_000);
    await Promise.all(all.map((one) => one.stop()));
  });
});

test('who comes back to another build of a read model begins anew, and is told so (I9)', async () => {
  const trades = new Follower<TradeRow>({
    url: stack.url,
    token: FOLLOWING_TOKEN,
    field: `tradeChanges(instrumentId: "${instrumentId}"`,
    rows: 'trades { id }',
    from: 'trades@1.4/2:5',
  });
  await eventually('it has begun', () => trades.beginnings.length > 1, 15_000);
  expect(trades.beginnings).toEqual(['RESYNC', 'SNAPSHOT']);
  expect(trades.rows.size).toBeGreaterThan(0);
  await trades.stop();
});

describe('what cannot be followed is refused with a code', () => {
  test.each([
    [
      'no position',
      'tradeChanges(instrumentId: "FOLLOWED", from: "yesterday") { kind }',
      'BAD_CURSOR',
    ],
    [
      'the key of something else',
      'orderChanges(accountId: "alice", from: "orders@2/0:5:x") { kind }',
      'BAD_CURSOR',
    ],
    [
      'a position of the future',
      'tradeChanges(instrumentId: "FOLLOWED", from: "trades@3/0:9000000000000000000") { kind }',
      'STALE',
    ],
    [
      'an instrument that there is not',
      'depthChanges(instrumentId: "NONE") { kind }',
      'BAD_USER_INPUT',
    ],
    ['no level', 'depthChanges(instrumentId: "FOLLOWED", levels: 0) { kind }', 'BAD_USER_INPUT'],
    ['wildcards', 'orderChanges(accountId: "*") { kind }', 'BAD_USER_INPUT'],
  ])('%s', async (_what, field, code) => {
    const client = connect();
    const errors = await new Promise<unknown>((resolve) =>
      client.subscribe(
        { query: `subscription { ${field} }` },
        { next: resolve, error: resolve, complete: () => resolve('complete') },
      ),
    );
    expect(errors).toMatchObject([{ extensions: { code } }]);
    await client.dispose();
  });
});
