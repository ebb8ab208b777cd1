import {
  instantOf,
  parseDate,
  wall,
  type CivilDate,
  type ReportDocument,
  type SettledLine,
} from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { netting } from '../../src/settlement/netting.ts';
import { isAnythingDue, pendingOf } from '../../src/settlement/pending.ts';
import { listLate, listLines, listLinesOf, listRuns } from '../../src/settlement/read.ts';
import { listBreaks, listReconciliations } from '../../src/reconciliation/query.ts';
import { makeReport } from '../../src/reports/report.ts';
import { confirmationsToCorrect } from '../../src/reports/to-correct.ts';
import { tradedOn } from '../../src/reports/traded.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { findOrder, listOrders } from '../../src/orders/read.ts';
import { accepted, id, recorded, type Told } from '../story.ts';

const [THURSDAY, FRIDAY, MONDAY] = ['2026-12-03', '2026-12-04', '2026-12-07'].map(parseDate) as [
  CivilDate,
  CivilDate,
  CivilDate,
];
/** Positions behind those of the other suites. */
const FIRST = 1_000_000;

const fees = (commission: bigint) => ({ commission, section31: 0n, taf: 0n, venue: 0n });

/** A trade of Thursday, that settles on Friday unless it says otherwise. */
function deal(
  n: number,
  [buyer, seller]: readonly [string, string],
  [quantity, price]: readonly [bigint, bigint],
  more: Record<string, unknown> = {},
): Told {
  return {
    type: 'TradeExecuted',
    data: {
      tradeId: `7-${n}`,
      instrumentId: 'S',
      price,
      quantity,
      aggressor: 'BUY',
      buyOrderId: id(70_000 + n),
      buyAccountId: buyer,
      buyLeaves: 0n,
      buyReleased: 0n,
      sellOrderId: id(71_000 + n),
      sellAccountId: seller,
      sellLeaves: 0n,
      buyFees: fees(3n),
      tradeDate: THURSDAY,
      settlementDate: FRIDAY,
      ...more,
    },
  };
}

/** An order of one of the trades below, which fills it. */
function placed(n: number, accountId: string, side: 'BUY' | 'SELL', quantity: bigint): Told {
  const { type, data } = accepted(n, accountId, side, quantity, 12n);
  return { type, data: { ...data, instrumentId: 'S' } };
}

function busted(
  n: number,
  [buyer, seller]: readonly [string, string],
  [quantity, price]: readonly [bigint, bigint],
): Told {
  const { data } = deal(n, [buyer, seller], [quantity, price]);
  const { aggressor: _, buyLeaves: __, sellLeaves: ___, buyReleased: ____, ...trade } = data;
  const restored = { buyRestored: 0n, sellRestored: 0n, buyReserved: 0n, sellReserved: 0n };
  return { type: 'TradeBusted', data: { ...trade, ...restored, reason: 'test' } };
}

const started = (settlementDate: CivilDate, runId: string): Told => ({
  type: 'SettlementStarted',
  data: { counterparty: 'CCP', settlementDate, run: Number(runId.at(-1)), runId },
});

const line = (participant: string, due: Partial<SettledLine>): SettledLine => ({
  participant,
  instrumentId: 'S' as SettledLine['instrumentId'],
  quantity: 0n,
  amount: 0n,
  fees: 0n,
  marked: 0n,
  left: 0n,
  leftAmount: 0n,
  ...due,
});

