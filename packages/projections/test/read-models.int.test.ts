import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { TEST_PASSWORD, type ReadStores } from '@bellwether/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrateReadModels, ReadModelAudit, type RecordedFact } from '../src/index.ts';
import { ProjectorFencedError } from '../src/stores/postgres/errors.ts';
import { waitingChanges } from '../src/stores/postgres/change-feed.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import type { ReadModels } from '../src/read-model.ts';
import { startReadModels, TABLES, type ReadModelStores } from './read-stores.ts';
import { id, recorded, story } from './story.ts';
import { findAccount } from '../src/accounts/balances.ts';
import { findCommandOutcome } from '../src/command-outcomes/query.ts';
import { findInstrument } from '../src/instruments/read.ts';
import { depthOf } from '../src/market-data/depth.ts';
import { orderHistory } from '../src/orders/order-history.ts';
import { findOrder, listOrders } from '../src/orders/read.ts';
import { positionLots } from '../src/positions/position-lots.ts';
import { listPositions } from '../src/positions/read.ts';
import { listTrades } from '../src/trades/read.ts';

let readModels: ReadModelStores;
let stores: ReadStores;
let sql: Sql;
let readerSql: Sql;
let models: ReadModels;

beforeAll(async () => {
  readModels = await startReadModels();
  ({ stores, sql, readerSql, models } = readModels);
  await migrateReadModels(stores.ownerUrl);
});

afterAll(() => readModels.stop());

beforeEach(() => readModels.clear());

/** Applies facts in batches of the given size, as one projector. */
async function apply(facts: readonly RecordedFact[], size: number): Promise<PostgresProjector> {
  const projector = new PostgresProjector(sql, PROJECTIONS);
  await projector.takeOver();
  for (let i = 0; i < facts.length; i += size) {
    const batch = facts.slice(i, i + size);
    await projector.apply({ facts: batch, position: batch.at(-1)?.position ?? 0n });
  }
  return projector;
}

function contents(): Promise<unknown> {
  return Promise.all(
    TABLES.map((table) =>
      sql.unsafe(`select * from read_models.${table} as rows order by rows::text`),
    ),
  );
}

describe('read models', () => {
  test('tell what has become of orders, money and shares', async () => {
    await apply(recorded(story), 100);
    expect(await findOrder(models.db, id(3))).toMatchObject({
      status: 'CANCELLED',
      reason: 'USER',
      executed: 10n,
      leaves: 0n,
      notional: 10_040_000n,
    });
    expect(await findOrder(models.db, id(2))).toMatchObject({
      status: 'PARTIALLY_EXECUTED',
      executed: 4n,
      leaves: 2n,
    });
    expect(await findAccount(models.db, 'alice')).toMatchObject({
      cash: 39_960_000n,
      reserved: 0n,
      arriving: 0n,
      deposited: 50_000_000n,
    });
    expect(await findAccount(models.db, 'bob')).toMatchObject({ cash: 10_040_000n });
    expect(await listPositions(models.db, 'alice')).toMatchObject({
      rows: [{ quantity: 10n, cost: 10_040_000n }],
    });
    expect(await listPositions(models.db, 'bob')).toMatchObject({
      rows: [{ quantity: 90n, reserved: 2n, realised: 10_040_000n }],
    });
    expect(await findInstrument(models.db, 'X')).toMatchObject({
      lastPrice: 1_010_000n,
      volume: 10n,
      trades: 2n,
      status: 'ACTIVE',
    });
  });

  test('tell an order’s life with its reasons, what became of a command, and what the book shows', async () => {
    await apply(recorded(story), 100);
    const history = await orderHistory(models.db, id(3));
    expect(history.rows.map(({ type, data }) => [type, data['reason']])).toEqual([
      ['OrderAccepted', undefined],
      ['TradeExecuted', undefined],
      ['TradeExecuted', undefined],
      ['OrderCancelled', 'USER'],
    ]);
    const auditor = { name: 'ann', roles: ['auditor'], accounts: [] } as const;
    const outcomeOf = (commandId: string) => findCommandOutcome(models.db, { commandId }, auditor);
    expect(await outcomeOf(id(8))).toMatchObject({
      status: 'ACCEPTED',
      fact: 'OrderAccepted',
      orderId: id(3),
      principal: 'p',
    });
    expect(await outcomeOf(id(999))).toBeUndefined();
    expect(await positionLots(models.db, 'alice', 'X')).toMatchObject({
      rows: [
        { lotId: '0-1', quantity: 6n, cost: 6_000_000n },
        { lotId: '0-2', quantity: 4n, cost: 4_040_000n },
      ],
      realised: 0n,
    });
    expect(await positionLots(models.db, 'bob', 'X')).toMatchObject({
      rows: [{ quantity: 90n, cost: 0n }],
      realised: 10_040_000n,
    });
    expect(await depthOf(models.db, 'X', 5)).toEqual({
      bids: [],
      asks: [{ price: 1_010_000n, quantity: 2n, orders: 1 }],
    });
  });

  test('are paged without gaps or repetitions', async () => {
    await apply(recorded(story), 100);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listOrders(models.db, { accountId: 'bob', first: 1, after });
      seen.push(...page.rows.map((row) => row.orderId));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual([id(2), id(1)]);
    const first = await listTrades(models.db, { instrumentId: 'X', first: 1 });
    const second = await listTrades(models.db, { accountId: 'alice', first: 1, after: first.next });
    expect([...first.rows, ...second.rows].map((row) => row.tradeId)).toEqual(['0-2', '0-1']);
    expect(second.next).toBeUndefined();
  });

  test.each([1, 2, 5])('are the same however facts are batched (%i at a time)', async (size) => {
    await apply(recorded(story), 100);
    const expected = await contents();
    await readModels.clear();
    await apply(recorded(story), size);
    expect(await contents()).toEqual(expected);
  });

  test('do not change when facts are delivered again', async () => {
    const projector = await apply(recorded(story), 3);
    const expected = await contents();
    await projector.apply({ facts: recorded(story), position: 111n });
    const restarted = new PostgresProjector(sql, PROJECTIONS);
    await restarted.takeOver();
    expect(restarted.position).toBe(111n);
    await restarted.apply({ facts: recorded(story).slice(4), position: 111n });
    expect(await contents()).toEqual(expected);
  });

  test('are proved equal to a fold from zero, and a changed or missing row is found', async () => {
    await apply(recorded(story), 4);
    const audit = new ReadModelAudit();
    audit.add(recorded(story));
    const differences = async (): Promise<readonly string[]> =>
      (await audit.compare(sql, () => [recorded(story)])).flatMap(({ model, differing }) =>
        differing.map((key) => `${model} ${key}`),
      );
    expect(await differences()).toEqual([]);
    await sql`update read_models.accounts_v4 set cash = cash + 1 where account_id = 'bob'`;
    await sql`delete from read_models.trades_v3 where trade_id = '0-2'`;
    expect(await differences()).toEqual(['accounts@4 bob', 'trades@3 0-2']);
  });

  test('can be read, and nothing but read, by the reader', async () => {
    await apply(recorded(story), 100);
    expect(await readerSql`select count(*)::int as n from read_models.orders_v2`).toEqual([
      { n: 3 },
    ]);
    const drop = 'delete from read_models.orders_v2';
    await expect(readerSql.unsafe(drop)).rejects.toThrow(/read-only transaction/);
    // It may say that it wants to write; it still has no right to.
    const writing = readerSql.begin('read write', (own) => own.unsafe(drop));
    await expect(writing).rejects.toThrow(/permission denied/);
    const stranger = connectPostgres({
      url: stores.readerUrl.replace(TEST_PASSWORD, 'wrong'),
      name: 'stranger',
    });
    await expect(stranger`select 1`).rejects.toThrow(/password authentication failed/);
    await stranger.end();
  });
});

