import {
  formatDate,
  instantOf,
  parseDate,
  parseDecimal,
  wall,
  type CivilDate,
  type ReportDocument,
} from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { dryRun } from '../../src/dry-runs/corporate-action.ts';
import { curveOf, performanceIn } from '../../src/performance/performance.ts';
import { portfolioOf } from '../../src/portfolio/portfolio.ts';
import { positionLots } from '../../src/positions/position-lots.ts';
import { listPositions } from '../../src/positions/read.ts';
import { ReadModels } from '../../src/read-model.ts';
import { makeReport } from '../../src/reports/report.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { id, recorded, type Told } from '../story.ts';

const [WEDNESDAY, FRIDAY, MONDAY] = ['2026-12-02', '2026-12-04', '2026-12-07'].map(parseDate) as [
  CivilDate,
  CivilDate,
  CivilDate,
];
const MERGER = id(8_001);
const SPIN_OFF = id(8_002);
const OPS = { name: 'otto', roles: ['ops'], accounts: '*' } as never;

const listed = (instrumentId: string, referencePrice: bigint): Told => ({
  type: 'InstrumentListed',
  data: {
    instrumentId,
    symbol: instrumentId,
    referencePrice,
    tickSize: 1n,
    maxOrderQuantity: 9_999n,
  },
});
const close = (instrumentId: string, tradeDate: CivilDate, price: bigint): Told => ({
  type: 'ClosePublished',
  data: { instrumentId, tradeDate, price },
});
/** Mary buys of Saul, who is short. */
const deal = (n: number, quantity: bigint, price: bigint, instrumentId = 'T'): Told => ({
  type: 'TradeExecuted',
  data: {
    tradeId: `x-${n}`,
    instrumentId,
    price,
    quantity,
    aggressor: 'BUY',
    buyOrderId: id(8_100 + n),
    buyAccountId: 'mary',
    buyLeaves: 0n,
    buyReleased: 0n,
    sellOrderId: id(8_200 + n),
    sellAccountId: 'saul',
    sellLeaves: 0n,
  },
});

const merger = {
  kind: 'STOCK_MERGER',
  exDate: FRIDAY,
  otherInstrumentId: 'B',
  newShares: 5,
  oldShares: 2,
  mergerCash: 100n,
};
const spinOff = {
  kind: 'SPIN_OFF',
  exDate: MONDAY,
  otherInstrumentId: 'C',
  newShares: 1,
  oldShares: 4,
  costBasisPoints: 1_000,
  childValue: 20n,
};

function announced(actionId: string, instrumentId: string, terms: object): Told {
  const data = { instrumentId, actionId, version: 1, ...terms };
  return { type: 'CorporateActionAnnounced', data };
}

function inForce(
  actionId: string,
  instrumentId: string,
  terms: object,
  sums: object,
  exchanges: readonly object[],
): readonly Told[] {
  const prices = { referencePrice: 380n, previousClose: 380n, mark: 380n };
  const counts = { positions: exchanges.length, orders: 0, accrued: 0n };
  const named = { instrumentId, actionId };
  const data = { ...named, version: 1, attempt: 1, ...terms, ...prices, ...counts, ...sums };
  return [
    { type: 'CorporateActionApplied', data: { ...data, sourcePosition: 1n } },
    ...exchanges.map((exchange): Told => {
      return { type: 'PositionExchanged', data: { ...named, ...exchange } };
    }),
  ];
}