/** Netting of settlement runs on a real Postgres, against tables worked out by hand. */
export function describeSettlement(stores: () => ReadModelStores): void {
  describe('settlement', () => {
    let projector: PostgresProjector;
    let position = FIRST;

    /** Facts of a day, one position after the other. @returns the position of the last. */
    async function told(day: CivilDate, facts: readonly Told[]): Promise<bigint> {
      const at = instantOf(day, wall(12));
      const all = recorded(facts, position).map((one) => ({ ...one, at: at + one.at }));
      position += facts.length;
      const last = all.at(-1)!.position;
      await projector.apply({ facts: all, position: last });
      return last;
    }

    /** Shares, money, fees and since when late, by participant; other suites have traded other instruments. */
    async function netted(runId: string) {
      const found = await netting(stores().models, runId);
      return found!.lines
        .filter(({ instrumentId }) => instrumentId.startsWith('S'))
        .map((one) => [
          one.participant,
          Number(one.quantity),
          Number(one.amount),
          Number(one.fees),
          ...(one.failingSince === undefined ? [] : [one.failingSince]),
        ]);
    }

    beforeAll(async () => {
      projector = new PostgresProjector(stores().sql, PROJECTIONS);
      await projector.takeOver();
      const future = { assetClass: 'FUTURE', multiplier: 50 };
      const listed = (instrumentId: string, more: object = {}): Told => ({
        type: 'InstrumentListed',
        data: {
          instrumentId,
          symbol: instrumentId,
          tickSize: 1n,
          referencePrice: 10n,
          maxOrderQuantity: 1_000n,
          ...more,
        },
      });
      await told(THURSDAY, [
        listed('S'),
        listed('SF', future),
        ...['ann', 'bea', 'cy'].map((accountId) => ({
          type: 'AccountOpened',
          data: { accountId },
        })),
        placed(70_001, 'ann', 'BUY', 300n),
        placed(71_001, 'bea', 'SELL', 300n),
        placed(71_005, 'ann', 'SELL', 50n),
        // Ann buys 300 at 10 of Bea and sells 200 at 11 to Cy; a future delivers nothing; one trade is taken back in time.
        deal(1, ['ann', 'bea'], [300n, 10n]),
        deal(2, ['cy', 'ann'], [200n, 11n]),
        deal(3, ['ann', 'bea'], [1n, 4_000n], { instrumentId: 'SF', principal: 0n }),
        deal(4, ['cy', 'bea'], [5n, 10n]),
        busted(4, ['cy', 'bea'], [5n, 10n]),
        // Due on Monday, with a venue that stood behind its quote.
        deal(5, ['cy', 'ann'], [50n, 12n], { settlementDate: MONDAY }),
        {
          type: 'OrderExecuted',
          data: {
            tradeId: '7-6',
            orderId: id(70_006),
            accountId: 'cy',
            instrumentId: 'S',
            side: 'BUY',
            price: 12n,
            quantity: 10n,
            leaves: 0n,
            released: 0n,
            venue: 'XDMN',
            liquidity: 'TAKER',
            tradeDate: FRIDAY,
            settlementDate: MONDAY,
          },
        },
      ]);
    });

    test('is to come, by day, for trades that no run has taken up', async () => {
      expect(await pendingOf(stores().models, 'cy')).toEqual([
        {
          settlementDate: '2026-12-04',
          instrumentId: 'S',
          trades: 1,
          quantity: 200n,
          amount: -2_200n,
          fees: 3n,
        },
        {
          settlementDate: '2026-12-07',
          instrumentId: 'S',
          trades: 2,
          quantity: 60n,
          amount: -720n,
          fees: 3n,
        },
      ]);
      expect(await isAnythingDue(stores().models)).toBe(true);
    });

    test('nets what is due by its day', async () => {
      await told(FRIDAY, [started(FRIDAY, '2026-12-04-1')]);
      expect(await netted('2026-12-04-1')).toEqual([
        ['ann', 100, -800, 3],
        ['bea', -300, 3_000, 0],
        ['cy', 200, -2_200, 3],
        // Of a future the fees.
        ['ann', 0, 0, 3],
      ]);
      const { prices } = (await netting(stores().models, '2026-12-04-1'))!;
      // The last sale of all that stood before the run.
      expect(prices).toContainEqual({ instrumentId: 'S', mark: 12n, multiplier: 1n });
    });

    test('shows what became of it, and what is late', async () => {
      const runId = '2026-12-04-1';
      const late = { mark: 12n, failingSince: FRIDAY };
      const sold = { ...late, reason: 'NOT_DELIVERED' } as const;
      const bought = { ...late, reason: 'NOT_RECEIVED' } as const;
      const deliveries = [
        line('ann', { quantity: 100n, amount: -800n, fees: 3n }),
        line('bea', {
          quantity: -150n,
          amount: 1_500n,
          marked: -300n,
          left: -150n,
          leftAmount: 1_800n,
          ...sold,
        }),
        line('cy', {
          quantity: 50n,
          amount: -550n,
          marked: 150n,
          left: 150n,
          leftAmount: -1_800n,
          fees: 3n,
          ...bought,
        }),
      ];
      const obligations = [
        { participant: 'ann', instrumentId: 'S', quantity: 100n, amount: -800n, fees: 3n },
        { participant: 'bea', instrumentId: 'S', quantity: -300n, amount: 3_000n, fees: 0n },
        { participant: 'cy', instrumentId: 'S', quantity: 200n, amount: -2_200n, fees: 3n },
      ];
      const part = { runId, part: 1, parts: 1 };
      const totals = { lines: 3, late: 2, delivered: 150n, paid: 1_200n, fees: 6n };
      await told(FRIDAY, [
        { type: 'ObligationsNetted', data: { ...part, obligations } },
        { type: 'DeliveriesSettled', data: { ...part, deliveries } },
        {
          type: 'SettlementCompleted',
          data: { counterparty: 'CCP', runId, settlementDate: FRIDAY, ...totals },
        },
      ]);
      const { db } = stores().models;
      const { rows } = await listLines(db, runId, {});
      expect(rows.map((row) => [row.participant, row.status, row.late])).toEqual([
        ['ann', 'SETTLED', 0n],
        ['bea', 'PARTIALLY_SETTLED', -150n],
        ['cy', 'PARTIALLY_SETTLED', 150n],
      ]);
      expect((await listLate(db, {})).rows.map((row) => [row.participant, row.late])).toEqual([
        ['bea', -150n],
        ['cy', 150n],
      ]);
      const first = await listLines(db, runId, { first: 2 });
      const rest = await listLines(db, runId, { first: 2, after: first.next });
      expect([...first.rows, ...rest.rows]).toEqual(rows);
      expect((await listLinesOf(db, 'cy', {})).rows).toHaveLength(1);
      expect((await listRuns(db, {})).rows[0]).toMatchObject({
        runId,
        status: 'COMPLETED',
        late: 2,
      });
    });

    test('makes an executed order SETTLED when nothing of it is late or yet to come', async () => {
      const { db } = stores().models;
      const status = async (n: number) => (await findOrder(db, id(n)))?.status;
      expect(await status(70_001)).toBe('SETTLED');
      expect(await status(71_001)).toBe('EXECUTED');
      // Due on Monday.
      expect(await status(71_005)).toBe('EXECUTED');
      const filtered = async (...status: readonly string[]) =>
        (await listOrders(db, { accountId: 'ann', status })).rows.map((row) => row.orderId);
      expect(await filtered('SETTLED', 'CANCELLED')).toEqual([id(70_001)]);
      expect(await filtered('EXECUTED', 'RISK_APPROVED')).toEqual([id(71_005)]);
      expect((await filtered('EXECUTED', 'SETTLED')).toSorted()).toEqual([id(70_001), id(71_005)]);
      expect(await filtered('RISK_APPROVED')).toEqual([]);
    });

    test('is confirmed to who traded: each order with its price, fees by kind, venue and dates', async () => {
      const { models } = stores();
      const who = await tradedOn(models.db, '2026-12-03', { first: 2 });
      expect(who.rows.map(({ accountId }) => accountId)).toEqual(['ann', 'bea']);
      const rest = await tradedOn(models.db, '2026-12-03', { first: 2, after: who.next });
      expect(rest.rows.map(({ accountId }) => accountId)).toEqual(['cy']);
      expect((await tradedOn(models.db, '2026-02-30', {})).rows).toEqual([]);
      const day = { from: '2026-12-03', to: '2026-12-03' };
      const told = async (accountId: string) => {
        const terms = { kind: 'CONFIRMATION', accountId, ...day } as const;
        const { text } = await makeReport(models, terms);
        const [orders, , executions] = (JSON.parse(text) as ReportDocument).tables;
        return { orders: orders!.rows, executions: executions!.rows };
      };
      // The trade that was taken back in time is not confirmed. 12 at 10 is 0.012 USD.
      const cy = await told('cy');
      expect(cy.orders.map((row) => row.slice(1, 9).join(' '))).toEqual([
        '2026-12-03 2026-12-04 BUY S 200 0.0011 0.22 0.0003',
        '2026-12-03 2026-12-07 BUY S 50 0.0012 0.06 0.0003',
        '2026-12-03 2026-12-07 BUY S 10 0.0012 0.012 0.00',
      ]);
      expect(cy.executions.map((row) => row.at(-1))).toEqual(['', '', 'XDMN']);
      expect((await told('ann')).orders.map((row) => row[3])).toEqual([
        'BUY',
        'SELL',
        'BUY',
        'SELL',
      ]);
    });

    test('takes up what is late, what came late, and what was taken back since', async () => {
      await told(FRIDAY, [
        // Recorded after Friday's run though due by Friday.
        deal(7, ['bea', 'cy'], [20n, 10n]),
        // Was settled on Friday, and never happened.
        busted(2, ['cy', 'ann'], [200n, 11n]),
        started(MONDAY, '2026-12-07-1'),
      ]);
      expect(await netted('2026-12-07-1')).toEqual([
        // Of its venue Cy is to receive 10 at 12.
        ['@XDMN', -10, 120, 0],
        // Of Cy 200 come back for 2,200, and 50 at 12 go to Cy.
        ['ann', 150, -1_600, 0],
        // 150 are late for 1,800; 20 at 10 come.
        ['bea', -130, 1_600, 3, FRIDAY],
        // 150 are late; 50 and 10 at 12 come; 20 at 10 and the 200 go.
        ['cy', -10, -120, 0],
      ]);
    });

    test('is confirmed anew where a trade was taken back since', async () => {
      const { models } = stores();
      const of = { accountId: 'cy', kind: 'CONFIRMATION', from: THURSDAY, to: THURSDAY };
      const made = { inputsPosition: BigInt(FIRST), sha256: 'a'.repeat(64), bytes: 1 };
      const [wrong, right] = [id(77_001), id(77_002)];
      const requested = (reportId: string, more = {}): Told => ({
        type: 'ReportRequested',
        data: { ...of, reportId, ...more },
      });
      await told(MONDAY, [
        requested(wrong),
        { type: 'ReportGenerated', data: { ...of, reportId: wrong, ...made } },
      ]);
      const due = [{ accountId: 'cy', day: '2026-12-03', reportId: wrong }];
      expect(await confirmationsToCorrect(models)).toEqual(due);
      await told(MONDAY, [requested(right, { replaces: wrong })]);
      expect(await confirmationsToCorrect(models)).toEqual([]);
    });

    test('is held against statements, whose breaks are open until they are resolved', async () => {
      const { db } = stores().models;
      const found = { breakKind: 'QUANTITY', commodity: 'S', ours: 1n, theirs: 2n };
      const breaks = ['ann', 'bea', 'cy'].map((owner) => ({ ...found, owner }));
      const of = { statementId: 'C:1', asOf: MONDAY, sha256: 'a'.repeat(64) };
      await told(MONDAY, [
        { type: 'StatementReconciled', data: { ...of, items: 5, matched: 2, breaks } },
        { type: 'BreakExplained', data: { statementId: 'C:1', number: 1, note: 'booked late' } },
        { type: 'BreakResolved', data: { statementId: 'C:1', number: 2, note: 'put right' } },
      ]);
      const [statement] = (await listReconciliations(db, {})).rows;
      expect(statement).toMatchObject({ items: 5, matched: 2, breaks: 3, open: 2, principal: 'p' });
      const status = async (statementId?: string) =>
        (await listBreaks(db, statementId, {})).rows.map((row) => `${row.owner} ${row.status}`);
      expect(await status()).toEqual(['ann EXPLAINED', 'cy OPEN']);
      expect(await status('C:1')).toEqual(['ann EXPLAINED', 'bea RESOLVED', 'cy OPEN']);
      const first = await listBreaks(db, 'C:1', { first: 1 });
      const rest = await listBreaks(db, 'C:1', { after: first.next });
      expect(rest.rows.map(({ number }) => number)).toEqual([2, 3]);
      await expect(listBreaks(db, undefined, { after: 'x' })).rejects.toThrow('not a cursor');
    });

    test('is netted alike whenever it is asked for', async () => {
      const before = await netting(stores().models, '2026-12-04-1');
      await told(MONDAY, [
        deal(8, ['ann', 'bea'], [9n, 99n]),
        busted(1, ['ann', 'bea'], [300n, 10n]),
      ]);
      expect(await netting(stores().models, '2026-12-04-1')).toEqual(before);
      expect(await netting(stores().models, '2026-12-04-9')).toBeUndefined();
    });
  });
}
