import type { ClickHouseClient } from '@bellwether/platform/click-house';
import type { Sql } from '@bellwether/platform/postgres';
import { fc, test as property } from '@fast-check/vitest';
import { rounds } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClickHouseProjector } from '../src/analytics/projector.ts';
import type { RecordedFact } from '../src/index.ts';
import { startAnalytics, type AnalyticsStores } from './analytics-stores.ts';
import { trade, type Sent, type Taken } from './naive-market.ts';
import { id, recorded, type Told } from './story.ts';

// SEC Rule 605's terms, computed by ClickHouse as rows come in, against what they are by hand.

/** Now: the tables' retention has not passed. */
const AT = BigInt(Date.now()) * 1_000_000n;

let stores: AnalyticsStores;
let sql: Sql;
let client: ClickHouseClient;

beforeAll(async () => {
  stores = await startAnalytics();
  ({ sql, client } = stores);
});

afterAll(() => stores.stop());

/** Facts command by command, three commands at one position. */
function logOf(commands: readonly (readonly Told[])[]): readonly RecordedFact[] {
  return commands.flatMap((told, n) =>
    recorded(told).map((fact, entryIndex) => ({
      ...fact,
      position: BigInt(100 + Math.floor(n / 3)),
      index: entryIndex + 100 * (n % 3),
      entryIndex,
      commandId: id(n),
      at: AT,
    })),
  );
}

/** Fills everything anew, in batches of so many positions, with a new projector for each: books are taken up again. */
async function write(commands: readonly (readonly Told[])[], positions: number): Promise<void> {
  await sql`delete from read_models.sinks`;
  const facts = logOf(commands);
  const last = facts.at(-1)?.position ?? 100n;
  async function* history(after: bigint, upTo: bigint): AsyncGenerator<readonly RecordedFact[]> {
    for (const event of Map.groupBy(facts, ({ position }) => position).values())
      if (event.every(({ position }) => position > after && position <= upTo)) yield event;
  }
  for (let end = 99n + BigInt(positions); ; end += BigInt(positions)) {
    const projector = new ClickHouseProjector(client, sql, history, 20);
    await projector.prepare();
    const batch = facts.filter(({ position }) => position > projector.position && position <= end);
    await projector.apply(batch, end);
    if (end >= last) return;
  }
}

async function quality(): Promise<readonly Record<string, unknown>[]> {
  const query = `select venue, executions, shares, improved_shares, at_quote_shares, outside_shares, midpoint_shares,
      toInt64(improvement_usd * 10000) as improvement, toInt64(outside_usd * 10000) as outside,
      toInt64(effective_usd * 10000) as effective, toInt64(quoted_usd * 10000) as quoted
    from bellwether.execution_quality where reference = 'BOOK' order by venue`;
  return (await client.query({ query, format: 'JSONEachRow' })).json();
}

const buy = (price: bigint, quantity: bigint): Sent => ({ side: 'BUY', price, quantity });
const sell = (price: bigint, quantity: bigint): Sent => ({ side: 'SELL', price, quantity });

test('spreads, improvement and midpoint are as computed by hand', async () => {
  const { commands } = trade([
    sell(100_400n, 100n),
    buy(100_000n, 100n),
    buy(99_900n, 100n),
    // 10.00 bid, 10.04 offered. Pays the offer: 4 cents effective of 4 cents quoted.
    buy(100_400n, 60n),
    // Hits the bid, then walks through it: 100 at 10.00 (4 cents), 50 at 9.99 (6 cents, one outside the quote).
    sell(99_900n, 150n),
  ]);
  const routed = {
    type: 'OrderExecuted',
    data: {
      tradeId: 'away-1',
      orderId: id(77),
      accountId: 'a',
      instrumentId: 'X',
      side: 'BUY',
      price: 99_900n + 100n,
      quantity: 50n,
      leaves: 0n,
      released: 0n,
      venue: 'XNAS',
      liquidity: 'ROUTED',
    },
  };
  // 9.99 bid, 10.04 offered by now. At 10.00: 4 cents better than the offer, and better than the middle (10.015) by 1.5.
  await write([...commands, [routed]], 10);
  expect(await quality()).toEqual([
    {
      venue: '',
      executions: 3,
      shares: 210,
      improved_shares: 0,
      at_quote_shares: 160,
      outside_shares: 50,
      midpoint_shares: 0,
      improvement: 0,
      outside: 50 * 100,
      effective: 160 * 400 + 50 * 600,
      quoted: 210 * 400,
    },
    {
      venue: 'XNAS',
      executions: 1,
      shares: 50,
      improved_shares: 50,
      at_quote_shares: 0,
      outside_shares: 0,
      midpoint_shares: 50,
      improvement: 50 * 400,
      outside: 0,
      effective: 50 * -300,
      quoted: 50 * 500,
    },
  ]);
});

test('a trade against a book with one side counts nowhere: there is no middle', async () => {
  await write(trade([sell(100_000n, 10n), buy(100_000n, 10n)]).commands, 10);
  expect(await quality()).toEqual([]);
});

/** What the summary must say of these trades. */
function expected(taken: readonly Taken[]): readonly Record<string, unknown>[] {
  const quoted = taken.flatMap(({ bid, offer, ...one }) =>
    bid === undefined || offer === undefined ? [] : [{ ...one, bid, offer }],
  );
  if (quoted.length === 0) return [];
  const sum = (of: (one: (typeof quoted)[number]) => bigint): number =>
    Number(quoted.reduce((total, one) => total + of(one) * one.quantity, 0n));
  const better = ({ side, price, bid, offer }: (typeof quoted)[number]): bigint =>
    side === 'BUY' ? offer - price : price - bid;
  const effective = ({ side, price, bid, offer }: (typeof quoted)[number]): bigint =>
    (side === 'BUY' ? 2n : -2n) * price + (side === 'BUY' ? -1n : 1n) * (bid + offer);
  const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
  const when = (is: boolean): bigint => (is ? 1n : 0n);
  return [
    {
      venue: '',
      executions: quoted.length,
      shares: sum(() => 1n),
      improved_shares: sum((one) => when(better(one) > 0n)),
      at_quote_shares: sum((one) => when(better(one) === 0n)),
      outside_shares: sum((one) => when(better(one) < 0n)),
      midpoint_shares: sum((one) => when(effective(one) <= 0n)),
      improvement: sum((one) => positive(better(one))),
      outside: sum((one) => positive(-better(one))),
      effective: sum(effective),
      quoted: sum(({ bid, offer }) => offer - bid),
    },
  ];
}

const sent = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  price: fc.bigInt({ min: 999n, max: 1_006n }).map((ticks) => ticks * 100n),
  quantity: fc.bigInt({ min: 1n, max: 40n }),
});

property.prop(
  [fc.array(sent, { minLength: 60, maxLength: 120 }), fc.integer({ min: 3, max: 15 })],
  { numRuns: rounds(3, 24) },
)(
  'the summary is what the trades are, however batches are cut and books taken up again',
  async (orders, positions) => {
    const { commands, taken } = trade(orders);
    await write(commands, positions);
    expect(await quality()).toEqual(expected(taken));
  },
);
