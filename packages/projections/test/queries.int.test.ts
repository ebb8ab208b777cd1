import { Principals } from '@bellwether/domain';
import { quiet } from '@bellwether/testkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSONCodec, RequestStrategy, type Msg, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS, startQueryService } from '../src/index.ts';
import { PostgresProjector } from '../src/postgres/projector.ts';
import { QUERIES } from '../src/queries/queries.ts';
import { ReadModels } from '../src/read-model/index.ts';
import { startProjectionStack, type ProjectionStack } from './projection-stack.ts';
import { id, recorded, story } from './story.ts';

const codec = JSONCodec<unknown>();
let stack: ProjectionStack;
let asker: NatsConnection;
let projector: PostgresProjector;

beforeAll(async () => {
  stack = await startProjectionStack();
  const readModels = new ReadModels(stack.reader);
  const principals = new Principals([
    { name: 'bots', roles: ['trader'], accounts: ['alice', 'bob', 'nobody'] },
    { name: 'cli', roles: ['trader'], accounts: ['bob'] },
    { name: 'ops', roles: [], accounts: '*' },
    { name: 'gateway', roles: [], accounts: [], delegate: true },
  ]);
  const service = await stack.write.connectAs('projections');
  await startQueryService(service, readModels, principals, quiet);
  asker = await stack.write.connectAs('bots');
  projector = new PostgresProjector(stack.access.projector, PROJECTIONS);
  await projector.takeOver();
  await projector.apply({ facts: recorded(story), position: 111n });
});

afterAll(() => stack.stop());

const send = (name: string, data: Uint8Array): Promise<Msg> =>
  asker.request(`qry.${name}.bots`, data, { timeout: 5_000 });

/** As another user of the installation. */
async function askAs(user: string, name: string, input: object): Promise<unknown> {
  const connection = await stack.write.connectAs(user);
  const reply = await connection.request(`qry.${name}.${user}`, codec.encode(input));
  return codec.decode(reply.data);
}

async function ask(name: string, input: object): Promise<unknown> {
  return codec.decode((await send(name, codec.encode(input))).data);
}

