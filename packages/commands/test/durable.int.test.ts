import { parseDecimal, type AccountId, type InstrumentId } from '@bellwether/domain';
import { newId } from '@bellwether/platform';
import { eventually, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { createInbox, headers, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandClient } from '../src/client/index.ts';
import { DEAD_REASON, DEAD_SUBJECT, REPLY_TO } from '../src/durable/headers.ts';
import type { Commands } from '../src/index.ts';
import type { OutcomeBatch } from '../src/intake/message.ts';
import { told } from './support/market.ts';
import { startService } from './support/service.ts';

const AMZN = 'AMZN' as InstrumentId;
const alice = 'alice' as AccountId;
const usd = parseDecimal;

let stack: WriteStack;
let commands: Commands;
let connection: NatsConnection;
let client: CommandClient;
const failures: Error[] = [];
const onFailure = (error: Error): void => void failures.push(error);

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startService(stack, { onFailure });
  connection = await stack.connectAs('cli');
  client = new CommandClient({ connection, user: 'cli', mode: 'durable' });
  const terms = {
    symbol: 'AMZN',
    tickSize: usd('0.01'),
    referencePrice: usd('100'),
    maxOrderQuantity: 1_000n,
  };
  expect(told(await client.listInstrument({ instrumentId: AMZN, ...terms }))).toBe('accepted');
  expect(told(await client.openAccount({ accountId: alice }))).toBe('accepted');
  expect(told(await client.depositCash({ accountId: alice, amount: usd('10000') }))).toBe(
    'accepted',
  );
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

const order = {
  accountId: alice,
  instrumentId: AMZN,
  side: 'BUY' as const,
  type: 'LIMIT' as const,
  timeInForce: 'GTC' as const,
  quantity: 1n,
  limitPrice: usd('99'),
};
const message = (data: object = {}) => ({
  commands: [
    {
      id: newId(),
      type: 'PlaceOrder',
      version: 1,
      data: { ...order, quantity: '1', limitPrice: '99', ...data },
    },
  ],
});

/** The newest dead letter, by the user whose job that is. */
async function lastDeadLetter(): Promise<
  { reason: string; subject: string; data: string } | undefined
> {
  const manager = await (await stack.connectAs('ops')).jetstreamManager({ checkAPI: false });
  const { state } = await manager.streams.info('DEAD_LETTERS');
  if (state.messages === 0) return undefined;
  const found = await manager.streams.getMessage('DEAD_LETTERS', { seq: state.last_seq });
  return {
    reason: found.header.get(DEAD_REASON),
    subject: found.header.get(DEAD_SUBJECT),
    data: new TextDecoder().decode(found.data),
  };
}

describe('a durable command', () => {
  test('is answered as any other', async () => {
    expect(told(await client.placeOrder(order))).toBe('accepted 0/1');
    expect(told(await client.placeOrder({ ...order, quantity: 900n }))).toBe(
      'rejected INSUFFICIENT_FUNDS',
    );
  });

  test('and its repeats by either way have one effect', async () => {
    const id = newId();
    expect(told(await client.placeOrder(order, { id }))).toBe('accepted 0/1');
    expect(told(await client.placeOrder(order, { id }))).toBe('duplicate of accepted 0/1');
    expect(told(await client.placeOrder(order, { id, mode: 'request' }))).toBe(
      'duplicate of accepted 0/1',
    );
  });

  test('that nobody can decide now is kept, and decided when somebody can', async () => {
    const id = newId();
    await commands.stop();
    expect(told(await client.placeOrder(order, { id, deadlineMs: 500 }))).toBe('unknown RECEIVED');
    commands = await startService(stack, { onFailure });
    await eventually('it was decided', async () => {
      const outcome = await client.placeOrder(order, { id, mode: 'request' });
      return told(outcome) === 'duplicate of accepted 0/1';
    });
  });

  test('that no rule can read is answered and put aside with the reason', async () => {
    const replyTo = createInbox('_INBOX.cli');
    const replies = connection.subscribe(replyTo, { max: 1 });
    const named = headers();
    named.set(REPLY_TO, replyTo);
    const bad = JSON.stringify(message({ quantity: '-1' }));
    await connection.request('cmd.durable.trading.0.cli', bad, { headers: named, timeout: 2_000 });
    for await (const reply of replies)
      expect(reply.json<OutcomeBatch>().outcomes.map(told)).toEqual(['invalid SCHEMA_VIOLATION']);
    await eventually('it is a dead letter', async () => (await lastDeadLetter())?.data === bad);
    expect(await lastDeadLetter()).toMatchObject({
      reason: 'INVALID',
      subject: 'cmd.durable.trading.0.cli',
    });
  });
});

describe('the queue', () => {
  test('never answers into somebody else’s inbox', async () => {
    const bots = await stack.connectAs('bots');
    const victim = createInbox('_INBOX.bots');
    let heard = 0;
    bots.subscribe(victim, { callback: () => (heard += 1) });
    const named = headers();
    named.set(REPLY_TO, victim);
    const sent = JSON.stringify(message());
    await connection.request('cmd.durable.trading.0.cli', sent, { headers: named, timeout: 2_000 });
    await eventually('it is a dead letter', async () => (await lastDeadLetter())?.data === sent);
    expect((await lastDeadLetter())?.reason).toBe('FORGED_REPLY');
    await bots.flush();
    expect(heard).toBe(0);
  });

  test('takes commands in nobody else’s name', async () => {
    const outcome = new CommandClient({ connection, user: 'bots', mode: 'durable' });
    const answer = await outcome.placeOrder(order, { deadlineMs: 1_000 });
    expect(answer.status).toBe('unknown');
    expect(failures).toEqual([]);
  });
});
