import { instantOf, parseDate, wall } from '@bellwether/domain';
import type { Sql } from '@bellwether/platform/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import type { ReadModels } from '../src/read-model.ts';
import { startReadModels, type ReadModelStores } from './read-stores.ts';
import { accepted, id, recorded, type Told } from './story.ts';
import { findAccount } from '../src/accounts/balances.ts';
import { positionLots } from '../src/positions/position-lots.ts';
import { listPositions } from '../src/positions/read.ts';
import { findMarketSession } from '../src/sessions/read.ts';
import { orderHistory } from '../src/orders/order-history.ts';
import { listTrades } from '../src/trades/read.ts';
import { describeExchanges } from './suites/exchanges.ts';
import { describePortfolio } from './suites/portfolio.ts';
import { describeExpirations } from './suites/expirations.ts';
import { describeCloseOuts } from './suites/close-outs.ts';
import { describeCustodian } from './suites/custodian.ts';
import { describeInterest } from './suites/interest.ts';
import { describeSettlementWeek } from './suites/settlement-week.ts';
import { describeSettlement } from './suites/settlement.ts';
import { describeRebalancing } from './suites/rebalancing.ts';

// Short sales, contracts, busts and settlement, told by the read models on a real Postgres.

const FRIDAY = parseDate('2026-11-20');
const MONDAY = parseDate('2026-11-23');
const fees = (commission: bigint) => ({ commission, section31: 0n, taf: 0n, venue: 0n });

let readModels: ReadModelStores;
let sql: Sql;
let models: ReadModels;

beforeAll(async () => {
  readModels = await startReadModels();
  ({ sql, models } = readModels);
  const projector = new PostgresProjector(sql, PROJECTIONS);
  await projector.takeOver();
  const facts = told(story);
  await projector.apply({ facts, position: facts.at(-1)?.position ?? 0n });
});

afterAll(() => readModels.stop());

/** Facts of a Friday, as the log has them. */
function told(facts: readonly Told[]) {
  const noon = instantOf(FRIDAY, wall(12));
  return recorded(facts).map((one) => ({ ...one, at: noon + one.at }));
}

function phase(sessionDate: number, name: string): Told {
  return { type: 'SessionPhaseEntered', data: { sessionDate, phase: name } };
}

function scheduled(sessionDate: number): Told {
  const hours = { opensAt: 1n, closesAt: 2n, earlyClose: false };
  return { type: 'SessionScheduled', data: { sessionDate, ...hours } };
}

let trades = 0;
/** A trade between two orders that it fills whole. */
function traded(
  [buyer, seller]: readonly [string, string],
  quantity: bigint,
  price: bigint,
  more: Record<string, unknown> = {},
): readonly Told[] {
  trades += 1;
  const [buy, sell] = [2 * trades, 2 * trades + 1];
  const data = {
    tradeId: `0-${trades}`,
    instrumentId: 'X',
    price,
    quantity,
    aggressor: 'BUY',
    buyOrderId: id(buy),
    buyAccountId: buyer,
    buyLeaves: 0n,
    buyReleased: quantity * price,
    sellOrderId: id(sell),
    sellAccountId: seller,
    sellLeaves: 0n,
    tradeDate: FRIDAY,
    settlementDate: MONDAY,
    ...more,
  };
  return [
    accepted(buy, buyer, 'BUY', quantity, price),
    accepted(sell, seller, 'SELL_SHORT', quantity, price),
    { type: 'TradeExecuted', data },
  ];
}

const ACCOUNTS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];

const story: readonly Told[] = [
  ...ACCOUNTS.flatMap((accountId): readonly Told[] => [
    { type: 'AccountOpened', data: { accountId } },
    { type: 'FundsAllocated', data: { accountId, amount: 100_000n, sourcePosition: 1n } },
  ]),
  scheduled(FRIDAY),
  phase(FRIDAY, 'PRE_OPEN'),
  // Bob sells ten short for 1 000 less 10, and buys fifteen back in two trades: through zero.
  ...traded(['alice', 'bob'], 10n, 100n, { sellFees: fees(10n) }),
  ...traded(['bob', 'alice'], 4n, 80n),
  ...traded(['bob', 'carol'], 11n, 90n),
  // A contract of a hundred.
  ...traded(['dave', 'erin'], 2n, 50n, { principal: 10_000n, instrumentId: 'O' }),
  // What never happened.
  ...traded(['dave', 'frank'], 5n, 100n, { buyFees: fees(3n), sellFees: fees(2n) }),
  {
    type: 'TradeBusted',
    data: {
      tradeId: '0-5',
      instrumentId: 'X',
      price: 100n,
      quantity: 5n,
      buyOrderId: id(10),
      buyAccountId: 'dave',
      buyFees: fees(3n),
      sellOrderId: id(11),
      sellAccountId: 'frank',
      sellFees: fees(2n),
      buyRestored: 0n,
      sellRestored: 0n,
      buyReserved: 0n,
      sellReserved: 0n,
      reason: 'erroneous',
      settlementDate: MONDAY,
    },
  },
];

