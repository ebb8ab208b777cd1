import {
  instantOf,
  parseDate,
  parseDecimal,
  sessionStream,
  wall,
  type AccountId,
  type InstrumentId,
} from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { createRegistry, type Clock } from '@bellwether/platform';
import { eventually, quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandClient } from '../src/client/index.ts';
import { CommandMetrics, startCommands, type Commands } from '../src/index.ts';
import { told } from './support/market.ts';

// A day of the market by its calendar, on the real servers, with a clock that the test moves.

const friday = parseDate('2026-11-20');
const AMZN = 'AMZN' as InstrumentId;
const alice = 'alice' as AccountId;

let now = instantOf(friday, wall(8));
/** Never stands still: two readings differ. */
const clock: Clock = () => ++now;
const failures: Error[] = [];
let stack: WriteStack;
let commands: Commands;
let client: CommandClient;

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startCommands({
    eventStore: stack.eventStoreClient(),
    nats: await stack.connectAs('commands'),
    engine: createInlineEngine({ orderCapacity: 1_024, symbolCapacity: 2 }),
    partition: 0,
    sessions: 'CALENDAR',
    clock,
    logger: quiet,
    metrics: new CommandMetrics(createRegistry('test')),
    onFailure: (error) => failures.push(error),
  });
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

async function phases(): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const { event } of stack.eventStoreClient().readStream(sessionStream(friday)))
      found.push((event?.data as { phase?: string } | undefined)?.phase ?? event?.type ?? '');
  } catch {
    return found;
  }
  return found;
}

const reached = (phase: string): Promise<void> =>
  eventually(`the market is in ${phase}`, async () => (await phases()).at(-1) === phase, 10_000);

test('the market opens, closes and ends by New York’s clocks; each phase takes what it may', async () => {
  const terms = { instrumentId: AMZN, symbol: 'AMZN', tickSize: 100n, maxOrderQuantity: 1_000n };
  await client.listInstrument({ ...terms, referencePrice: parseDecimal('100') });
  await client.openAccount({ accountId: alice });
  await client.depositCash({ accountId: alice, amount: parseDecimal('10000') });
  expect(await phases()).toEqual([]);

  now = instantOf(friday, wall(9, 1));
  await reached('PRE_OPEN');
  const day = {
    accountId: alice,
    instrumentId: AMZN,
    side: 'BUY',
    type: 'LIMIT',
    quantity: 1n,
    limitPrice: parseDecimal('99'),
  } as const;
  await eventually(
    'the partition has followed',
    async () =>
      told(await client.placeOrder({ ...day, timeInForce: 'IOC' })) ===
      'rejected PHASE_NOT_ACCEPTING',
    10_000,
  );
  expect(told(await client.placeOrder({ ...day, timeInForce: 'DAY' }))).toBe('accepted 0/1');

  now = instantOf(friday, wall(9, 31));
  await reached('CONTINUOUS');
  await eventually(
    'immediate orders are welcome',
    async () => told(await client.placeOrder({ ...day, timeInForce: 'IOC' })) === 'accepted 0/0',
    10_000,
  );

  now = instantOf(friday, wall(16, 21));
  await reached('CLOSED');
  await eventually(
    'the day is over',
    async () =>
      told(await client.placeOrder({ ...day, timeInForce: 'DAY' })) ===
      'rejected PHASE_NOT_ACCEPTING',
    10_000,
  );
  expect(await phases()).toEqual([
    'SessionScheduled',
    'PRE_OPEN',
    'OPENING_AUCTION',
    'CONTINUOUS',
    'CLOSING_AUCTION',
    'POST_CLOSE',
    'CLOSED',
  ]);
});
