import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  type AccountId,
  type CommandId,
  type InstrumentId,
  type KnownPrincipal,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { newId } from '@bellwether/platform/runtime';
import { createRegistry } from '@bellwether/platform/service';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { eventually, quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandMetrics, JournalReader, type Commands } from '../src/index.ts';
import { natsLeaseKey } from '../src/ownership/nats-lease-key.ts';
import { told } from './support/market.ts';
import { startService } from './support/service.ts';

const AMZN = 'AMZN' as InstrumentId;
const [alice, bob] = ['alice' as AccountId, 'bob' as AccountId];
const usd = parseDecimal;

const principals: readonly KnownPrincipal[] = [
  { name: 'cli', roles: ['ops', 'risk'], accounts: [] },
  { name: 'ops', roles: ['ops'], accounts: [] },
  { name: 'bots', roles: ['trader'], accounts: ['alice'] },
  { name: 'gateway', roles: [], accounts: [], delegate: true },
];

const terms = {
  tickSize: usd('0.01'),
  referencePrice: usd('100'),
  maxOrderQuantity: 1_000n,
};

let stack: WriteStack;
let commands: Commands;
const clients = new Map<string, CommandClient>();
const as = (user: string): CommandClient => clients.get(user)!;
const failures: Error[] = [];
const warned: unknown[] = [];
const metrics = new CommandMetrics(createRegistry('test'));