const ratio = (one: typeof merger | typeof spinOff) => {
  const { otherInstrumentId, newShares, oldShares } = one;
  return { otherInstrumentId, newShares, oldShares };
};
// 110 and 11 shares of T, 5:2 of B at 400 and 100 in cash for each: T closed at 1,100, which is as much.
const MERGED = inForce(
  MERGER,
  'T',
  merger,
  { issued: 0n, otherIssued: 0n, cashInLieu: 0n, paid: 0n },
  (['mary', 'saul'] as const).map((accountId) => {
    const sign = accountId === 'mary' ? 1n : -1n;
    return {
      ...ratio(merger),
      accountId,
      quantityBefore: sign * 111n,
      quantity: 0n,
      cash: sign * 11_100n,
      // 277.5: half a share at 400.
      received: sign * 277n,
      cashInLieu: sign * 200n,
      value: sign * 277n * 400n,
      costBasisPoints: 10_000,
    };
  }),
);
// A quarter of a share of C at 80 for one of B, which falls by 20.
const SPUN_OFF = inForce(
  SPIN_OFF,
  'B',
  spinOff,
  { issued: 0n, otherIssued: 0n, cashInLieu: 0n, paid: 0n, priceFall: 20n },
  (['mary', 'saul'] as const).map((accountId) => {
    const sign = accountId === 'mary' ? 1n : -1n;
    return {
      ...ratio(spinOff),
      accountId,
      quantityBefore: sign * 277n,
      quantity: sign * 277n,
      cash: 0n,
      received: sign * 69n,
      cashInLieu: sign * 20n,
      value: sign * 69n * 80n,
      costBasisPoints: 1_000,
    };
  }),
);