test('a short position costs less than nothing and realises when it is bought back', async () => {
  // Six of ten for 594 net, bought for 540; four of ten for 396 net, bought for 320; five are long for 450.
  expect(await listPositions(models.db, 'bob')).toMatchObject({
    rows: [{ quantity: 5n, reserved: 0n, cost: 450n, realised: 76n + 54n }],
  });
  expect(await positionLots(models.db, 'bob', 'X')).toMatchObject({
    rows: [{ lotId: '0-3', quantity: 5n, cost: 450n, tradeDate: '2026-11-20' }],
    realised: 130n,
  });
  expect(await listPositions(models.db, 'carol')).toMatchObject({
    rows: [{ quantity: -11n, cost: -990n }],
  });
  expect(await positionLots(models.db, 'carol', 'X')).toMatchObject({
    rows: [{ quantity: -11n, cost: -990n, settlementDate: '2026-11-23' }],
    realised: 0n,
  });
});

test('a contract costs its multiplier’s worth', async () => {
  expect((await listPositions(models.db, 'dave')).rows[0]).toMatchObject({
    instrumentId: 'O',
    quantity: 2n,
    cost: 10_000n,
  });
  expect((await positionLots(models.db, 'erin', 'O')).rows).toMatchObject([
    { quantity: -2n, cost: -10_000n },
  ]);
});

test('a trade that never happened leaves neither position, lots, fees nor proceeds', async () => {
  expect((await listPositions(models.db, 'dave')).rows[1]).toMatchObject({
    quantity: 0n,
    cost: 0n,
    realised: 0n,
  });
  expect(await listPositions(models.db, 'frank')).toMatchObject({
    rows: [{ quantity: 0n, cost: 0n, realised: 0n }],
  });
  expect(await positionLots(models.db, 'frank', 'X')).toEqual({
    rows: [],
    next: undefined,
    realised: 0n,
  });
  expect(await findAccount(models.db, 'frank')).toMatchObject({
    cash: 100_000n,
    fees: 0n,
    unsettled: 0n,
  });
});

test('an order’s history has the trade that was taken back, and that it was', async () => {
  for (const order of [id(10), id(11)]) {
    const { rows } = await orderHistory(models.db, order);
    expect(rows.map(({ type }) => type)).toEqual(['OrderAccepted', 'TradeExecuted', 'TradeBusted']);
    const [first] = (await orderHistory(models.db, order, { first: 2 })).rows;
    expect(first).toMatchObject({ type: 'OrderAccepted' });
    const { next } = await orderHistory(models.db, order, { first: 2 });
    const { rows: rest } = await orderHistory(models.db, order, { first: 2, after: next });
    expect(rest).toMatchObject([{ type: 'TradeBusted', data: { tradeId: '0-5' } }]);
  }
});

test('yes and no are told as they are', async () => {
  const { rows } = await listTrades(models.db, { accountId: 'frank' });
  expect(rows).toMatchObject([{ tradeId: '0-5', busted: true, auction: false }]);
  const [all] = await sql`select count(*)::int as n from read_models.trades where busted`;
  expect(all).toEqual({ n: 1 });
});

test('what a sale brought is unsettled until the market’s day is its settlement date', async () => {
  expect(await findAccount(models.db, 'carol')).toMatchObject({
    cash: 100_990n,
    available: 100_990n,
    settled: 100_000n,
    unsettled: 990n,
    marketDay: '2026-11-20',
  });
  const projector = new PostgresProjector(sql, PROJECTIONS);
  await projector.takeOver();
  const monday = told([...story, scheduled(MONDAY), phase(MONDAY, 'PRE_OPEN')]).slice(-2);
  await projector.apply({ facts: monday, position: monday.at(-1)?.position ?? 0n });
  expect(await findAccount(models.db, 'carol')).toMatchObject({ settled: 100_990n, unsettled: 0n });
  expect(await findMarketSession(models.db)).toMatchObject({
    sessionDate: '2026-11-23',
    phase: 'PRE_OPEN',
  });
});

// Behind all others: its facts are of later days.
describePortfolio(() => readModels);
describeRebalancing(() => readModels);
describeExchanges(() => readModels);
describeSettlement(() => readModels);
describeCustodian(() => readModels);
describeCloseOuts(() => readModels);
describeSettlementWeek(() => readModels);
describeExpirations(() => readModels);
describeInterest(() => readModels);