beforeAll(async () => {
  stack = await startWriteStack();
  const onFailure = (error: Error): void => void failures.push(error);
  const signer = new Signer(generateKeyPair().privateKey);
  const actorKeys = signer.publicKey;
  const logger = Object.assign(Object.create(quiet) as Logger, {
    warn: (...line: unknown[]) => void warned.push(line),
  });
  commands = await startService(stack, { onFailure, principals, metrics, actorKeys, logger });
  for (const user of ['cli', 'ops', 'bots', 'gateway']) {
    const connection = await stack.connectAs(user);
    const own = user === 'gateway' ? { signer } : {};
    clients.set(user, new CommandClient({ connection, user, ...own }));
  }
  await as('ops').listInstrument({ instrumentId: AMZN, symbol: 'AMZN', ...terms });
  for (const accountId of [alice, bob]) {
    await as('ops').openAccount({ accountId });
    await as('ops').depositCash({ accountId, amount: usd('1000') });
  }
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

const order = (accountId: AccountId) => ({
  accountId,
  instrumentId: AMZN,
  side: 'BUY' as const,
  type: 'LIMIT' as const,
  timeInForce: 'IOC' as const,
  quantity: 1n,
  limitPrice: usd('99'),
});

describe('who may do what', () => {
  test('a trader trades for its own accounts, and does nothing else', async () => {
    expect(told(await as('bots').placeOrder(order(alice)))).toBe('accepted 0/0');
    const id = newId();
    expect(told(await as('bots').placeOrder(order(bob), { id }))).toBe('rejected FORBIDDEN');
    expect(warned).toContainEqual([
      { sender: 'bots', type: 'PlaceOrder', commandId: id, count: 1 },
      'a command that its sender may not give',
    ]);
    expect(told(await as('bots').depositCash({ accountId: alice, amount: 1n }))).toMatch(
      /FORBIDDEN|SCHEMA_VIOLATION/,
    );
    expect(told(await as('bots').openAccount({ accountId: 'eve' as AccountId }))).toBe(
      'rejected FORBIDDEN',
    );
  });

  test('what is forbidden by one way is forbidden by the other', async () => {
    const durable = { mode: 'durable' as const };
    expect(told(await as('bots').placeOrder(order(bob), durable))).toBe('rejected FORBIDDEN');
    expect(told(await as('bots').placeOrder(order(alice), durable))).toBe('accepted 0/0');
  });

  test('a delegate may do for somebody what that one may, and nothing for itself', async () => {
    const actor = { name: 'bob@example', roles: ['trader'], accounts: ['bob'] } as const;
    expect(told(await as('gateway').placeOrder(order(bob), { actor }))).toBe('accepted 0/0');
    expect(told(await as('gateway').placeOrder(order(alice), { actor }))).toBe(
      'rejected FORBIDDEN',
    );
    expect(told(await as('gateway').placeOrder(order(bob)))).toBe('rejected FORBIDDEN');
    const names = new Set<string>();
    for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read())
      for (const { principal } of entries) names.add(principal);
    expect(names).toContain('gateway/bob@example');
  });

  test('for whom it speaks a delegate signs: nobody is believed a name that travels without, by either way', async () => {
    const connection = await stack.connectAs('gateway');
    const actor = { name: 'bob@example', roles: ['trader'], accounts: ['bob'] } as const;
    const strangers = new Signer(generateKeyPair().privateKey);
    for (const own of [{}, { signer: strangers }]) {
      const client = new CommandClient({ connection, user: 'gateway', ...own });
      for (const mode of ['request', 'durable'] as const)
        expect(told(await client.placeOrder(order(bob), { actor, mode }))).toBe(
          'rejected FORBIDDEN',
        );
    }
    const durable = { actor, mode: 'durable' } as const;
    expect(told(await as('gateway').placeOrder(order(bob), durable))).toBe('accepted 0/0');
  });

  test('nobody else speaks for others', async () => {
    const actor = { name: 'root', roles: ['admin'], accounts: '*' } as const;
    expect(told(await as('bots').placeOrder(order(bob), { actor }))).toBe('rejected FORBIDDEN');
  });
});

describe('where answers go', () => {
  const refused = async (): Promise<number> =>
    (await metrics.refusedReplies.get()).values[0]?.value ?? 0;
  const lease = async () =>
    (await natsLeaseKey(await stack.connectAs('commands'), 'partition.0')).read();

  test('what a caller names as the place of an answer is a subject of its own account: nobody else hears it', async () => {
    const bots = await stack.connectAs('bots');
    const heard: string[] = [];
    const listeners: readonly (readonly [string, string])[] = [
      ['gateway', 'evt.>'],
      ['gateway', '_INBOX.gateway.>'],
      ['commands', 'cmd.durable.>'],
      ['commands', 'partition.>'],
      ['projections', 'qry.>'],
    ];
    for (const [user, subject] of listeners) {
      const connection = await stack.connectAs(user);
      connection.subscribe(subject, { callback: (_, message) => void heard.push(message.subject) });
      await connection.flush();
    }
    const [counted, held] = [await refused(), await lease()];
    const places = [
      '$KV.LEASES.partition.0',
      'evt.order.updated.bob',
      '_INBOX.gateway.1',
      '_R_.Xj9ili.crEwgC',
      'partition.0.followed',
      'cmd.durable.trading.0.gateway',
      '$JS.API.STREAM.PURGE.COMMANDS',
    ];
    for (const reply of places) {
      // The write side itself answers the one, JetStream the other, both with rights that the caller has not.
      bots.publish('cmd.trading.submit.0.bots', '{"commands":[]}', { reply });
      bots.publish('cmd.durable.trading.0.bots', '{"commands":[]}', { reply });
    }
    const own = await bots.request('cmd.trading.submit.0.bots', '{"commands":[]}');
    expect(own.json()).toEqual({ outcomes: [] });
    // Of the durable ones those are heard that were sent under the sender's own name.
    expect(heard.filter((subject) => subject !== 'cmd.durable.trading.0.bots')).toEqual([]);
    expect((await lease())?.owner).toBe(held?.owner);
    expect(await refused()).toBe(counted);
  });

  test('a lease that somebody has written over is taken back, and the owner goes on', async () => {
    const held = (await lease())?.owner;
    const writer = await stack.connectAs('commands');
    writer.publish('$KV.LEASES.partition.0', '{"outcomes":[]}');
    await writer.flush();
    await eventually('the owner has it back', async () => (await lease())?.owner === held);
    expect(told(await as('bots').placeOrder(order(alice)))).toBe('accepted 0/0');
    expect(failures).toEqual([]);
  });
});

describe('a command that takes two', () => {
  const halt = { instrumentId: AMZN, reason: 'NEWS_PENDING' as const };

  test('waits until another one agrees, and happens once', async () => {
    const id = newId() as CommandId;
    expect(told(await as('cli').haltInstrument(halt, { id }))).toBe('rejected APPROVAL_REQUIRED');
    expect(told(await as('bots').placeOrder(order(alice)))).toBe('accepted 0/0');
    expect(told(await as('cli').approveCommand({ commandId: id }))).toBe(
      'rejected NOTHING_TO_CHANGE',
    );
    expect(told(await as('bots').approveCommand({ commandId: id }))).toBe('rejected FORBIDDEN');
    const approvalId = newId();
    const approve = () => as('ops').approveCommand({ commandId: id }, { id: approvalId });
    expect(told(await approve())).toBe('accepted');
    expect(told(await as('bots').placeOrder(order(alice)))).toBe('rejected INSTRUMENT_HALTED');
    expect(told(await approve())).toBe('accepted');
    expect(told(await as('cli').haltInstrument(halt, { id }))).toBe('duplicate of accepted');
  });

  test('lends its approval to no other command under its id, whoever gives that one', async () => {
    const id = newId() as CommandId;
    const others = ['MSFT', 'INTC'].map((name) => name as InstrumentId);
    for (const instrumentId of others)
      await as('ops').listInstrument({ ...terms, instrumentId, symbol: instrumentId });
    const [asked, other] = others.map(
      (instrumentId) => () => as('cli').haltInstrument({ ...halt, instrumentId }, { id }),
    );
    expect(told(await asked!())).toBe('rejected APPROVAL_REQUIRED');
    expect(told(await as('ops').approveCommand({ commandId: id }))).toBe('accepted');
    expect(told(await asked!())).toBe('duplicate of accepted');
    expect(told(await other!())).toBe('conflict COMMAND_ID_REUSED');
  });

  test('cannot be approved before it is given', async () => {
    const commandId = newId() as CommandId;
    expect(told(await as('ops').approveCommand({ commandId }))).toBe('rejected NOTHING_TO_CHANGE');
  });

  test('does not happen when its id is used by somebody else', async () => {
    const id = newId() as CommandId;
    const resume = { instrumentId: AMZN };
    expect(told(await as('cli').resumeInstrument(resume, { id }))).toBe(
      'rejected APPROVAL_REQUIRED',
    );
    expect(told(await as('ops').resumeInstrument(resume, { id }))).toBe(
      'conflict COMMAND_ID_REUSED',
    );
  });
});
