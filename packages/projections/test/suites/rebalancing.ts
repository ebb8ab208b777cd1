import {
  instantOf,
  isPlan,
  parseDate,
  parseDecimal,
  wall,
  type Actor,
  type CivilDate,
  type RebalancingPlan,
  type ReportDocument,
} from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { dryRun } from '../../src/rebalancing/dry-run.ts';
import { findPlan, findPlanOrder } from '../../src/rebalancing/read.ts';
import { makeReport } from '../../src/reports/report.ts';
import { ReadModels } from '../../src/read-model.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { accepted, id, recorded, type Told } from '../story.ts';

const [FRIDAY, MONDAY, WEDNESDAY, FRIDAY_AFTER] = [
  '2026-11-20',
  '2026-11-23',
  '2026-11-25',
  '2026-11-27',
].map(parseDate) as [CivilDate, CivilDate, CivilDate, CivilDate];
const OTTO: Actor = { name: 'otto', roles: ['ops'], accounts: [] };
const BOB: Actor = { name: 'bob', roles: ['trader'], accounts: ['bob'] };
const [planId, saleId] = [id(8_001), id(8_002)];

/** A trade without fees. */
function deal(
  n: number,
  instrumentId: string,
  [buyer, seller]: readonly [string, string],
  [quantity, price]: readonly [bigint, bigint],
  sellOrderId = id(8_200 + n),
): Told {
  return {
    type: 'TradeExecuted',
    data: {
      tradeId: `8-${n}`,
      instrumentId,
      price,
      quantity,
      aggressor: 'BUY',
      buyOrderId: id(8_100 + n),
      buyAccountId: buyer,
      buyLeaves: 0n,
      buyReleased: 0n,
      sellOrderId,
      sellAccountId: seller,
      sellLeaves: 0n,
    },
  };
}

const listed = (instrumentId: string): Told => ({
  type: 'InstrumentListed',
  data: {
    instrumentId,
    symbol: instrumentId,
    referencePrice: 1_000n,
    tickSize: 1n,
    maxOrderQuantity: 1_000n,
  },
});

/** A purchase that waits. */
const open = accepted(8_003, 'rita', 'BUY', 2n, 500n);
const TERMS = {
  targets: [
    { instrumentId: 'R1', weight: 2_500 },
    { instrumentId: 'R2', weight: 5_000 },
  ],
  others: 'SELL',
  driftBand: 100,
  cashBuffer: 1_000,
  minimumTrade: 0n,
  tolerance: 0,
};
const set = (more: object): Told => ({
  type: 'RebalancingSet',
  data: { accountId: 'rita', ownTargets: TERMS, ...more },
});

