import { Principals } from '@bellwether/domain';
import { NatsDoor } from '@bellwether/platform/nats';
import { quiet } from '@bellwether/testkit';
import { JSONCodec, RequestStrategy, type Msg, type NatsConnection } from 'nats';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS, startQueryService } from '../src/index.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { QUERIES } from '../src/capabilities/capabilities.ts';
import { ReadModels } from '../src/read-model.ts';
import { startProjectionStack, type ProjectionStack } from './projection-stack.ts';
import { accepted, id, recorded, story, trade as traded } from './story.ts';
import { describeEqualIds } from './suites/equal-ids.ts';
import { describeWhatComesNext } from './suites/what-comes-next.ts';

const codec = JSONCodec<unknown>();
let stack: ProjectionStack;
let asker: NatsConnection;
let projector: PostgresProjector;
let counted = 0;

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
  const door = new NatsDoor(quiet, { inc: () => void (counted += 1) });
  await startQueryService(service, readModels, principals, quiet, door);
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
  return answerIn(name, reply);
}

async function ask(name: string, input: object): Promise<unknown> {
  return answerIn(name, await send(name, codec.encode(input)));
}

/** Every answer is held against its declaration: what is refused has a header that says so. */
function answerIn(name: string, reply: Msg): unknown {
  const answer = codec.decode(reply.data);
  const isRefused = reply.headers?.has('Nats-Service-Error-Code') === true;
  const output = QUERIES[name]?.output;
  if (!isRefused && output !== undefined)
    expect([...Compile(output).Errors(answer)], `${name} ${JSON.stringify(answer)}`).toEqual([]);
  return answer;
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

  test.each(Object.entries(QUERIES))('%s is answered as it is declared', async (name, query) => {
    const known = { accountId: 'alice', orderId: id(3), instrumentId: 'X', symbol: 'X' };
    const report = { kind: 'STATEMENT', from: '1970-01-01', to: '1970-12-31' };
    const run = { runId: '1970-01-01-1', page: 1, day: '1970-01-01' };
    const all = { ...known, ...report, ...run, commandId: id(8) };
    const input = Object.entries(all).filter(([field]) => query.input.required?.includes(field));
    // `ask` holds the answer against the declaration. Of the story no day of the market has begun, no webhook and no targets
    // are set, and no plan names its orders.
    const hasNothing = [
      'market.session',
      'alert.webhook',
      'rebalancing.targets',
      'rebalancing.order',
    ].includes(name);
    expect((await ask(name, Object.fromEntries(input))) === null).toBe(hasNothing);
  });

  test('about what is not there are answered by null', async () => {
    expect(await ask('account.get', { accountId: 'nobody' })).toBeNull();
  });

  test.each([
    ['no input', new Uint8Array(), 'input must have required properties accountId'],
    ['no JSON', new TextEncoder().encode('{'), 'input must be object'],
    [
      'a field too many',
      codec.encode({ accountId: 'a', more: 1 }),
      'input/more is no field of this question',
    ],
    ['a bad id', codec.encode({ accountId: 'a b' }), 'input/accountId must match pattern'],
    ['a bad token', codec.encode({ accountId: 'a', after: '-1' }), 'input/after must match'],
  ])('with %s are refused, with what is wrong', async (_what, data, words) => {
    const reply = await send('account.get', data);
    expect(codec.decode(reply.data)).toEqual({
      code: 'BAD_QUERY',
      message: expect.stringContaining(words),
    });
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
    expect(await askAs('cli', 'account.positions', { accountId: 'alice' })).toEqual({ rows: [] });
    expect(await askAs('cli', 'order.list', { accountId: 'alice' })).toEqual({ rows: [] });
    expect(await askAs('cli', 'trade.list', { accountId: 'alice' })).toEqual({ rows: [] });
    expect(await askAs('cli', 'order.get', { orderId: id(3) })).toBeNull();
    expect(await askAs('cli', 'order.history', { orderId: id(3) })).toEqual({ rows: [] });
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
      rows: { type: string; data: object; principal: string | null; commandId: string | null }[];
    };
    const trade = history.rows.find(({ type }) => type === 'TradeExecuted');
    expect(trade?.data).toMatchObject({ sellAccountId: 'bob' });
    expect(trade?.data).not.toHaveProperty('buyAccountId');
    // Bob made the trade, alice took it: hers is the command that caused it.
    expect(trade).toMatchObject({ principal: null, commandId: null });
    expect(history.rows[0]).toMatchObject({ principal: 'p', commandId: expect.any(String) });
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

  test('are answered to nobody but who asks, whatever place it names for the answer', async () => {
    const [ours, theirs] = [
      await stack.write.connectAs('bots'),
      await stack.write.connectAs('gateway'),
    ];
    const heard: string[] = [];
    for (const subject of ['evt.>', '_INBOX.gateway.>'])
      theirs.subscribe(subject, { callback: (_, message) => void heard.push(message.subject) });
    await theirs.flush();
    const question = codec.encode({ orderId: id(3) });
    for (const reply of ['evt.order.updated.bob', 'evt.trade.executed.X', '_INBOX.gateway.1']) {
      ours.publish('qry.order.get.bots', question, { reply });
      ours.publish('qry.order.get.bots', Buffer.from('{'), { reply });
    }
    // Behind this answer all of them have been seen.
    await ours.request('qry.order.get.bots', question, { timeout: 5_000 });
    await theirs.flush();
    expect([counted, heard]).toEqual([0, []]);
  });

  test('can be discovered with the schema of their input', async () => {
    const subjects: string[] = [];
    const operator = await stack.write.connectAs('ops');
    const replies = await operator.requestMany('$SRV.INFO.queries', new Uint8Array(), {
      strategy: RequestStrategy.Timer,
      maxWait: 500,
    });
    for await (const reply of replies) {
      const { endpoints } = codec.decode(reply.data) as {
        endpoints: { subject: string; metadata: { schema: string; description: string } }[];
      };
      for (const { subject, metadata } of endpoints) {
        subjects.push(subject);
        expect(JSON.parse(metadata.schema)).toMatchObject({ type: 'object' });
        expect(metadata.description).toMatch(/^[A-Z].*\.$/);
      }
    }
    expect(subjects.toSorted()).toEqual(
      Object.keys(QUERIES)
        .map((name) => `qry.${name}.*`)
        .toSorted(),
    );
  });
});

