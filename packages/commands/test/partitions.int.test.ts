import { CommandClient, type CommandClientOptions } from '@bellwether/client';
import { allocateFunds, moveInstrument } from '@bellwether/client/examples/scale-out';
import {
  parseDecimal,
  writeCommand,
  type AccountId,
  type CommandId,
  type InstrumentId,
  type Outcome,
  partitionOf,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { eventually, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Commands } from '../src/index.ts';
import { told } from './support/market.ts';
import { startService } from './support/service.ts';

const PARTITIONS = 3;
const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((id) => id as AccountId) as [
  AccountId,
  AccountId,
  AccountId,
];
const usd = parseDecimal;

let stack: WriteStack;
let owners: readonly Commands[];
/** Knows the number of partitions; the other one believes that there is one. */
let client: CommandClient;
let stranger: CommandClient;
const failures: Error[] = [];
const signer = new Signer(generateKeyPair().privateKey);

/** An instrument whose id falls into a partition. */
const inPartition = (partition: number): InstrumentId =>
  ['AMZN', 'MSFT', 'INTC', 'AAPL', 'GOOG', 'IBM', 'TSLA'].find(
    (id) => partitionOf(id, PARTITIONS) === partition,
  ) as InstrumentId;

const clientOf = async (options: Partial<CommandClientOptions>): Promise<CommandClient> =>
  new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli', ...options });

beforeAll(async () => {
  stack = await startWriteStack(PARTITIONS);
  owners = await Promise.all(
    Array.from({ length: PARTITIONS }, (_, partition) =>
      startService(stack, {
        partition,
        partitions: PARTITIONS,
        actorKeys: signer.publicKey,
        onFailure: (error) => failures.push(error),
      }),
    ),
  );
  client = await clientOf({ partitions: PARTITIONS });
  stranger = await clientOf({});
  for (let partition = 0; partition < PARTITIONS; partition++)
    await accepted(client.listInstrument(listing(inPartition(partition))));
  for (const accountId of [alice, bob])
    await accepted(client.openAccount({ accountId, homePartition: 1 }));
  await accepted(client.depositCash({ accountId: alice, amount: usd('10000') }));
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const instrumentId = inPartition(partition);
    await accepted(client.depositSecurities({ accountId: bob, instrumentId, quantity: 100n }));
  }
});

afterAll(async () => {
  await Promise.all(owners.map((owner) => owner.stop()));
  await stack.stop();
  expect(failures).toEqual([]);
});

