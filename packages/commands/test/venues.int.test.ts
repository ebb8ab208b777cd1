import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  PRIMARY_STATUS_SUBJECT,
  VENUE_QUOTES_SUBJECT,
  writePrimaryStatus,
  writeVenueQuotes,
  type AccountId,
  type InstrumentId,
  type OrderExecutedFact,
  type PrimaryStatus,
  type SymbolQuote,
  type TradingFact,
} from '@bellwether/domain';
import { startWriteStack, eventually, type WriteStack } from '@bellwether/testkit';
import { createRegistry, type Registry } from '@bellwether/platform/service';
import type { JSONEventType } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    primary: 'tape',
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

/** All that the journal has. */
async function facts(): Promise<readonly TradingFact[]> {
  const found: TradingFact[] = [];
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read())
    found.push(...entries.flatMap((entry) => entry.facts));
  return found;
}

const executions = async (): Promise<readonly OrderExecutedFact['data'][]> =>
  (await facts()).flatMap((fact) => (fact.type === 'OrderExecuted' ? [fact.data] : []));

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

describe('the primary market', () => {
  const say = (status: Partial<PrimaryStatus>, source = 'tape'): void =>
    venue.publish(
      PRIMARY_STATUS_SUBJECT,
      writePrimaryStatus(source, [{ symbol: 'ACME', detail: 'HALTED NEWS_PENDING', ...status }]),
    );
  const halts = async (): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    const events = stack.eventStoreClient().readStream<JSONEventType>(`instrument-${instrumentId}`);
    for await (const { event } of events)
      if (event?.type === 'InstrumentHalted' || event?.type === 'InstrumentResumed')
        found.push([event.type, event.data]);
    return found;
  };
  const primary = { source: 'tape', detail: 'HALTED NEWS_PENDING' };
  const halted = ['InstrumentHalted', { instrumentId, reason: 'NEWS_PENDING', primary }];
  const resumed = ['InstrumentResumed', { instrumentId, primary }];
  const outcomeOf = async (price: string, timeInForce?: 'GTC'): Promise<string> => {
    const outcome = await buy(1n, price, timeInForce);
    return 'code' in outcome ? outcome.code : outcome.status;
  };

  test('halts an instrument, and what it says again has no effect', async () => {
    told({ bidQuantity: 0n, offerQuantity: 0n });
    for (let n = 0; n < 3; n++) say({ trades: false, reason: 'NEWS_PENDING' });
    say({ trades: false }, 'another');
    await eventually('orders are refused', async () => (await outcomeOf('100')) !== 'accepted');
    say({ trades: false, reason: 'NEWS_PENDING' });
    expect(await outcomeOf('100')).toBe('INSTRUMENT_HALTED');
    expect(await halts()).toEqual([halted]);
  });

  test('ends its halt, and not one that was decided here', async () => {
    say({ trades: true });
    await eventually('orders are taken', async () => (await outcomeOf('100')) === 'accepted');
    expect(await halts()).toEqual([halted, resumed]);
    await client.haltInstrument({ instrumentId, reason: 'OPERATIONAL' });
    say({ trades: true });
    say({ trades: false, reason: 'NEWS_PENDING' });
    say({ trades: true });
    await venue.flush();
    expect(await outcomeOf('100')).toBe('INSTRUMENT_HALTED');
    await client.resumeInstrument({ instrumentId });
    expect(await outcomeOf('100')).toBe('accepted');
    expect(await halts()).toHaveLength(4);
  });

  test('says between which prices it trades: beyond them orders are refused, and what rests ends', async () => {
    const resting = await buy(7n, '101', 'GTC');
    expect(resting).toMatchObject({ order: { leaves: '7' } });
    say({ bands: { lower: usd('98'), upper: usd('100.005') } });
    await eventually(
      'the band holds',
      async () => (await outcomeOf('100.01', 'GTC')) !== 'accepted',
    );
    expect(await outcomeOf('100.01', 'GTC')).toBe('PRICE_OUTSIDE_BAND');
    expect(await outcomeOf('100')).toBe('accepted');
    const ended = (await facts()).flatMap((fact) =>
      fact.type === 'OrderCancelled' && fact.data.reason === 'BAND' ? [fact.data.quantity] : [],
    );
    expect(ended).toEqual([7n]);
    say({ bands: { lower: 0n, upper: 0n } });
    await eventually('it ends', async () => (await outcomeOf('100.01', 'GTC')) === 'accepted');
  });

  test('is written down once for each band', async () => {
    const bands = (await facts()).flatMap((fact) => (fact.type === 'BandsSet' ? [fact.data] : []));
    expect(bands).toEqual([
      { instrumentId, lower: usd('98'), upper: usd('100') },
      { instrumentId, lower: 0n, upper: 0n },
    ]);
  });
});