describe('a batch and its checkpoint', () => {
  test('are one transaction: a batch that fails leaves neither rows nor checkpoint', async () => {
    const projector = await apply(recorded(story.slice(0, 6)), 100);
    const [first, second] = recorded(story).slice(6, 8) as [RecordedFact, RecordedFact];
    const broken = {
      ...second,
      fact: { ...second.fact, data: { ...second.fact.data, side: null } },
    };
    await expect(
      projector.apply({ facts: [first, broken as unknown as RecordedFact], position: 107n }),
    ).rejects.toThrow(/null value/);
    expect(await sql`select count(*)::int as n from read_models.orders_v2`).toEqual([{ n: 0 }]);
    expect(await models.position()).toBe(105n);
    await projector.apply({ facts: recorded(story).slice(6), position: 111n });
    expect(await models.position()).toBe(111n);
  });

  test('belong to the latest projector: the one before it can no longer write', async () => {
    const first = await apply(recorded(story.slice(0, 6)), 100);
    const second = await apply([], 1);
    await expect(first.apply({ facts: recorded(story).slice(6), position: 111n })).rejects.toThrow(
      ProjectorFencedError,
    );
    await second.apply({ facts: recorded(story).slice(6), position: 111n });
    expect(second.position).toBe(111n);
  });

  test('survive Postgres being killed: what was applied is there, what was not can be applied again', async () => {
    const projector = await apply(recorded(story.slice(0, 9)), 4);
    await stores.postgres.kill();
    await expect(
      projector.apply({ facts: recorded(story).slice(9), position: 111n }),
    ).rejects.toThrow();
    await stores.postgres.start();
    await projector.apply({ facts: recorded(story).slice(9), position: 111n });
    const audit = new ReadModelAudit();
    audit.add(recorded(story));
    expect(
      (await audit.compare(sql, () => [recorded(story)])).flatMap(({ differing }) => differing),
    ).toEqual([]);
  });
});

describe('changes', () => {
  test('are announced once live, with their rows, and not while history is rebuilt', async () => {
    const projector = await apply(recorded(story.slice(0, 8)), 100);
    const announced = async (): Promise<readonly string[]> =>
      (await waitingChanges(sql, 100))
        .flatMap(({ changes }) => changes.map(({ subject }) => subject))
        .toSorted();
    expect(await announced()).toEqual([]);
    await projector.goLive();
    await projector.apply({ facts: recorded(story).slice(8), position: 111n });
    expect(await announced()).toEqual([
      'evt.order.updated.alice',
      'evt.order.updated.bob',
      'evt.order.updated.bob',
      'evt.trade.executed.X',
      'evt.trade.executed.X',
    ]);
  });
});