describe('questions by request and reply', () => {
  test('are answered as GraphQL’s are, 64-bit integers as strings', async () => {
    expect(await ask('account.get', { accountId: 'alice' })).toMatchObject({ cash: '39960000' });
    expect(await ask('order.get', { orderId: id(3) })).toMatchObject({ status: 'CANCELLED' });
    expect(await ask('order.list', { accountId: 'bob', first: 1 })).toMatchObject({
      rows: [{ orderId: id(2) }],
    });
    expect(await ask('trade.list', { instrumentId: 'X' })).toMatchObject({
      rows: [{ tradeId: '0-2' }, { tradeId: '0-1' }],
    });
    expect(await ask('instrument.depth', { instrumentId: 'X' })).toEqual({
      bids: [],
      asks: [{ price: '1010000', quantity: '2', orders: 1 }],
    });
    expect(await ask('instrument.price', { symbol: 'X' })).toMatchObject({ price: '1010000' });
    expect(await ask('command.outcome', { commandId: id(8) })).toMatchObject({ orderId: id(3) });
  });

  test('about what is not there are answered by null', async () => {
    expect(await ask('account.get', { accountId: 'nobody' })).toBeNull();
  });

  test.each([
    ['no input', new Uint8Array()],
    ['no JSON', new TextEncoder().encode('{')],
    ['a field too many', codec.encode({ accountId: 'a', more: 1 })],
    ['a bad id', codec.encode({ accountId: 'a b' })],
    ['a bad token', codec.encode({ accountId: 'a', after: '-1' })],
  ])('with %s are refused', async (_what, data) => {
    const reply = await send('account.get', data);
    expect(codec.decode(reply.data)).toMatchObject({ code: 'BAD_QUERY' });
    expect(reply.headers?.get('Nats-Service-Error-Code')).toBe('400');
  });

  test('with a cursor of another list are refused', async () => {
    expect(await ask('trade.list', { instrumentId: 'X', cursor: 'x' })).toMatchObject({
      code: 'BAD_QUERY',
    });
  });

  test('with a position wait until it is reached, or answer STALE', async () => {
    expect(await ask('account.get', { accountId: 'alice', after: '112' })).toMatchObject({
      code: 'STALE',
    });
    const waiting = ask('account.get', { accountId: 'alice', after: '113' });
    await projector.apply({ facts: [], position: 113n });
    expect(await waiting).toMatchObject({ accountId: 'alice' });
  });

  test('of an account that is not the caller’s look as if it were not there', async () => {
    expect(await askAs('cli', 'account.get', { accountId: 'alice' })).toBeNull();
    expect(await askAs('cli', 'account.positions', { accountId: 'alice' })).toEqual([]);
    expect(await askAs('cli', 'order.list', { accountId: 'alice' })).toEqual({ rows: [] });
    expect(await askAs('cli', 'trade.list', { accountId: 'alice' })).toEqual({ rows: [] });
    expect(await askAs('cli', 'order.get', { orderId: id(3) })).toBeNull();
    expect(await askAs('cli', 'order.history', { orderId: id(3) })).toEqual([]);
    expect(await askAs('cli', 'command.outcome', { commandId: id(8) })).toBeNull();
    expect(await askAs('cli', 'account.get', { accountId: 'bob' })).toMatchObject({
      accountId: 'bob',
    });
  });

  test('leave the other side out of a trade', async () => {
    const { rows } = (await askAs('cli', 'trade.list', { accountId: 'bob' })) as {
      rows: readonly object[];
    };
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toMatchObject({ sellAccountId: 'bob' });
      expect(Object.keys(row).filter((field) => field.startsWith('buy'))).toEqual([]);
    }
    const history = (await askAs('cli', 'order.history', { orderId: id(1) })) as {
      type: string;
      data: object;
    }[];
    const trade = history.find(({ type }) => type === 'TradeExecuted');
    expect(trade?.data).toMatchObject({ sellAccountId: 'bob' });
    expect(trade?.data).not.toHaveProperty('buyAccountId');
  });

  test('of a caller without a role are FORBIDDEN', async () => {
    expect(await askAs('ops', 'instrument.list', {})).toMatchObject({ code: 'FORBIDDEN' });
    expect(await askAs('ops', 'account.get', { accountId: 'alice' })).toBeNull();
  });

  test('a delegate asks for somebody; nobody else may', async () => {
    const actor = { name: 'ann', roles: ['trader'], accounts: ['alice'] };
    const input = { accountId: 'alice', actor };
    expect(await askAs('gateway', 'account.get', input)).toMatchObject({ accountId: 'alice' });
    expect(await askAs('gateway', 'account.get', { accountId: 'alice' })).toBeNull();
    expect(await ask('account.get', input)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('under another’s name do not reach us', async () => {
    await expect(
      asker.request('qry.account.get.gateway', codec.encode({ accountId: 'alice' }), {
        timeout: 500,
      }),
    ).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  test('are all in docs/operations.md', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
    expect(Object.keys(QUERIES).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  test('can be discovered with the schema of their input', async () => {
    const subjects: string[] = [];
    const replies = await asker.requestMany('$SRV.INFO.queries', new Uint8Array(), {
      strategy: RequestStrategy.Timer,
      maxWait: 500,
    });
    for await (const reply of replies) {
      const { endpoints } = codec.decode(reply.data) as {
        endpoints: { subject: string; metadata: { schema: string } }[];
      };
      for (const { subject, metadata } of endpoints) {
        subjects.push(subject);
        expect(JSON.parse(metadata.schema)).toMatchObject({ type: 'object' });
      }
    }
    expect(subjects.toSorted()).toEqual(
      Object.keys(QUERIES)
        .map((name) => `qry.${name}.*`)
        .toSorted(),
    );
  });
});
