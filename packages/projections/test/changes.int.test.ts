import { parseDate } from '@bellwether/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DeadLetterOffice, PROJECTIONS, type RecordedFact } from '../src/index.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import type { ChangePlace, FollowedRows } from '../src/read-model.ts';
import { readChanges } from '../src/read-model/read-changes.ts';
import { startReadModels, type ReadModelStores } from './read-stores.ts';
import { accepted, id, recorded, story, trade, type Told } from './story.ts';
import { followAccount } from '../src/accounts/balances.ts';
import { movedSince, progressOf } from '../src/capabilities/moved.ts';
import { FOLLOWED_ORDERS } from '../src/orders/query.ts';
import type { OrderRow } from '../src/orders/table.ts';
import { FOLLOWED_POSITIONS } from '../src/positions/query.ts';
import type { PositionRow } from '../src/positions/table.ts';
import { followTable } from '../src/read-model/followed-table.ts';
import { FOLLOWED_TRADES, FOLLOWED_TRADES_OF_ACCOUNT } from '../src/trades/query.ts';
import type { TradeRow } from '../src/trades/table.ts';

// Followers of rows on a real Postgres: I9, whatever happens to the rows behind their backs.

let readModels: ReadModelStores;
/** While it is set the projection of trades throws at this trade. */
let defect: string | undefined;
const DEFECTIVE = PROJECTIONS.map((projection) => ({
  ...projection,
  evolve: ((row, one, key) => {
    if (projection.name === 'trades' && key === defect) throw new RangeError('a defect');
    return projection.evolve(row, one, key);
  }) as typeof projection.evolve,
}));

beforeAll(async () => {
  readModels = await startReadModels();
});

afterAll(() => readModels.stop());

let projector: PostgresProjector;
beforeEach(async () => {
  defect = undefined;
  await readModels.clear();
  projector = new PostgresProjector(readModels.sql, DEFECTIVE);
  await projector.takeOver();
  await projector.goLive();
});

async function apply(facts: readonly RecordedFact[]): Promise<void> {
  await projector.apply({ facts, position: facts.at(-1)?.position ?? 0n });
}

/** A client: it keeps what it was told, and comes back from where it was at each look. */
class Client<Row extends object> {
  readonly #source: FollowedRows<Row>;
  readonly #keyOf: (row: Row) => string;
  #place: ChangePlace | undefined;
  readonly rows: Map<string, Row> = new Map();
  /** Kinds of messages, and keys of the rows of changes. */
  readonly told: string[] = [];

  constructor(source: FollowedRows<Row>, keyOf: (row: Row) => string) {
    this.#source = source;
    this.#keyOf = keyOf;
  }

