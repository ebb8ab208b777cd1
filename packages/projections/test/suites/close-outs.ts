import { instantOf, parseDate, wall, type CivilDate } from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { closeOuts } from '../../src/buy-ins/close-outs.ts';
import { listBuyIns } from '../../src/buy-ins/query.ts';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { listLines } from '../../src/settlement/read.ts';
import { listTradesOf } from '../../src/trades/read.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { id, recorded, type Told } from '../story.ts';

const [NEW_YEARS_EVE, MONDAY, TUESDAY, WEDNESDAY, THURSDAY] = [
  '2026-12-31',
  '2027-01-04',
  '2027-01-05',
  '2027-01-06',
  '2027-01-07',
].map(parseDate) as [CivilDate, CivilDate, CivilDate, CivilDate, CivilDate];
/** Positions behind those of the other suites. */
const FIRST = 3_000_000;

function sold(
  n: number,
  seller: string,
  buyer: string,
  quantity: bigint,
  on: CivilDate,
  due: CivilDate,
): Told {
  return {
    type: 'TradeExecuted',
    data: {
      tradeId: `8-${n}`,
      instrumentId: 'K',
      price: 10n,
      quantity,
      aggressor: 'BUY',
      buyOrderId: id(80_000 + n),
      buyAccountId: buyer,
      buyLeaves: 0n,
      buyReleased: 0n,
      sellOrderId: id(81_000 + n),
      sellAccountId: seller,
      sellLeaves: 0n,
      tradeDate: on,
      settlementDate: due,
    },
  };
}

/** What accounts were to deliver in a run, and what of it was left: below zero both. */
function run(
  runId: string,
  lines: readonly (readonly [string, bigint, bigint, CivilDate?])[],
): readonly Told[] {
  const settlementDate = parseDate(runId.slice(0, 10));
  const of = (participant: string) => ({ participant, instrumentId: 'K', fees: 0n });
  const obligations = lines.map(([who, quantity]) => ({
    ...of(who),
    quantity,
    amount: -10n * quantity,
  }));
  const deliveries = lines.map(([who, quantity, left, failingSince]) => ({
    ...of(who),
    quantity: quantity - left,
    amount: -10n * (quantity - left),
    marked: 0n,
    left,
    leftAmount: -10n * left,
    ...(failingSince === undefined ? {} : { failingSince }),
  }));
  const part = { runId, part: 1, parts: 1 };
  return [
    { type: 'SettlementStarted', data: { counterparty: 'CCP', settlementDate, run: 1, runId } },
    { type: 'ObligationsNetted', data: { ...part, obligations } },
    { type: 'DeliveriesSettled', data: { ...part, deliveries } },
  ];
}