describeEqualIds({
  apply: (facts) => projector.apply({ facts, position: facts.at(-1)?.position ?? 0n }),
  askAs,
});

describe('lists', () => {
  const FILLS = 2_500;
  const INSTRUMENTS = 120;
  const REJECTED = 400;
  const nameOf = (n: number): string => `I${`${n}`.padStart(3, '0')}`;

  beforeAll(async () => {
    const many = <T>(count: number, make: (n: number) => T): readonly T[] =>
      Array.from({ length: count }, (_, index) => make(index));
    const listed = many(INSTRUMENTS, (n) => ({
      type: 'InstrumentListed',
      // Two bear one symbol, so that a page may end between them.
      data: { ...story[0]?.data, instrumentId: nameOf(n), symbol: nameOf(n - (n % 2)) },
    }));
    const held = many(INSTRUMENTS, (n) => ({
      type: 'SharesAllocated',
      data: { accountId: 'alice', instrumentId: nameOf(n), quantity: 1n, sourcePosition: 1n },
    }));
    const sold = accepted(9_001, 'bob', 'SELL', BigInt(FILLS), 1n);
    const bought = accepted(9_002, 'alice', 'BUY', BigInt(FILLS), 1n);
    const fills = many(FILLS, (n) => {
      const left = BigInt(FILLS - 1 - n);
      return traded(100 + n, 1n, 1n, [left, left], { buy: 9_002, sell: 9_001 });
    });
    const rejected = many(REJECTED, (n) => ({
      type: 'OrderRejected',
      data: {
        orderId: id(20_000 + n),
        accountId: 'nobody',
        instrumentId: 'X',
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 1n,
        limitPrice: 1n,
        code: 'INSUFFICIENT_FUNDS',
        message: 'x'.repeat(3_000),
      },
    }));
    const facts = recorded([...listed, ...held, sold, bought, ...fills, ...rejected], 1_000);
    await projector.apply({ facts, position: 1_000n + BigInt(facts.length) });
  });

  interface Answer {
    readonly rows: readonly Record<string, unknown>[];
    readonly next?: string;
  }

  async function pages(name: string, input: object): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const asked = cursor === undefined ? input : { ...input, cursor };
      const answer = (await ask(name, asked)) as Answer;
      answers.push(answer);
      cursor = answer.next;
    }
    return answers;
  }

  const everyRow = async (name: string, input: object) =>
    (await pages(name, input)).flatMap(({ rows }) => rows);

  test('an order with 2,500 fills has its whole history, in order, page by page', async () => {
    const found = await pages('order.history', { orderId: id(9_001), first: 499 });
    expect(found.map(({ rows }) => rows.length)).toEqual([499, 499, 499, 499, 499, 6]);
    const [first, ...fills] = found.flatMap(({ rows }) => rows);
    expect(first).toMatchObject({ type: 'OrderAccepted' });
    const left = fills.map(({ data }) => (data as { sellLeaves: string }).sellLeaves);
    expect(left).toEqual(Array.from({ length: FILLS }, (_, n) => `${FILLS - 1 - n}`));
  });

  test('of instruments, positions and lots have every row once, whatever the size of a page', async () => {
    const names = Array.from({ length: INSTRUMENTS }, (_, n) => nameOf(n));
    for (const first of [7, 500]) {
      const listed = await everyRow('instrument.list', { first });
      expect(listed.map(({ instrumentId }) => instrumentId)).toEqual([...names, 'X']);
      const held = await everyRow('account.positions', { accountId: 'alice', first });
      expect(held.map(({ instrumentId }) => instrumentId)).toEqual([...names, 'X']);
    }
    const lots = await everyRow('account.lots', {
      accountId: 'alice',
      instrumentId: 'X',
      first: 300,
    });
    expect(lots.map(({ lotId }) => lotId)).toEqual([
      '0-1',
      '0-2',
      ...Array.from({ length: FILLS }, (_, n) => `0-${100 + n}`),
    ]);
  });

  test('that do not fit into one answer say so, and fit in pages', async () => {
    const reply = await send('order.list', codec.encode({ accountId: 'nobody', first: REJECTED }));
    expect(codec.decode(reply.data)).toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('`first`') as string,
    });
    expect(reply.headers?.get('Nats-Service-Error-Code')).toBe('413');
    const rows = await everyRow('order.list', { accountId: 'nobody', first: 100 });
    expect(new Set(rows.map(({ orderId }) => orderId)).size).toBe(REJECTED);
  });

  test.each([
    ['order.history', { orderId: id(9_001) }, 'I000'],
    ['instrument.list', {}, '1.2'],
    ['account.positions', { accountId: 'alice' }, 'x:y'],
    ['account.lots', { accountId: 'alice', instrumentId: 'X' }, '9223372036854775808.1'],
  ])('%s refuses a cursor that is none of its own', async (name, input, cursor) => {
    expect(await ask(name, { ...input, cursor })).toMatchObject({ code: 'BAD_QUERY' });
  });
});

describeWhatComesNext({ ask, askAs });