/** Plans from a real Postgres; every number worked by hand. */
export function describeRebalancing(stores: () => ReadModelStores): void {
  let from = 20_000;

  /** Facts of the noon of a day, behind all others. */
  async function applied(day: CivilDate, ...facts: readonly Told[]): Promise<void> {
    const noon = instantOf(day, wall(12));
    const told = recorded(facts, from).map((one) => ({ ...one, at: noon + one.at }));
    from += facts.length;
    const projector = new PostgresProjector(stores().sql, PROJECTIONS);
    await projector.takeOver();
    await projector.apply({ facts: told, position: BigInt(from - 1) });
  }

  /** As read models that have not seen an older price. */
  const made = async (accountId = 'rita', allowStale = false) =>
    (await dryRun(new ReadModels(stores().readerSql), { accountId, allowStale }))?.made;
  const plan = async (allowStale = false): Promise<RebalancingPlan> => {
    const found = await made('rita', allowStale);
    if (found === undefined || !isPlan(found)) throw new Error(JSON.stringify(found));
    return found;
  };

  describe('what would bring an account to its targets', () => {
    beforeAll(async () => {
      const amount = 200_000n;
      await applied(
        FRIDAY,
        listed('R1'),
        listed('R2'),
        { type: 'AccountOpened', data: { accountId: 'rita' } },
        { type: 'CashDeposited', data: { accountId: 'rita', amount } },
        { type: 'FundsAllocated', data: { accountId: 'rita', amount, sourcePosition: 1n } },
        deal(1, 'R1', ['rita', 'max'], [60n, 900n]),
      );
      await applied(MONDAY, deal(2, 'R1', ['rita', 'max'], [40n, 1_100n]));
      await applied(
        WEDNESDAY,
        deal(3, 'R1', ['max', 'moe'], [1n, 1_000n]),
        deal(4, 'R2', ['max', 'moe'], [1n, 500n]),
        { ...open, data: { ...open.data, instrumentId: 'R2' } },
      );
    });

    test('is nothing where nobody has said what it should hold', async () => {
      expect(await made()).toEqual({ code: 'NO_TARGETS', instruments: [] });
      expect(await made('nobody')).toBeUndefined();
    });

    test('counts positions at their marks, cash that is free, and what open orders will bring', async () => {
      await applied(WEDNESDAY, set({}));
      const found = await plan();
      // 200,000 − 54,000 − 44,000 of cash, 1,000 of it held back; 100 × 1,000 of R1.
      expect(found).toMatchObject({ equity: 202_000n, cash: 101_000n, buffer: 20_200n });
      // A quarter is 50,500: 50 shares; a half is 101,000: 202, of which an order buys 2.
      expect(found.trades).toMatchObject([
        {
          instrumentId: 'R1',
          held: 100n,
          side: 'SELL',
          quantity: 50n,
          limitPrice: 1_000n,
          // The oldest: 50 of the 60 that cost 900.
          sale: { lots: undefined, gain: 5_000n, longGain: 0n },
        },
        { instrumentId: 'R2', held: 2n, side: 'BUY', quantity: 200n, limitPrice: 500n },
      ]);
    });

    test('takes the lots of the least tax where the account wants that', async () => {
      await applied(WEDNESDAY, set({ lotMethod: 'SPECIFIC' }));
      const [sale] = (await plan()).trades;
      // 40 that cost 1,100 lose 4,000; 10 that cost 900 gain 1,000.
      expect(sale?.sale).toEqual({ lots: ['8-2', '8-1'], gain: -3_000n, longGain: 0n });
    });

    test('follows a model as it is now', async () => {
      const model = (targets: object, version: number): Told => ({
        type: 'ModelPortfolioSet',
        data: { modelId: 'halves', version, ...TERMS, targets },
      });
      await applied(
        WEDNESDAY,
        set({ ownTargets: undefined, modelId: 'halves', lotMethod: 'SPECIFIC' }),
      );
      expect(await made()).toEqual({ code: 'UNKNOWN_MODEL', instruments: [] });
      await applied(WEDNESDAY, model([{ instrumentId: 'NONE', weight: 5_000 }], 1));
      expect(await made()).toEqual({ code: 'UNKNOWN_TARGET', instruments: ['NONE'] });
      await applied(WEDNESDAY, model(TERMS.targets, 2));
      expect((await plan()).trades.map(({ quantity }) => quantity)).toEqual([50n, 200n]);
    });
  });

  describe('a plan on the read side', () => {
    const line = {
      orderId: saleId,
      instrumentId: 'R1',
      side: 'SELL',
      quantity: 50n,
      limitPrice: 1_000n,
      mark: 1_000n,
      held: 100n,
      targetValue: 50_500n,
      lots: ['8-2', '8-1'],
      estimatedGain: -3_000n,
      estimatedLongGain: 0n,
    };
    const named = { accountId: 'rita', planId };
    const find = (viewer: Actor) => findPlan(new ReadModels(stores().readerSql).db, planId, viewer);

    test('is told with its orders, to who may see the account', async () => {
      const stands = { inputsPosition: 7n, lastDay: WEDNESDAY, roundTo: 1, untradedDrift: 0n };
      const sums = { equity: 202_000n, cash: 101_000n, buffer: 20_200n };
      await applied(WEDNESDAY, {
        type: 'RebalancingProposed',
        data: { ...named, proposer: 'alice', ...stands, ...sums, lines: [line] },
      });
      expect(await find(BOB)).toBeUndefined();
      expect(await find(OTTO)).toMatchObject({
        status: 'PROPOSED',
        proposer: 'alice',
        lastDay: '2026-11-25',
        orders: 1,
        lines: [{ orderId: saleId, place: 0, status: 'PLANNED', sent: null, lots: line.lots }],
      });
    });

    test('follows its orders to the end', async () => {
      const order = { orderId: saleId, instrumentId: 'R1', side: 'SELL', limitPrice: 1_000n };
      const became = { ...named, orderId: saleId };
      const approved = { ...named, approver: 'otto', expiresOn: WEDNESDAY };
      await applied(
        WEDNESDAY,
        {
          type: 'RebalancingApproved',
          data: { ...approved, orders: [{ ...order, quantity: 50n }] },
        },
        deal(5, 'R1', ['max', 'rita'], [45n, 1_000n], saleId),
        {
          type: 'RebalancingOrderRecorded',
          data: { ...became, executed: 45n, cash: 45_000n },
        },
        { type: 'RebalancingCancelled', data: { ...named, reason: 'enough', open: [] } },
      );
      expect(await find(OTTO)).toMatchObject({
        status: 'CANCELLING',
        approver: 'otto',
        lines: [{ status: 'SENT', sent: 50n, executed: 45n, cash: 45_000n }],
      });
      await applied(
        WEDNESDAY,
        {
          type: 'RebalancingOrderRecorded',
          data: { ...became, executed: 0n, cash: 0n, end: 'CANCELLED', code: 'USER' },
        },
        {
          type: 'PortfolioRebalanced',
          data: { ...named, orders: [], driftBefore: 2_450, driftAfter: 223, left: 5_000n },
        },
      );
      expect(await find(OTTO)).toMatchObject({
        status: 'CANCELLED',
        reason: 'enough',
        driftBefore: 2_450,
        driftAfter: 223,
        leftValue: 5_000n,
        lines: [{ status: 'CANCELLED', code: 'USER' }],
      });
      const { db } = new ReadModels(stores().readerSql);
      expect(await findPlanOrder(db, saleId, OTTO)).toMatchObject({ planId });
      expect(await findPlanOrder(db, saleId, BOB)).toBeUndefined();
    });

    test('says which lots its sale has closed: reports book it so', async () => {
      const days = { from: '2026-11-25', to: '2026-11-25' };
      const { text } = await makeReport(stores().models, {
        accountId: 'rita',
        kind: 'GAINS',
        ...days,
      });
      const { sums, notes } = JSON.parse(text) as ReportDocument;
      // 40 that cost 1,100 lose 4,000; 5 that cost 900 gain 500.
      const realised = sums.find(({ name }) => name === 'realised')!;
      expect(parseDecimal(realised.value)).toBe(-3_500n);
      expect(notes[0]).toContain('but for sales that named theirs before');
    });

    test('is not made of prices of days before, unless that is asked for', async () => {
      const sessionDate = FRIDAY_AFTER;
      await applied(
        FRIDAY_AFTER,
        {
          type: 'SessionScheduled',
          data: { sessionDate, opensAt: 1n, closesAt: 2n, earlyClose: true },
        },
        { type: 'SessionPhaseEntered', data: { sessionDate, phase: 'PRE_OPEN' } },
      );
      expect(await made()).toEqual({ code: 'STALE_MARK', instruments: ['R1', 'R2'] });
      expect((await plan(true)).trades).toHaveLength(2);
    });
  });
}
