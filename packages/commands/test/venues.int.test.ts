import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  VENUE_QUOTES_SUBJECT,
  writeVenueQuotes,
  type AccountId,
  type InstrumentId,
  type OrderExecutedFact,
  type SymbolQuote,
} from '@bellwether/domain';
import { startWriteStack, eventually, type WriteStack } from '@bellwether/testkit';
import { createRegistry, type Registry } from '@bellwether/platform/service';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandMetrics, JournalReader, type Commands } from '../src/index.ts';
import { startService } from './support/service.ts';

// Orders on the running write side meet what other venues quote, as the service of market data says it on NATS.

const alice = 'alice' as AccountId;
const instrumentId = 'I1' as InstrumentId;
const usd = parseDecimal;
let stack: WriteStack;
let commands: Commands;
let registry: Registry;
let client: CommandClient;
let venue: NatsConnection;
const failures: Error[] = [];

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await start();
  venue = await stack.connectAs('market_data');
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  const listing = { symbol: 'ACME', tickSize: 100n, referencePrice: usd('100') };
  await client.listInstrument({ instrumentId, ...listing, maxOrderQuantity: 1_000n });
  await client.openAccount({ accountId: alice });
  await client.depositCash({ accountId: alice, amount: usd('100000') });
});

afterAll(async () => {
  await commands.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

function start(): Promise<Commands> {
  registry = createRegistry('test');
  return startService(stack, {
    onFailure: (error) => failures.push(error),
    metrics: new CommandMetrics(registry),
    venues: new Set(['XNAS']),
  });
}

function told(quote: Partial<SymbolQuote>): void {
  const prices = { bid: usd('99.98'), bidQuantity: 100n, offer: usd('100.02') };
  const at = BigInt(Date.now()) * 1_000_000n;
  const all = { symbol: 'ACME', venue: 'XNAS', ...prices, offerQuantity: 100n, at, ...quote };
  venue.publish(VENUE_QUOTES_SUBJECT, writeVenueQuotes([all]));
}

/** Quotes by what became of them. */
async function countOf(outcome: string): Promise<number> {
  const { values } = await registry.getSingleMetric('venue_quotes_total')!.get();
  return values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
}

const buy = (quantity: bigint, price: string, timeInForce: 'IOC' | 'GTC' = 'IOC') =>
  client.placeOrder({
    accountId: alice,
    instrumentId,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce,
    quantity,
    limitPrice: usd(price),
  });

async function executions(): Promise<readonly OrderExecutedFact['data'][]> {
  const found: OrderExecutedFact['data'][] = [];
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read())
    for (const fact of entries.flatMap(({ facts }) => facts))
      if (fact.type === 'OrderExecuted') found.push(fact.data);
  return found;
}

test('an order trades with a venue at its quote, and the fact says where and what protected it', async () => {
  told({});
  await eventually('the quote is taken', async () => (await countOf('taken')) === 1);
  expect(await buy(30n, '101')).toMatchObject({ order: { executed: '30', leaves: '0' } });
  expect(await executions()).toMatchObject([
    {
      venue: 'XNAS',
      liquidity: 'ROUTED',
      price: usd('100.02'),
      quantity: 30n,
      bestBid: usd('99.98'),
      bestOffer: usd('100.02'),
    },
  ]);
});

test('a quote that reaches a resting order takes it, and that is durable as well', async () => {
  expect(await buy(10n, '99', 'GTC')).toMatchObject({ order: { executed: '0', leaves: '10' } });
  told({ bid: usd('98.90'), offer: usd('98.95') });
  await eventually('it is executed', async () => (await executions()).length === 2);
  expect((await executions())[1]).toMatchObject({ liquidity: 'MAKER', price: usd('98.95') });
});

test('what others quote, and what cannot be read or counted, changes nothing', async () => {
  const before = await countOf('taken');
  told({ venue: 'XNYS', offer: usd('1') });
  told({ symbol: 'NONE' });
  venue.publish(VENUE_QUOTES_SUBJECT, '[["ACME"');
  told({ offer: 2n ** 62n });
  await eventually('the last is refused', async () => (await countOf('refused')) === 1);
  expect(await countOf('taken')).toBe(before);
  const counts = ['unlisted', 'refused', 'damaged'].map(countOf);
  expect(await Promise.all(counts)).toEqual([1, 1, 1]);
  expect(await buy(10n, '101')).toMatchObject({ order: { executed: '0' } });
});

test('after a start there is none until it is told again, and the journal folds to the same', async () => {
  await commands.stop();
  const hash = commands.stateHash();
  commands = await start();
  expect(commands.stateHash()).toBe(hash);
  expect(await buy(5n, '101')).toMatchObject({ order: { executed: '0' } });
  told({});
  await eventually('the quote is taken', async () => (await countOf('taken')) === 1);
  expect(await buy(5n, '101')).toMatchObject({ order: { executed: '5' } });
});

test('callers can neither quote nor be mistaken for a venue', async () => {
  const caller = await stack.connectAs('cli');
  caller.publish(
    VENUE_QUOTES_SUBJECT,
    writeVenueQuotes([
      {
        symbol: 'ACME',
        venue: 'XNAS',
        bid: 0n,
        bidQuantity: 0n,
        offer: 1n,
        offerQuantity: 9n,
        at: 1n,
      },
    ]),
  );
  await caller.flush();
  const taken = await countOf('taken');
  told({ offerQuantity: 0n });
  await eventually('the venue is heard', async () => (await countOf('taken')) > taken);
  expect(await countOf('taken')).toBe(taken + 1);
});
