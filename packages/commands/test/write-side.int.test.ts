import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  type AccountId,
  type InstrumentId,
  type OrderId,
  type TradeId,
  type Outcome,
} from '@bellwether/domain';
import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JournalReader, type Commands } from '../src/index.ts';
import { told } from './support/market.ts';
import { startService } from './support/service.ts';

const AMZN = 'AMZN' as InstrumentId;
const [alice, bob] = ['alice' as AccountId, 'bob' as AccountId];
const usd = parseDecimal;

let stack: WriteStack;
let commands: Commands;
let client: CommandClient;
const failures: Error[] = [];
const onFailure = (error: Error): void => void failures.push(error);

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startService(stack, { onFailure });
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

const limit = (side: 'BUY' | 'SELL', accountId: AccountId, quantity: bigint, price: string) => ({
  accountId,
  instrumentId: AMZN,
  side,
  type: 'LIMIT' as const,
  timeInForce: 'GTC' as const,
  quantity,
  limitPrice: usd(price),
});

describe('one order from NATS to the event store and back', () => {
  test('a market is set up by commands, and can be traded on as soon as they are answered', async () => {
    const terms = {
      symbol: 'AMZN',
      tickSize: usd('0.01'),
      referencePrice: usd('100'),
      maxOrderQuantity: 1_000n,
    };
    const outcomes: Outcome[] = [
      await client.listInstrument({ instrumentId: AMZN, ...terms }),
      await client.openAccount({ accountId: alice }),
      await client.openAccount({ accountId: bob }),
      await client.depositCash({ accountId: alice, amount: usd('10000') }),
      await client.depositSecurities({ accountId: bob, instrumentId: AMZN, quantity: 100n }),
      await client.placeOrder(limit('SELL', bob, 10n, '100')),
      await client.placeOrder(limit('BUY', alice, 15n, '100')),
    ];
    expect(outcomes.map(told)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'accepted',
      'accepted',
      'accepted 0/10',
      'accepted 10/5',
    ]);
  });

  test('a trade is taken back once, and what was ordered and lives is open again', async () => {
    const bust = { instrumentId: AMZN, tradeId: '0-1' as TradeId, reason: 'clearly erroneous' };
    expect(told(await client.bustTrade({ ...bust, tradeId: '0-2' as TradeId }))).toBe(
      'rejected UNKNOWN_TRADE',
    );
    expect(told(await client.bustTrade({ ...bust, instrumentId: 'X' as InstrumentId }))).toBe(
      'rejected UNKNOWN_TRADE',
    );
    expect(told(await client.bustTrade(bust))).toBe('accepted');
    expect(told(await client.bustTrade(bust))).toBe('rejected NOTHING_TO_CHANGE');
    // All fifteen are bought again, at the old place in the book.
    expect(told(await client.placeOrder(limit('SELL', bob, 15n, '100')))).toBe('accepted 15/0');
  });

  test('commands given at once travel together and are answered each on its own', async () => {
    const sent = Array.from({ length: 200 }, (_, i) =>
      client.placeOrder(limit('BUY', alice, 1n, i % 2 ? '50' : '50.001')),
    );
    const outcomes = (await Promise.all(sent)).map(told);
    expect(outcomes.filter((outcome) => outcome === 'accepted 0/1')).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome === 'rejected INVALID_TICK')).toHaveLength(100);
  });

  test('withdrawing takes what is free and refuses what is not', async () => {
    expect(told(await client.withdrawCash({ accountId: alice, amount: usd('1000') }))).toBe(
      'accepted',
    );
    const id = '0192f3a0-7c1e-7aaa-8bbb-00000000f001';
    const greedy = { accountId: alice, amount: usd('9999') };
    expect(told(await client.withdrawCash(greedy, { id }))).toBe('rejected INSUFFICIENT_FUNDS');
    expect(told(await client.withdrawCash(greedy, { id }))).toBe(
      'duplicate of rejected INSUFFICIENT_FUNDS',
    );
  });

  test('a halt stops immediate orders, not cancels, and collects the others for the reopening', async () => {
    const resting = '0192f3a0-7c1e-7aaa-8bbb-00000000f101';
    await client.placeOrder(limit('BUY', alice, 1n, '40'), { id: resting });
    expect(told(await client.haltInstrument({ instrumentId: AMZN, reason: 'NEWS_PENDING' }))).toBe(
      'accepted',
    );
    const immediate = { ...limit('BUY', alice, 1n, '40'), timeInForce: 'IOC' as const };
    expect(told(await client.placeOrder(immediate))).toBe('rejected INSTRUMENT_HALTED');
    expect(told(await client.placeOrder(limit('BUY', alice, 1n, '40')))).toBe('accepted 0/1');
    const cancel = { accountId: alice, instrumentId: AMZN, orderId: resting as OrderId };
    expect(told(await client.cancelOrder(cancel))).toBe('accepted');
    expect(told(await client.resumeInstrument({ instrumentId: AMZN }))).toBe('accepted');
    expect(told(await client.placeOrder(limit('BUY', alice, 1n, '40')))).toBe('accepted 0/1');
  });
});