describe('three partitions', () => {
  test('go on answering each other after a question that cannot be read', async () => {
    const asker = await stack.connectAs('commands');
    const subject = 'partition.0.followed';
    for (const data of ['', 'null', '{"position":"x"}', '[]', '{"outcomes":[]}']) {
      asker.publish(subject, data);
      asker.publish(subject, data, { reply: subject });
    }
    const question = JSON.stringify({ position: '0', timeoutMs: 1_000 });
    expect((await asker.request(subject, question, { timeout: 5_000 })).data).toHaveLength(0);
  });

  test('shares are where their instrument is traded: they can be sold there as soon as the deposit is answered', async () => {
    for (let partition = 0; partition < PARTITIONS; partition++)
      expect(told(await sell(client, inPartition(partition), 10n, '101'))).toBe('accepted 0/10');
  });

  test('cash is at home, and nowhere else', async () => {
    expect(told(await buy(client, inPartition(1), 2n, '101'))).toBe('accepted 2/0');
    expect(told(await buy(client, inPartition(0), 1n, '101'))).toBe('rejected INSUFFICIENT_FUNDS');
  });

  test('a withdrawal is paid at home, whoever takes the command', async () => {
    for (let n = 0; n < 6; n++)
      expect(told(await client.withdrawCash({ accountId: alice, amount: usd('1') }))).toBe(
        'accepted',
      );
  });

  test('cash goes where it is told, once', async () => {
    const id = newId();
    const data = { accountId: alice, fromPartition: 1, toPartition: 2, amount: usd('500') };
    expect(told(await client.allocateFunds(data, { id }))).toBe('accepted');
    expect(told(await client.allocateFunds(data, { id }))).toBe('duplicate of accepted');
    expect(told(await buy(client, inPartition(2), 4n, '101'))).toBe('accepted 4/0');
    expect(told(await buy(client, inPartition(2), 1n, '101'))).toBe('rejected INSUFFICIENT_FUNDS');
    const tooMuch = { ...data, amount: usd('20000') };
    expect(told(await client.allocateFunds(tooMuch))).toBe('rejected INSUFFICIENT_FUNDS');
  });

  test('a partition in which an order lacked cash gets half of what is free elsewhere', async () => {
    await eventually('cash has come', async () => {
      const outcome = await buy(client, inPartition(0), 10n, '101');
      return told(outcome) === 'accepted 10/0';
    });
  });

  test('an instrument moves with its orders, and is traded there', async () => {
    const instrumentId = inPartition(0);
    const allocated = await allocateFunds(client, alice, 1, 0);
    expect(told(allocated)).toBe('accepted');
    expect(told(await sell(client, instrumentId, 3n, '103'))).toBe('accepted 0/3');
    expect(told(await moveInstrument(client, client, instrumentId, 2))).toBe('accepted');
    expect(told(await client.allocateFunds(toThere))).toBe('accepted');
    expect(told(await buy(client, instrumentId, 4n, '103'))).toBe('accepted 3/1');
    const busy = await client.moveInstrument({ instrumentId, toPartition: 1 });
    expect(told(busy)).toBe('rejected INSTRUMENT_NOT_HALTED');
  });

  test('a withdrawal takes what is free wherever it is', async () => {
    const withdraw = (amount: string): Promise<Outcome> =>
      client.withdrawCash({ accountId: carol, amount: usd(amount) });
    await accepted(client.openAccount({ accountId: carol, homePartition: 2 }));
    await accepted(client.depositCash({ accountId: carol, amount: usd('900') }));
    for (const toPartition of [0, 1]) {
      const terms = { accountId: carol, fromPartition: 2, toPartition, amount: usd('300') };
      await accepted(client.allocateFunds(terms));
    }
    expect(told(await withdraw('900.01'))).toBe('rejected INSUFFICIENT_FUNDS');
    expect(told(await withdraw('800'))).toBe('accepted');
    expect(told(await withdraw('100.01'))).toBe('rejected INSUFFICIENT_FUNDS');
    expect(told(await withdraw('100'))).toBe('accepted');
  });

  test('withdrawals of two accounts under one id take what each of them has elsewhere', async () => {
    const id = newId();
    const pair = ['dave', 'erin'].map((name) => name as AccountId);
    for (const accountId of pair) {
      await accepted(client.openAccount({ accountId, homePartition: 2 }));
      await accepted(client.depositCash({ accountId, amount: usd('500') }));
      const terms = { accountId, fromPartition: 2, toPartition: 0, amount: usd('400') };
      await accepted(client.allocateFunds(terms));
    }
    const asked = pair.map((accountId) =>
      client.withdrawCash({ accountId, amount: usd('450') }, { id }),
    );
    expect((await Promise.all(asked)).map(told)).toEqual(['accepted', 'accepted']);
    for (const accountId of pair) {
      const rest = await client.withdrawCash({ accountId, amount: usd('50') });
      expect(told(rest)).toBe('accepted');
    }
  });

  test('a client that does not know the partitions is sent to the right one', async () => {
    const instrumentId = inPartition(2);
    expect(told(await sell(stranger, instrumentId, 1n, '105'))).toBe('accepted 0/1');
  });

  test('a partition that is sent another one’s command says whose it is', async () => {
    const connection = await stack.connectAs('bots');
    const reply = await connection.request('cmd.trading.submit.0.bots', messageOf(newId()));
    expect(reply.json()).toMatchObject({
      outcomes: [{ status: 'invalid', code: 'WRONG_PARTITION', partition: 2 }],
    });
  });

  test('a durable command that was left in the wrong queue is sent on, whether or not anybody waits', async () => {
    const durable = await clientOf({ mode: 'durable' });
    expect(told(await sell(durable, inPartition(2), 1n, '106'))).toBe('accepted 0/1');

    const connection = await stack.connectAs('cli');
    const id = newId();
    const before = owners[2]!.sequence;
    await connection.request('cmd.durable.trading.0.cli', messageOf(id));
    await eventually('it is decided', () => owners[2]!.sequence > before);
    const again = await client.placeOrder(orderOf(inPartition(2)), { id });
    expect(told(again)).toBe('duplicate of accepted 0/1');
  });

  test('two that begin with the same id are both sent on: the second may be somebody else’s, or more than the first', async () => {
    const connection = await stack.connectAs('cli');
    const [first, second] = [newId(), newId()];
    const before = owners[2]!.sequence;
    await connection.request('cmd.durable.trading.0.cli', messageOf(first));
    await connection.request('cmd.durable.trading.0.cli', messageOf(first, second));
    await eventually('both are decided', () => owners[2]!.sequence >= before + 2n);
    const again = await client.placeOrder(orderOf(inPartition(2)), { id: second });
    expect(told(again)).toBe('duplicate of accepted 0/1');
  });

  test('one that speaks for somebody is sent on, too: for whom it is has been checked', async () => {
    const connection = await stack.connectAs('gateway');
    // It believes that there is one partition.
    const gateway = new CommandClient({ connection, user: 'gateway', signer, mode: 'durable' });
    const actor = { name: 'bob@example', roles: ['trader'], accounts: ['bob'] } as const;
    const id = newId();
    const sent = await gateway.placeOrder(orderOf(inPartition(2)), { id, actor });
    expect(told(sent)).toBe('accepted 0/1');
    const again = await gateway.placeOrder(orderOf(inPartition(2)), { id, actor });
    expect(told(again)).toBe('duplicate of accepted 0/1');
  });

  test('nobody opens an account in a partition that is not there', async () => {
    const outcome = await client.openAccount({ accountId: 'dora' as AccountId, homePartition: 3 });
    expect(told(outcome)).toBe('rejected UNKNOWN_PARTITION');
  });
});

