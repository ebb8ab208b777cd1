import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  writeCommand,
  type AccountId,
  type InstrumentId,
  type Outcome,
  type OutcomeBatch,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JournalReader, type Commands } from '../src/index.ts';
import { startService } from './support/service.ts';

// More orders at once than can be decided in the time that they may wait, over the real servers.

const AMZN = 'AMZN' as InstrumentId;
const alice = 'alice' as AccountId;
const PER_MESSAGE = 250;
/** Messages under way at any time: several times what may wait. */
const UNDER_WAY = 60;
/** Messages that are still sent when the first one has been refused, at least; one of them must have been decided. */
const AFTERWARDS = 200;
/** In which a service that refuses nothing would be found out. */
const MESSAGES_MAX = 4_000;

let stack: WriteStack;
let commands: Commands;
let connection: NatsConnection;
let client: CommandClient;
const failures: Error[] = [];

beforeAll(async () => {
  stack = await startWriteStack();
  const onFailure = (error: Error): void => void failures.push(error);
  commands = await startService(stack, { onFailure, queueWaitMs: 10 });
  connection = await stack.connectAs('cli');
  client = new CommandClient({ connection, user: 'cli', deadlineMs: 20_000 });
  const terms = {
    symbol: 'AMZN',
    tickSize: 100n,
    referencePrice: parseDecimal('100'),
    maxOrderQuantity: 1_000n,
  };
  await client.listInstrument({ instrumentId: AMZN, ...terms });
  await client.openAccount({ accountId: alice });
  await client.depositCash({ accountId: alice, amount: parseDecimal('1000') });
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

/** An order that finds nothing to trade with and ends at once. */
const order = {
  accountId: alice,
  instrumentId: AMZN,
  side: 'BUY' as const,
  type: 'LIMIT' as const,
  timeInForce: 'IOC' as const,
  quantity: 1n,
  limitPrice: parseDecimal('1'),
};

interface Sent {
  readonly ids: readonly string[];
  /** Whether a message had been refused when this one was sent. */
  readonly late: boolean;
  readonly outcomes: readonly Outcome[];
}

async function flood(): Promise<readonly Sent[]> {
  const done: Sent[] = [];
  let [count, sinceRefusal] = [0, 0];
  let [refused, goesOn] = [false, false];
  const sender = async (): Promise<void> => {
    while (count < MESSAGES_MAX && !(goesOn && sinceRefusal >= AFTERWARDS)) {
      count += 1;
      if (refused) sinceRefusal += 1;
      const late = refused;
      const ids = Array.from({ length: PER_MESSAGE }, newId);
      const written = ids.map((id) =>
        writeCommand(id as Parameters<typeof writeCommand>[0], { type: 'PlaceOrder', data: order }),
      );
      const body = JSON.stringify({ commands: written });
      const reply = await connection.request('cmd.trading.submit.0.cli', body, { timeout: 10_000 });
      const { outcomes } = reply.json<OutcomeBatch>();
      const isRefused = outcomes[0]?.status === 'overloaded';
      refused ||= isRefused;
      goesOn ||= late && !isRefused;
      done.push({ ids, late, outcomes });
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, sender));
  return done;
}

async function journalIds(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read())
    ids.push(...entries.map(({ commandId }) => commandId));
  return ids;
}

test('a flood is answered to the last order: decided and stored once, or refused and not done at all', async () => {
  const sent = await flood();
  const isRefused = ({ outcomes }: Sent): boolean =>
    outcomes.length === 1 && outcomes[0]?.status === 'overloaded';
  const refused = sent.filter(isRefused);
  const decided = sent.filter((message) => !isRefused(message));
  expect(refused.length).toBeGreaterThan(0);
  // A refusal is the whole message's, and names no order.
  for (const { outcomes } of refused) expect(outcomes[0]).not.toHaveProperty('id');
  for (const { ids, outcomes } of decided)
    expect(outcomes.map(({ id, status }) => `${id} ${status}`)).toEqual(
      ids.map((id) => `${id} accepted`),
    );
  // Decisions went on while others were refused.
  expect(decided.some(({ late }) => late)).toBe(true);

  const times = new Map<string, number>();
  for (const id of await journalIds()) times.set(id, (times.get(id) ?? 0) + 1);
  const stored = (messages: readonly Sent[]): Set<number> =>
    new Set(messages.flatMap(({ ids }) => ids.map((id) => times.get(id) ?? 0)));
  expect(stored(decided)).toEqual(new Set([1]));
  expect(stored(refused)).toEqual(new Set([0]));

  // Who sends the same again when there is time has it done.
  const [again] = refused.flatMap(({ ids }) => ids);
  expect(await client.placeOrder(order, { id: again! })).toMatchObject({ status: 'accepted' });
});

test('clients of the library that send too much get each order done, or told that it is not, in time', async () => {
  const clients = await Promise.all(
    Array.from(
      { length: 12 },
      async () =>
        new CommandClient({
          connection: await stack.connectAs('cli'),
          user: 'cli',
          deadlineMs: 20_000,
        }),
    ),
  );
  const ids = clients.map(() => Array.from({ length: 500 }, newId));
  const outcomes = await Promise.all(
    clients.flatMap((one, n) => ids[n]!.map((id) => one.placeOrder(order, { id }))),
  );
  const tally: Record<string, number> = {};
  for (const { status } of outcomes) tally[status] = (tally[status] ?? 0) + 1;
  expect(
    Object.keys(tally).filter((status) => !/^(accepted|overloaded|unknown)$/.test(status)),
  ).toEqual([]);
  expect(tally['accepted']).toBeGreaterThan(0);
  const stored = new Map<string, number>();
  for (const id of await journalIds()) stored.set(id, (stored.get(id) ?? 0) + 1);
  const timesOf = (status: string): Set<number> =>
    new Set(
      outcomes.filter((one) => one.status === status).map(({ id }) => stored.get(id ?? '') ?? 0),
    );
  expect(timesOf('accepted')).toEqual(new Set([1]));
  expect([...timesOf('overloaded')].every((times) => times === 0)).toBe(true);
});