/** Fails that are closed out, on a real Postgres, against a table worked out by hand. */
export function describeCloseOuts(stores: () => ReadModelStores): void {
  describe('what is late', () => {
    let projector: PostgresProjector;
    let position = FIRST;

    async function told(day: CivilDate, facts: readonly Told[]): Promise<void> {
      const at = instantOf(day, wall(12));
      const all = recorded(facts, position).map((one) => ({ ...one, at: at + one.at }));
      position += facts.length;
      await projector.apply({ facts: all, position: all.at(-1)!.position });
    }

    async function due(day: CivilDate) {
      const { rows } = await closeOuts(stores().models, day, {});
      return rows
        .filter(({ instrumentId }) => instrumentId === 'K')
        .map((row) => [row.accountId, row.sale, Number(row.quantity), row.failingSince]);
    }

    beforeAll(async () => {
      projector = new PostgresProjector(stores().sql, PROJECTIONS);
      await projector.takeOver();
      const listed = { tickSize: 1n, referencePrice: 10n, maxOrderQuantity: 1_000n };
      await told(NEW_YEARS_EVE, [
        { type: 'InstrumentListed', data: { instrumentId: 'K', symbol: 'K', ...listed } },
        ...['dora', 'eli', 'gil'].map((accountId) => ({
          type: 'AccountOpened',
          data: { accountId },
        })),
        {
          type: 'SharesAllocated',
          data: { accountId: 'gil', instrumentId: 'K', quantity: 80n },
        },
        // Dora has none and sells 100; Gil has 80 and sells 50.
        sold(1, 'dora', 'eli', 100n, NEW_YEARS_EVE, MONDAY),
        sold(2, 'gil', 'eli', 50n, NEW_YEARS_EVE, MONDAY),
      ]);
      await told(MONDAY, [
        ...run('2027-01-04-1', [
          ['dora', -100n, -100n, MONDAY],
          ['eli', 150n, 150n, MONDAY],
          ['gil', -50n, -50n, MONDAY],
        ]),
      ]);
    });

    test('is bought in on the next settlement day of who was short, and on the third of others', async () => {
      expect(await due(MONDAY)).toEqual([]);
      expect(await due(TUESDAY)).toEqual([['dora', 'SHORT', 100, '2027-01-04']]);
      expect(await due(WEDNESDAY)).toEqual([['dora', 'SHORT', 100, '2027-01-04']]);
      expect(await due(THURSDAY)).toEqual([
        ['dora', 'SHORT', 100, '2027-01-04'],
        ['gil', 'LONG', 50, '2027-01-04'],
      ]);
    });

    test('is not bought in twice: what was bought and is yet to settle counts', async () => {
      await told(TUESDAY, [sold(3, 'eli', 'dora', 40n, TUESDAY, WEDNESDAY)]);
      expect(await due(TUESDAY)).toEqual([['dora', 'SHORT', 60, '2027-01-04']]);
      // Netted with it, delivered in part by Gil, and late anew of Gil's.
      await told(WEDNESDAY, [
        ...run('2027-01-06-1', [
          ['dora', -60n, -60n, MONDAY],
          ['eli', 120n, 90n, MONDAY],
          ['gil', -60n, -30n, MONDAY],
        ]),
      ]);
      expect(await due(WEDNESDAY)).toEqual([['dora', 'SHORT', 60, '2027-01-04']]);
      // Of Gil's 50 that are late since Monday 30 came; 10 are late since Wednesday.
      expect((await due(THURSDAY)).at(-1)).toEqual(['gil', 'LONG', 20, '2027-01-04']);
    });

    test('shows that it was bought in, and by which order', async () => {
      const of = {
        accountId: 'gil',
        instrumentId: 'K',
        orderId: id(82_001),
        runId: '2027-01-06-1',
      };
      const refused = { ...of, accountId: 'dora', orderId: id(82_002) };
      const more = { buyInOn: THURSDAY, failingSince: MONDAY, sale: 'LONG', quantity: 20n };
      await told(THURSDAY, [
        { type: 'BuyInOrdered', data: { ...of, ...more } },
        { type: 'BuyInRecorded', data: { ...of, placing: 'PLACED' } },
        { type: 'BuyInOrdered', data: { ...refused, ...more } },
        {
          type: 'BuyInRecorded',
          data: { ...refused, placing: 'REFUSED', refusal: 'INSUFFICIENT_FUNDS' },
        },
      ]);
      const { db } = stores().models;
      const { rows } = await listBuyIns(db, {});
      expect(rows.map((row) => [row.accountId, row.status, row.refusal, row.executed])).toEqual([
        ['dora', 'REFUSED', 'INSUFFICIENT_FUNDS', 0n],
        ['gil', 'PLACED', null, 0n],
      ]);
      const first = await listBuyIns(db, { first: 1 });
      expect((await listBuyIns(db, { after: first.next })).rows).toEqual(rows.slice(1));
      const lines = await listLines(db, '2027-01-06-1', {});
      expect(lines.rows.map((row) => [row.participant, row.status])).toEqual([
        ['dora', 'FAILED'],
        ['eli', 'PARTIALLY_SETTLED'],
        ['gil', 'BOUGHT_IN'],
      ]);
    });

    test('was traded: the trades of a day can be held against the street’s', async () => {
      const { db } = stores().models;
      const first = await listTradesOf(db, '2026-12-31', { first: 1 });
      const rest = await listTradesOf(db, '2026-12-31', { after: first.next });
      expect([...first.rows, ...rest.rows].map((row) => row.tradeId)).toEqual(['8-1', '8-2']);
      expect((await listTradesOf(db, '2026-02-30', {})).rows).toEqual([]);
    });

    test('is nothing on days that there are not', async () => {
      const { models } = stores();
      expect((await closeOuts(models, undefined, {})).rows).toEqual([]);
      expect((await closeOuts(models, parseDate('2099-01-05'), {})).rows).toEqual([]);
      await expect(closeOuts(models, MONDAY, { after: '?' })).rejects.toThrow('not a cursor');
    });
  });
}