const toThere = { accountId: alice, fromPartition: 0, toPartition: 2, amount: usd('500') };

function listing(instrumentId: InstrumentId): Parameters<CommandClient['listInstrument']>[0] {
  return {
    instrumentId,
    symbol: instrumentId,
    tickSize: 100n,
    referencePrice: usd('100'),
    maxOrderQuantity: 1_000n,
  };
}

/** An order of Bob's in the last partition, and the message that carries it. */
const orderOf = (instrumentId: InstrumentId) =>
  ({ ...terms(instrumentId, 1n, '107'), accountId: bob, side: 'SELL' }) as const;
const messageOf = (...ids: readonly string[]): string =>
  JSON.stringify({
    commands: ids.map((id) =>
      writeCommand(id as CommandId, { type: 'PlaceOrder', data: orderOf(inPartition(2)) }),
    ),
  });

async function accepted(outcome: Promise<Outcome>): Promise<void> {
  expect(await outcome).toMatchObject({ status: 'accepted' });
}

function sell(
  by: CommandClient,
  instrumentId: InstrumentId,
  quantity: bigint,
  price: string,
): Promise<Outcome> {
  return by.placeOrder({ ...terms(instrumentId, quantity, price), accountId: bob, side: 'SELL' });
}

function buy(
  by: CommandClient,
  instrumentId: InstrumentId,
  quantity: bigint,
  price: string,
): Promise<Outcome> {
  return by.placeOrder({ ...terms(instrumentId, quantity, price), accountId: alice, side: 'BUY' });
}

function terms(instrumentId: InstrumentId, quantity: bigint, price: string) {
  return {
    instrumentId,
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity,
    limitPrice: usd(price),
  } as const;
}