/** A merger and a spin-off told by the read models on a real Postgres; every number worked by hand. */
export function describeExchanges(stores: () => ReadModelStores): void {
  let from = 30_000;

  async function applied(day: CivilDate, facts: readonly Told[]): Promise<void> {
    const noon = instantOf(day, wall(12));
    const told = recorded(facts, from).map((one) => ({ ...one, at: noon + one.at }));
    from += facts.length;
    const projector = new PostgresProjector(stores().sql, PROJECTIONS);
    await projector.takeOver();
    await projector.apply({ facts: told, position: BigInt(from - 1) });
  }
  const positionsOf = async (accountId: string) =>
    (await listPositions(stores().models.db, accountId)).rows.map(
      ({ instrumentId, quantity, cost, realised }) => [instrumentId, quantity, cost, realised],
    );

  describe('a merger, and a spin-off of the acquirer', () => {
    beforeAll(async () => {
      await applied(WEDNESDAY, [
        listed('T', 1_000n),
        listed('B', 400n),
        listed('C', 80n),
        ...['mary', 'saul'].flatMap((accountId): readonly Told[] => [
          { type: 'AccountOpened', data: { accountId, accountType: 'MARGIN' } },
          { type: 'CashDeposited', data: { accountId, amount: 1_000_000n } },
          { type: 'FundsAllocated', data: { accountId, amount: 1_000_000n, sourcePosition: 1n } },
        ]),
        deal(1, 100n, 1_000n),
        deal(2, 11n, 1_050n),
        close('T', WEDNESDAY, 1_100n),
        close('B', WEDNESDAY, 400n),
        announced(MERGER, 'T', merger),
      ]);
    });

    test('is foreseen by a dry run', async () => {
      expect(await dryRun(stores().models.db, MERGER, OPS)).toMatchObject({
        positions: 2,
        issued: 0n,
        otherIssued: 0n,
        effects: [
          {
            accountId: 'mary',
            effect: 'EXCHANGE',
            otherInstrumentId: 'B',
            received: 277n,
            cash: 11_100n,
            cashInLieu: 200n,
          },
          { accountId: 'saul', received: -277n, cash: -11_100n, cashInLieu: -200n },
        ],
      });
    });

    test('carries cost and lots over, long and short; what a part of a share brought is realised', async () => {
      await applied(FRIDAY, MERGED);
      // 111,550 less 11,100 in cash is 100,450; the half of 277.5 shares has 1/555 of it, 180, and brought 200.
      expect(await positionsOf('mary')).toEqual([
        ['B', 277n, 100_270n, 20n],
        ['T', 0n, 0n, 0n],
      ]);
      expect(await positionsOf('saul')).toEqual([
        ['B', -277n, -100_270n, -20n],
        ['T', 0n, 0n, 0n],
      ]);
      const { rows, realised } = await positionLots(stores().models.db, 'mary', 'B');
      // 100,000 less 10,000, and 11,550 less 1,100, each less its 1/555; whole shares go by size, 250 to 27.
      expect(rows).toMatchObject([
        { openedBy: 'x-1', quantity: 250n, cost: 89_838n, tradeDate: '2026-12-02' },
        { openedBy: 'x-2', quantity: 27n, cost: 10_432n },
      ]);
      expect(realised).toBe(20n);
      const page = await positionLots(stores().models.db, 'mary', 'B', { first: 1 });
      const rest = await positionLots(stores().models.db, 'mary', 'B', { after: page.next });
      expect([...page.rows, ...rest.rows]).toEqual(rows);
    });

    test('leaves what the account is worth, and no instrument has gained by it', async () => {
      await applied(FRIDAY, [close('B', FRIDAY, 400n), announced(SPIN_OFF, 'B', spinOff)]);
      const worth = 1_000_000n - 111_550n + 111n * 1_100n;
      await applied(MONDAY, SPUN_OFF);
      // Nothing was sold yet: B is marked at what the spin-off left of its close.
      const early = await portfolioOf(new ReadModels(stores().readerSql), 'mary', 10);
      expect(early).toMatchObject({ day: '2026-12-07', equity: worth, dayProfit: 0n });
      await applied(MONDAY, [close('B', MONDAY, 380n), close('C', MONDAY, 80n)]);
      await applied(MONDAY, [
        { type: 'CashDeposited', data: { accountId: 'mary', amount: 1n } },
        { type: 'FundsAllocated', data: { accountId: 'mary', amount: 1n, sourcePosition: 1n } },
      ]);
      const curve = await curveOf(stores().models, 'mary', undefined);
      // 1,000,000 less 111,550, and 111 at 1,100.
      expect(curve.map(({ day, end }) => [formatDate(day), end])).toEqual([
        ['2026-12-02', worth],
        ['2026-12-04', worth],
        ['2026-12-07', worth + 1n],
      ]);
      expect(await performanceIn(stores().models, 'mary', { from: '2026-12-03' })).toMatchObject({
        profit: 0n,
        timeWeighted: '0.000000',
        turnover: '0.0000',
        contributions: [],
      });
      const portfolio = await portfolioOf(new ReadModels(stores().readerSql), 'mary', 10);
      expect(portfolio).toMatchObject({ equity: worth + 1n, dayProfit: 0n });
    });

    test('splits the cost between parent and child', async () => {
      // A tenth of 100,270 is 10,027, of which a quarter of 69.25 shares takes 36 along, and brought 20.
      expect(await positionsOf('mary')).toEqual([
        ['B', 277n, 90_243n, 20n],
        ['C', 69n, 9_991n, -16n],
        ['T', 0n, 0n, 0n],
      ]);
      const lots = await positionLots(stores().models.db, 'mary', 'C');
      expect(lots.rows.map(({ openedBy, quantity }) => [openedBy, quantity])).toEqual([
        ['x-1', 62n],
        ['x-2', 7n],
      ]);
    });

    test('is in the statement: cash and holdings are the closing worth', async () => {
      const asked = { accountId: 'mary', kind: 'STATEMENT' as const };
      const days = { from: '2026-12-04', to: '2026-12-07' };
      const { text } = await makeReport(stores().models, { ...asked, ...days });
      const { sums, tables } = JSON.parse(text) as ReportDocument;
      const sum = (name: string) => parseDecimal(sums.find((one) => one.name === name)!.value);
      const rowsOf = (name: string) => tables.find((one) => one.name === name)!.rows;
      const value = rowsOf('holdings').reduce((all, row) => all + parseDecimal(row[6]!), 0n);
      expect(sum('closingCash') + value).toBe(sum('closing'));
      expect([sum('profit'), sum('dividends')]).toEqual([0n, 0n]);
      expect(rowsOf('activity').map((row) => row.slice(0, 4).join(' '))).toEqual([
        '2026-12-04 MERGER T -111',
        '2026-12-04 MERGER B 277',
        '2026-12-07 DEPOSIT  ',
        '2026-12-07 SPIN-OFF C 69',
      ]);
      expect(rowsOf('gains').map((row) => [row[0], row[7]])).toEqual([
        ['B', '0.002'],
        // Lot by lot: 32 of 8,984 and 3 of 1,043.
        ['C', '-0.0015'],
      ]);
    });
  });
}
