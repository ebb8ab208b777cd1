import { CommandClient } from '@bellwether/client';
import {
  addDays,
  instantOf,
  newYorkTime,
  parseDecimal as usd,
  wall,
  type AccountId,
  type InstrumentId,
  type TradingFact,
} from '@bellwether/domain';
import { systemRuntime } from '@bellwether/platform/runtime';
import { eventually, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JournalReader, type Commands } from '../src/index.ts';
import { startService } from './support/service.ts';

// Limit Up-Limit Down where this platform is the primary market, over the real servers. The service's clock runs a hundred times
// as fast as others: a limit state lasts 0.15 s, a pause three. It begins at the next ten to midnight in New York, and
// passes into a day: a market that never closes has no last minutes.

const FASTER = 100n;
const X = 'LULX' as InstrumentId;
const [alice, bob] = ['alice', 'bob'] as [AccountId, AccountId];

let stack: WriteStack;
let commands: Commands;
let client: CommandClient;
const failures: Error[] = [];
const machine = systemRuntime();
const begunAt = machine.clock();
const today = newYorkTime(begunAt).date;
const tenToMidnight = [today, addDays(today, 1)]
  .map((date) => instantOf(date, wall(23, 50)))
  .find((instant) => instant > begunAt)!;
const runtime = { ...machine, clock: () => tenToMidnight + (machine.clock() - begunAt) * FASTER };
const start = (): Promise<Commands> =>
  startService(stack, { onFailure: (error) => failures.push(error), primary: 'own', runtime });

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await start();
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  await client.listInstrument({
    instrumentId: X,
    symbol: 'LULX',
    tickSize: usd('0.01'),
    referencePrice: usd('20'),
    maxOrderQuantity: 1_000n,
    luldTier: 'TIER_1',
  });
  for (const accountId of [alice, bob]) await client.openAccount({ accountId });
  await client.depositCash({ accountId: alice, amount: usd('100000') });
  await client.depositSecurities({ accountId: bob, instrumentId: X, quantity: 500n });
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

async function journal(): Promise<readonly TradingFact[]> {
  const facts: TradingFact[] = [];
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read())
    facts.push(...entries.flatMap((entry) => entry.facts));
  return facts;
}

/** Bands of the instrument, as they were set. */
const bands = async (of = X): Promise<readonly string[]> =>
  (await journal()).flatMap((f) =>
    f.type === 'BandsSet' && f.data.instrumentId === of
      ? [`${f.data.lower / 100n} ${f.data.upper / 100n}`]
      : [],
  );
const has = async (type: TradingFact['type']): Promise<boolean> =>
  (await journal()).some((fact) => fact.type === type);

const order = (accountId: AccountId, side: 'BUY' | 'SELL', quantity: bigint, price: string) =>
  client.placeOrder({
    accountId,
    instrumentId: X,
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity,
    limitPrice: usd(price),
  });

test('an instrument of a tier has bands from the start, and no order goes beyond them', async () => {
  await eventually('it has bands', async () => (await bands()).length > 0);
  expect(await bands()).toEqual(['1900 2100']);
  expect(await order(alice, 'BUY', 1n, '21.01')).toMatchObject({ code: 'PRICE_OUTSIDE_BAND' });
});

test('an instrument that is given a tier has bands from then on', async () => {
  const instrumentId = 'PLAIN' as InstrumentId;
  const terms = { tickSize: usd('0.01'), referencePrice: usd('50'), maxOrderQuantity: 1_000n };
  await client.listInstrument({ instrumentId, symbol: 'PLAIN', ...terms });
  await client.reviseInstrument({ instrumentId, luldTier: 'TIER_2' });
  await eventually('it has bands', async () => (await bands(instrumentId)).length > 0);
  expect(await bands(instrumentId)).toEqual(['4500 5500']);
});

test('a bid at the upper band pauses it, and a reopening auction sets new bands', async () => {
  expect(await order(alice, 'BUY', 200n, '21')).toMatchObject({ status: 'accepted' });
  await eventually('it is paused', () => has('TradingHalted'));
  const halted = (await journal()).find((fact) => fact.type === 'TradingHalted');
  expect(halted?.data).toMatchObject({ instrumentId: X, reason: 'VOLATILITY_PAUSE' });
  // Orders gather at prices that the bands would not have let in.
  await eventually('the bands are gone', async () => (await bands()).at(-1) === '0 0');
  expect(await order(alice, 'BUY', 100n, '21.6')).toMatchObject({ status: 'accepted' });
  expect(await order(bob, 'SELL', 100n, '21.2')).toMatchObject({ status: 'accepted' });
  await eventually('it is opened again', () => has('AuctionCompleted'), 15_000);
  const auction = (await journal()).find((fact) => fact.type === 'AuctionCompleted');
  const price = auction?.type === 'AuctionCompleted' ? (auction.data.price ?? 0n) : 0n;
  // 5 % around the price of the auction, in whole ticks.
  const distance = (price * 5n) / 100n;
  const around = [price - distance, price + distance].map((one) => one / 100n);
  await eventually('it has new bands', async () => (await bands()).at(-1) === around.join(' '));
});

test('a service that starts anew goes on with the bands that are in force', async () => {
  const before = await bands();
  await commands.stop();
  commands = await start();
  expect(await order(alice, 'BUY', 1n, '25')).toMatchObject({ code: 'PRICE_OUTSIDE_BAND' });
  // Two tellings of everything.
  await new Promise((resolve) => machine.after(1_000, () => resolve(undefined)));
  expect(await bands()).toEqual(before);
});