describe('bad input gets its own typed answer, writes nothing, and leaves its neighbours alone', () => {
  const raw = async (subject: string, body: unknown): Promise<readonly Outcome[]> => {
    const connection = await stack.connectAs('cli');
    const data =
      typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const reply = await connection.request(subject, data, { timeout: 5_000 });
    return (reply.json() as { outcomes: Outcome[] }).outcomes;
  };
  const subject = 'cmd.trading.submit.0.cli';
  const good = (id: number) => ({
    id: `0192f3a0-7c1e-7aaa-8bbb-0000000e${`${id}`.padStart(4, '0')}`,
    type: 'PlaceOrder',
    version: 1,
    data: {
      accountId: 'alice',
      instrumentId: 'AMZN',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      limitPrice: '30',
    },
  });
  const journalSequence = async (): Promise<bigint> => {
    let sequence = 0n;
    for await (const batch of new JournalReader(stack.eventStoreClient(), 0).read())
      sequence = batch.head.sequence;
    return sequence;
  };

  test.each<[string, string, unknown]>([
    ['no JSON', 'invalid MALFORMED_MESSAGE', '{'],
    ['broken UTF-8', 'invalid MALFORMED_MESSAGE', new Uint8Array([0x7b, 0xff, 0xfe])],
    ['no batch', 'invalid MALFORMED_MESSAGE', { command: good(1) }],
    [
      'too many commands',
      'invalid MESSAGE_TOO_LARGE',
      { commands: Array.from({ length: 1_001 }, () => 0) },
    ],
    ['too many bytes', 'invalid MESSAGE_TOO_LARGE', { commands: ['x'.repeat(600_000)] }],
  ])('%s: %s', async (_what, expected, body) => {
    const before = await journalSequence();
    expect((await raw(subject, body)).map(told)).toEqual([expected]);
    expect(await journalSequence()).toBe(before);
  });

  test('an empty message is answered with nothing', async () => {
    expect(await raw(subject, { commands: [] })).toEqual([]);
  });

  test('each bad command in a batch is refused by name; the good ones around it are executed', async () => {
    const before = await journalSequence();
    const outcomes = await raw(subject, {
      commands: [
        good(1),
        { ...good(2), type: 'PrintMoney' },
        { ...good(3), version: 9 },
        { ...good(4), data: { ...good(4).data, quantity: '-1' } },
        { ...good(5), data: { ...good(5).data, accountId: 'nobody' } },
        { ...good(6), data: { ...good(6).data, instrumentId: 'NONE' } },
        { ...good(1), data: { ...good(1).data, quantity: '2' } },
        { id: good(7).id, type: 'OpenAccount', version: 1, data: { accountId: 'eve' } },
        7,
        good(8),
      ],
    });
    expect(outcomes.map(told)).toEqual([
      'accepted 0/1',
      'invalid UNKNOWN_COMMAND',
      'invalid UNSUPPORTED_VERSION',
      'invalid SCHEMA_VIOLATION',
      'rejected UNKNOWN_ACCOUNT',
      'rejected UNKNOWN_INSTRUMENT',
      'conflict COMMAND_ID_REUSED',
      'invalid WRONG_ROUTE',
      'invalid MALFORMED_COMMAND',
      'accepted 0/1',
    ]);
    expect(await journalSequence()).toBe(before + 2n);
  });

  test('the client refuses ids that would reach into subjects, before sending anything', async () => {
    expect(told(await client.openAccount({ accountId: 'a.>' as AccountId }))).toBe(
      'invalid SCHEMA_VIOLATION',
    );
  });
});

describe('restart and absence', () => {
  test('after a restart repeats are still repeats, and the book is as it was', async () => {
    const id = '0192f3a0-7c1e-7aaa-8bbb-00000000f201';
    expect(told(await client.placeOrder(limit('SELL', bob, 5n, '101'), { id }))).toBe(
      'accepted 0/5',
    );
    const { sequence } = commands;
    await commands.stop();
    commands = await startService(stack, { onFailure });
    expect(commands.sequence).toBe(sequence);
    expect(told(await client.placeOrder(limit('SELL', bob, 5n, '101'), { id }))).toBe(
      'duplicate of accepted 0/5',
    );
    expect(told(await client.placeOrder(limit('BUY', alice, 5n, '101')))).toBe('accepted 5/0');
  });

  test('while nobody answers commands they end in time as TIMEOUT: whether they were heard is not known', async () => {
    await commands.stop();
    const outcome = await client.placeOrder(limit('BUY', alice, 1n, '30'), { deadlineMs: 500 });
    expect(told(outcome)).toBe('unknown TIMEOUT');
    commands = await startService(stack, { onFailure });
  });

  test('while the event store is frozen nothing positive is said; afterwards the repeat happens once', async () => {
    const id = '0192f3a0-7c1e-7aaa-8bbb-00000000f301';
    stack.eventStore.pause();
    const during = await client.placeOrder(limit('BUY', alice, 1n, '31'), { id, deadlineMs: 800 });
    expect(during).toMatchObject({ status: 'unknown', id });
    stack.eventStore.resume();
    const after = await client.placeOrder(limit('BUY', alice, 1n, '31'), { id });
    expect(told(after)).toBe('duplicate of accepted 0/1');
  });
});