  /** Reads all that there is at once. */
  async look(): Promise<readonly string[]> {
    const before = this.told.length;
    const see = (position: bigint): Promise<void> => readModels.models.see(position);
    for (let more = true; more;) {
      const page = await readChanges(this.#source, this.#place, { isBack: true, see });
      ({ more } = page);
      this.#place = page.place;
      if (page.kind === 'RESYNC') this.rows.clear();
      if (page.kind !== 'CHANGE') this.told.push(page.kind);
      for (const row of page.rows) {
        this.rows.set(this.#keyOf(row), row);
        if (page.kind === 'CHANGE') this.told.push(this.#keyOf(row));
      }
    }
    return this.told.slice(before);
  }
}

const tradesOf = (of: { readonly accountId: string } | { readonly instrumentId: string }) =>
  new Client(
    'accountId' in of
      ? followTable<TradeRow>(readModels.models.db, FOLLOWED_TRADES_OF_ACCOUNT, of.accountId)
      : followTable<TradeRow>(readModels.models.db, FOLLOWED_TRADES, of.instrumentId),
    ({ tradeId }) => tradeId,
  );
const ordersOf = (accountId: string) =>
  new Client(
    followTable<OrderRow>(readModels.models.db, FOLLOWED_ORDERS, accountId),
    ({ orderId }) => orderId,
  );
const cashOf = (accountId: string) =>
  new Client(followAccount(readModels.models.db, accountId), (row) => row.accountId);
const positionsOf = (accountId: string) =>
  new Client(
    followTable<PositionRow>(readModels.models.db, FOLLOWED_POSITIONS, accountId),
    (row) => row.positionId,
  );

const facts = recorded(story);

/** `count` trades between the orders 1 and 3, one event each. */
const manyTrades = (count: number, from: number): readonly RecordedFact[] =>
  recorded(
    Array.from({ length: count }, (_, n) =>
      trade(n + 1, 1n, 1_000_000n, [1n, 1n], { buy: 3, sell: 1 }),
    ),
    from,
  );

/** A trade of `manyTrades` is taken back. */
function busted(n: number): Told {
  const { data } = trade(n, 1n, 1_000_000n, [1n, 1n], { buy: 3, sell: 1 });
  const fields = Object.entries(data).filter(([name]) => !/Leaves|Released|aggressor/.test(name));
  const restored = { buyRestored: 1n, sellRestored: 1n, buyReserved: 0n, sellReserved: 0n };
  return {
    type: 'TradeBusted',
    data: { ...Object.fromEntries(fields), ...restored, reason: 'ERROR' },
  };
}

describe('a follower (I9)', () => {
  test('is told of every trade once, and of what orders and cash are in the end, however facts are batched', async () => {
    const trades = [tradesOf({ instrumentId: 'X' }), tradesOf({ accountId: 'bob' })];
    const orders = ordersOf('alice');
    const cash = cashOf('alice');
    const held = positionsOf('bob');
    const all = [...trades, orders, cash, held];
    for (const client of all) await client.look();
    for (const size of [5, 1, 3, 1, 2]) {
      await apply(facts.filter(({ position }) => position > projector.position).slice(0, size));
      for (const client of all) await client.look();
    }
    for (const client of trades) expect(client.told).toEqual(['SNAPSHOT', '0-1', '0-2']);
    // By hand: twelve bid for, six at 100 and four at 101 of them bought, the rest cancelled.
    expect(orders.told.slice(0, 2)).toEqual(['SNAPSHOT', id(3)]);
    expect(orders.rows.get(id(3))).toMatchObject({
      executed: 10n,
      leaves: 0n,
      status: 'CANCELLED',
    });
    expect(cash.rows.get('alice')).toMatchObject({ cash: 50_000_000n - 10_040_000n, reserved: 0n });
    expect(held.rows.get('bob/X')).toMatchObject({ quantity: 90n });
  });

  test('has a snapshot of more orders than fit into one message', async () => {
    await apply(facts.slice(0, 6));
    const placed = Array.from({ length: 450 }, (_, n) =>
      accepted(n + 1, 'bob', 'SELL', 1n, 1_000_000n),
    );
    await apply(recorded(placed, 200));
    const orders = ordersOf('bob');
    expect(await orders.look()).toEqual(['SNAPSHOT', 'SNAPSHOT', 'SNAPSHOT']);
    expect([...orders.rows.keys()]).toEqual(placed.map((_, n) => id(n + 1)));
    expect(await orders.look()).toEqual([]);
  });

  test('is told of each of many trades that are taken back at one position, as they were at one index', async () => {
    await apply(facts.slice(0, 9));
    await apply(manyTrades(450, 200));
    const trades = tradesOf({ accountId: 'alice' });
    await trades.look();
    const busts = Array.from({ length: 450 }, (_, n) => busted(n + 1));
    await apply(recorded(busts).map((one, index) => ({ ...one, position: 1_000n, index })));
    const told = await trades.look();
    expect(told.toSorted()).toEqual(busts.map(({ data }) => data['tradeId'] as string).toSorted());
    expect([...trades.rows.values()].every(({ busted }) => busted)).toBe(true);
  });

  test('of cash is told that sales are paid, though no fact is about its account', async () => {
    const [friday, monday] = [parseDate('2026-11-20'), parseDate('2026-11-23')];
    const phase = (sessionDate: number): readonly Told[] => [
      {
        type: 'SessionScheduled',
        data: { sessionDate, opensAt: 1n, closesAt: 2n, earlyClose: false },
      },
      { type: 'SessionPhaseEntered', data: { sessionDate, phase: 'PRE_OPEN' } },
    ];
    const sold = trade(1, 6n, 1_000_000n, [6n, 0n], { buy: 3, sell: 1 });
    const dated = { ...sold, data: { ...sold.data, tradeDate: friday, settlementDate: monday } };
    await apply(recorded([...story.slice(0, 9), ...phase(friday), dated]));
    const cash = cashOf('bob');
    expect(await cash.look()).toEqual(['SNAPSHOT']);
    expect(cash.rows.get('bob')).toMatchObject({ settled: 0n, unsettled: 6_000_000n });
    expect(await cash.look()).toEqual([]);
    await apply(recorded(phase(monday), 200));
    expect(await cash.look()).toEqual(['bob']);
    expect(cash.rows.get('bob')).toMatchObject({ settled: 6_000_000n, unsettled: 0n });
    await apply(
      recorded(
        [{ type: 'SessionPhaseEntered', data: { sessionDate: monday, phase: 'OPEN' } }],
        300,
      ),
    );
    expect(await cash.look()).toEqual([]);
  });

  test('begins anew when a trade that was parked is there at last, at a position that it has passed', async () => {
    await apply(facts.slice(0, 9));
    const [trades, orders] = [tradesOf({ instrumentId: 'X' }), ordersOf('alice')];
    defect = '0-1';
    for (const client of [trades, orders]) await client.look();
    await apply(facts.slice(9));
    expect(await trades.look()).toEqual(['0-2']);
    defect = undefined;
    await new DeadLetterOffice(readModels.sql, DEFECTIVE).retry('trades@3', '0-1');
    expect(await trades.look()).toEqual(['RESYNC', 'SNAPSHOT']);
    expect([...trades.rows.keys()]).toEqual(['0-1', '0-2']);
    expect(await trades.look()).toEqual([]);
    // Other read models lacked nothing.
    await orders.look();
    expect(orders.told).not.toContain('RESYNC');
  });
});

describe('the look for all followers', () => {
  const all = { accounts: ['alice', 'bob', 'carol'], instruments: ['X', 'Y'] };
  const moved = (position: bigint) => movedSince(readModels.models.db, position, all);

  test('finds accounts whose cash, orders or positions have changed, and instruments that have traded', async () => {
    const { db } = readModels.models;
    await apply(facts.slice(0, 6));
    expect((await progressOf(db)).position).toBe(105n);
    // Cash that was paid in, shares that were: of neither is anything published.
    expect(await moved(102n)).toEqual({ accounts: ['alice', 'bob'], instruments: [] });
    expect(await moved(104n)).toEqual({ accounts: ['bob'], instruments: [] });
    expect(await moved(105n)).toEqual({ accounts: [], instruments: [] });
    await apply(facts.slice(6, 9));
    expect(await moved(107n)).toEqual({ accounts: ['alice'], instruments: [] });
    await apply(facts.slice(9));
    expect(await moved(108n)).toEqual({ accounts: ['alice', 'bob'], instruments: ['X'] });
    expect(await movedSince(db, 0n, { accounts: [], instruments: [] })).toEqual({
      accounts: [],
      instruments: [],
    });
  });

  test('sees that keys were freed, and that a day has begun', async () => {
    const { db } = readModels.models;
    defect = '0-1';
    await apply(facts);
    const before = await progressOf(db);
    expect(await progressOf(db)).toEqual(before);
    defect = undefined;
    await new DeadLetterOffice(readModels.sql, DEFECTIVE).retry('trades@3', '0-1');
    const freed = await progressOf(db);
    expect(freed).toMatchObject({ position: before.position });
    expect(freed.basis).not.toBe(before.basis);
    const day = parseDate('2026-11-20');
    const hours = { opensAt: 1n, closesAt: 2n, earlyClose: false };
    await apply(
      recorded(
        [
          { type: 'SessionScheduled', data: { sessionDate: day, ...hours } },
          { type: 'SessionPhaseEntered', data: { sessionDate: day, phase: 'PRE_OPEN' } },
        ],
        200,
      ),
    );
    expect((await progressOf(db)).basis).not.toBe(freed.basis);
  });
});
