import { connect } from 'node:net';
import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  type AccountId,
  type InstrumentId,
  HEADERS,
  type OutcomeBatch,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { eventually, startWriteStack, TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';
import { createInbox, headers, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Commands, DeadLetterAnswer } from '../src/index.ts';
import { told } from './support/market.ts';
import { startService } from './support/service.ts';

const AMZN = 'AMZN' as InstrumentId;
const alice = 'alice' as AccountId;
const usd = parseDecimal;

let stack: WriteStack;
let commands: Commands;
let connection: NatsConnection;
let client: CommandClient;
let ops: NatsConnection;
const failures: Error[] = [];
const onFailure = (error: Error): void => void failures.push(error);

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startService(stack, { onFailure });
  connection = await stack.connectAs('cli');
  ops = await stack.connectAs('ops');
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

/** Publishes as the user `cli` by hand: the client library would refuse such headers. Resolves when the server has read it. */
async function publishRaw(subject: string, header: string, body: string): Promise<void> {
  const { hostname, port } = new URL(`nats://${stack.natsUrl.replace(/^nats:\/\//, '')}`);
  const socket = connect(Number(port), hostname);
  const lines = `NATS/1.0\r\n${header}\r\n\r\n`;
  const [head, whole] = [Buffer.byteLength(lines), Buffer.byteLength(lines + body)];
  const login = { user: 'cli', pass: TEST_PASSWORD, headers: true, verbose: false };
  socket.write(
    `CONNECT ${JSON.stringify(login)}\r\nHPUB ${subject} ${head} ${whole}\r\n${lines}${body}\r\nPING\r\n`,
  );
  for await (const chunk of socket) if (String(chunk).includes('PONG')) break;
  socket.destroy();
}

/** What the write side answers who asks for dead letters. */
async function askFor(by: NatsConnection, verb: string, number: number, user: string) {
  const subject = `cmd.deadletter.${verb}.${number}.${user}`;
  return (await by.request(subject, '', { timeout: 2_000 })).json<DeadLetterAnswer>();
}

/** The newest dead letter, by the user whose job that is. */
async function lastDeadLetter(): Promise<
  { sequence: number; reason: string; subject: string; data: string | undefined } | undefined
> {
  const listed = await askFor(ops, 'list', 1, 'ops');
  const [letter] = listed.ok ? listed.letters : [];
  if (letter === undefined) return undefined;
  const shown = await askFor(ops, 'show', letter.sequence, 'ops');
  return { ...letter, data: shown.ok ? shown.message : undefined };
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
    named.set(HEADERS.replyTo, replyTo);
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
    named.set(HEADERS.replyTo, victim);
    const sent = JSON.stringify(message());
    await connection.request('cmd.durable.trading.0.cli', sent, { headers: named, timeout: 2_000 });
    await eventually('it is a dead letter', async () => (await lastDeadLetter())?.data === sent);
    expect((await lastDeadLetter())?.reason).toBe('FORGED_REPLY');
    await bots.flush();
    expect(heard).toBe(0);
  });

  test.each([
    [
      'a reply subject longer than a server reads',
      HEADERS.replyTo,
      `_INBOX.cli.${'x'.repeat(5_000)}`,
    ],
    ['a header that is none', 'Bad Key', 'x'],
  ])('puts aside a message with %s, and goes on', async (_, header, value) => {
    const sent = JSON.stringify(message());
    await publishRaw('cmd.durable.trading.0.cli', `${header}: ${value}`, sent);
    await eventually('it is a dead letter', async () => (await lastDeadLetter())?.data === sent);
    expect((await lastDeadLetter())?.reason).toMatch(/FORGED_REPLY|UNREADABLE/);
    expect(told(await client.placeOrder(order))).toBe('accepted 0/1');
  });

  test('puts aside a message under a key longer than a server reads twice', async () => {
    const subject = `cmd.durable.account.${'k'.repeat(3_900)}.cli`;
    const sent = JSON.stringify({ commands: [] });
    await publishRaw(subject, 'A: b', `${sent} `);
    expect(told(await client.depositCash({ accountId: alice, amount: usd('1') }))).toBe('accepted');
    expect(failures).toEqual([]);
  });

  test('has no room for what nobody takes off it', async () => {
    const lastInQueue = async (): Promise<number> =>
      (await manager.streams.info('COMMANDS')).state.last_seq;
    const manager = await (await stack.connectAs('provisioner')).jetstreamManager();
    const last = await lastInQueue();
    for (const subject of ['cmd.durable.nowhere.k.cli', 'cmd.durable.trading.7.cli'])
      await expect(connection.request(subject, 'x', { timeout: 200 })).rejects.toMatchObject({
        code: 'TIMEOUT',
      });
    expect(await lastInQueue()).toBe(last);
  });

  test('puts a dead letter back for those whose job that is, as it was, and for nobody else', async () => {
    const bad = JSON.stringify(message({ quantity: '-2' }));
    await connection.request('cmd.durable.trading.0.cli', bad, { timeout: 2_000 });
    await eventually('it is a dead letter', async () => (await lastDeadLetter())?.data === bad);
    const sequence = (await lastDeadLetter())?.sequence ?? 0;
    // The gateway speaks for people; by itself it has no role.
    const gateway = await stack.connectAs('gateway');
    for (const verb of ['list', 'show', 'retry', 'drop'])
      expect(await askFor(gateway, verb, sequence, 'gateway')).toMatchObject({
        ok: false,
        code: 'FORBIDDEN',
      });
    expect(await askFor(ops, 'retry', sequence, 'ops')).toMatchObject({ ok: true });
    // It cannot be read the second time either.
    await eventually('it is a dead letter again', async () => {
      const found = await lastDeadLetter();
      return found?.data === bad && found.sequence > sequence;
    });
    // And the letter itself is nothing that they could write: no message in another one's name.
    await expect(askFor(ops, 'retry', sequence, 'cli')).rejects.toMatchObject({
      code: 'PERMISSIONS_VIOLATION',
    });
    await expect(
      ops.request('cmd.durable.account.alice.gateway', '{}', { timeout: 2_000 }),
    ).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
  });

  test('takes commands in nobody else’s name', async () => {
    const outcome = new CommandClient({ connection, user: 'bots', mode: 'durable' });
    const answer = await outcome.placeOrder(order, { deadlineMs: 1_000 });
    expect(answer.status).toBe('unknown');
    expect(failures).toEqual([]);
  });
});
