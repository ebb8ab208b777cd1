import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  equityCurve,
  formatDate,
  instantOf,
  parseDate,
  parseDecimal,
  wall,
  type CivilDate,
  type ReportDocument,
} from '@bellwether/domain';
import { connectRedis } from '@bellwether/platform/redis';
import { quiet } from '@bellwether/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { accountHistory } from '../../src/performance/history.ts';
import { atOneMoment } from '../../src/performance/moment.ts';
import { curveOf, performanceIn } from '../../src/performance/performance.ts';
import { accountExposures, portfolioOf, type Portfolio } from '../../src/portfolio/portfolio.ts';
import { listReports } from '../../src/reports/query.ts';
import { makeReport } from '../../src/reports/report.ts';
import { ReadModels } from '../../src/read-model.ts';
import type { RecordedFact } from '../../src/runtime/recorded-fact.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { id, recorded, type Told } from '../story.ts';

const FRIDAY = parseDate('2026-11-20');
const MONDAY = parseDate('2026-11-23');
const fees = (commission: bigint) => ({ commission, section31: 0n, taf: 0n, venue: 0n });

/** A trade between paula and sam. */
function deal(
  n: number,
  who: 'BUYS' | 'SELLS',
  [quantity, price, fee]: readonly [bigint, bigint, bigint],
  more: Record<string, unknown> = {},
): Told {
  const [buyer, seller] = who === 'BUYS' ? ['paula', 'sam'] : ['sam', 'paula'];
  const paid = { [who === 'BUYS' ? 'buyFees' : 'sellFees']: fees(fee) };
  const data = {
    tradeId: `p-${n}`,
    instrumentId: 'P',
    price,
    quantity,
    aggressor: 'BUY',
    buyOrderId: id(9_000 + n),
    buyAccountId: buyer,
    buyLeaves: 0n,
    buyReleased: 0n,
    sellOrderId: id(9_100 + n),
    sellAccountId: seller,
    sellLeaves: 0n,
    ...paid,
    ...more,
  };
  return { type: 'TradeExecuted', data };
}

function listed(instrumentId: string, referencePrice: bigint, more: object = {}): Told {
  const terms = { tickSize: 1n, maxOrderQuantity: 1_000n, ...more };
  return {
    type: 'InstrumentListed',
    data: { instrumentId, symbol: instrumentId, referencePrice, ...terms },
  };
}

function close(instrumentId: string, tradeDate: CivilDate, price: bigint): Told {
  return { type: 'ClosePublished', data: { instrumentId, tradeDate, price } };
}

const future = { assetClass: 'FUTURE', multiplier: 50 };
const FRIDAYS: readonly Told[] = [
  listed('P', 1_000n),
  listed('FUT', 4_000n, future),
  ...['paula', 'sam'].flatMap((accountId): readonly Told[] => [
    { type: 'AccountOpened', data: { accountId } },
    { type: 'CashDeposited', data: { accountId, amount: 1_000_000n } },
    { type: 'FundsAllocated', data: { accountId, amount: 1_000_000n, sourcePosition: 1n } },
  ]),
  deal(1, 'BUYS', [100n, 1_000n, 50n]),
  close('P', FRIDAY, 1_100n),
];
const MONDAYS: readonly Told[] = [
  deal(2, 'BUYS', [40n, 1_150n, 5n]),
  deal(3, 'SELLS', [20n, 1_200n, 3n]),
  deal(4, 'BUYS', [2n, 4_000n, 4n], { instrumentId: 'FUT', principal: 0n }),
];

/** An account at the market, from a real Postgres and Redis; every number worked by hand. */
export function describePortfolio(stores: () => ReadModelStores): void {
  let from = 5_000;
  /** Where the close of Monday was corrected. */
  let corrected = 0n;

  /** Facts of the noon of a day, behind all others. */
  async function applied(day: CivilDate, facts: readonly Told[]): Promise<void> {
    const noon = instantOf(day, wall(12));
    const told: readonly RecordedFact[] = recorded(facts, from).map((one) => ({
      ...one,
      at: noon + one.at,
    }));
    from += facts.length;
    const projector = new PostgresProjector(stores().sql, PROJECTIONS);
    await projector.takeOver();
    await projector.apply({ facts: told, position: BigInt(from - 1) });
  }

  /** As read models that have not seen an older price. */
  async function paula(redis?: ReadModels['redis']): Promise<Portfolio> {
    return (await portfolioOf(new ReadModels(stores().readerSql, redis), 'paula', 10))!;
  }

  describe('an account at the market', () => {
    beforeAll(async () => {
      await applied(FRIDAY, FRIDAYS);
      await applied(MONDAY, MONDAYS);
    });

    test('is its cash, and its positions at the last sale of the day', async () => {
      const found = await paula();
      expect(found).toMatchObject({
        day: '2026-11-23',
        // 1 000 000 − 100 050 − 46 005 + 23 997 − 4
        cash: 877_938n,
        marketValue: 144_000n,
        equity: 1_021_938n,
        // 100 × 100 + 40 × 50 − 8 of P, −4 of FUT
        dayProfit: 11_988n,
        staleMarks: 0,
        longExposure: 144_000n + 400_000n,
        shortExposure: 0n,
      });
      // All that an account has beyond what was paid in, it has gained.
      expect(found.unrealised + found.realised).toBe(21_938n);
      expect(found.positions).toMatchObject([
        { instrumentId: 'FUT', quantity: 2n, cost: 400_000n, marketValue: 0n, unrealised: -4n },
        {
          instrumentId: 'P',
          quantity: 120n,
          mark: 1_200n,
          markSource: 'LAST_SALE',
          previousClose: 1_100n,
          stale: false,
        },
      ]);
      expect(await accountExposures(new ReadModels(stores().readerSql), 'paula')).toContainEqual({
        by: 'ASSET_CLASS',
        name: 'FUTURE',
        long: 400_000n,
        short: 0n,
        net: 400_000n,
        gross: 400_000n,
      });
    });

    test('is told at the price of the whole market where feeds tell of it', async () => {
      const url = (user: string): string => stores().stores.redisUrl(user);
      const feeds = connectRedis(url('market_data'), 'feeds', quiet);
      const redis = connectRedis(url('projections'), 'test', quiet);
      const told = { stale: null, eventTime: '7' };
      try {
        await Promise.all([feeds, redis].map((one) => once(one, 'ready')));
        await feeds.set('last:P', JSON.stringify({ last: '1210', ...told }), 'EX', 60);
        await feeds.set(
          'nbbo:FUT',
          JSON.stringify({ bid: '4000', ask: '4004', ...told }),
          'EX',
          60,
        );
        const { positions } = await paula(redis);
        expect(positions).toMatchObject([
          { mark: 4_002n, markSource: 'MARKET_MID', markAt: 7n, unrealised: 2n * 2n * 50n - 4n },
          { mark: 1_210n, markSource: 'MARKET_LAST', markAt: 7n },
        ]);
        await feeds.set(
          'last:P',
          JSON.stringify({ last: '1', ...told, stale: 'SILENT' }),
          'EX',
          60,
        );
        expect((await paula(redis)).positions[1]).toMatchObject({ markSource: 'LAST_SALE' });
      } finally {
        for (const one of [feeds, redis]) one.disconnect();
      }
    });

    test('is marked at the official close once that is published, a corrected one at the correction', async () => {
      await applied(MONDAY, [close('P', MONDAY, 1_199n), close('FUT', MONDAY, 4_010n)]);
      corrected = BigInt(from);
      await applied(MONDAY, [close('P', MONDAY, 1_190n)]);
      const found = await paula();
      expect(found.positions).toMatchObject([
        { mark: 4_010n, markSource: 'OFFICIAL_CLOSE', marketValue: 1_000n, dayProfit: 996n },
        { mark: 1_190n, marketValue: 142_800n, dayProfit: 100n * 90n + 40n * 40n + 200n - 8n },
      ]);
    });

    test('has not gained by a trade that never happened', async () => {
      const { data } = deal(2, 'BUYS', [40n, 1_150n, 5n]);
      const { buyLeaves: _, sellLeaves: __, buyReleased: ___, aggressor: ____, ...trade } = data;
      const nothing = { buyRestored: 0n, sellRestored: 0n, buyReserved: 0n, sellReserved: 0n };
      await applied(MONDAY, [{ type: 'TradeBusted', data: { ...trade, ...nothing, reason: 'r' } }]);
      // 80 × 90 + 20 × 100 − 3
      expect((await paula()).positions[1]).toMatchObject({ quantity: 80n, dayProfit: 9_197n });
    });

    test('keeps the mark of before on a day without one, and says so', async () => {
      const tuesday = parseDate('2026-11-24');
      await applied(tuesday, [
        {
          type: 'SessionScheduled',
          data: { sessionDate: tuesday, opensAt: 1n, closesAt: 2n, earlyClose: false },
        },
        { type: 'SessionPhaseEntered', data: { sessionDate: tuesday, phase: 'PRE_OPEN' } },
      ]);
      const found = await paula();
      expect(found).toMatchObject({ day: '2026-11-24', dayProfit: 0n, staleMarks: 2 });
      expect(found.positions[1]).toMatchObject({
        mark: 1_190n,
        markSource: 'PREVIOUS',
        stale: true,
        previousClose: 1_190n,
      });
    });

    // Closes: 1 100 on Friday; 1 190 on Monday, corrected once; none on Tuesday. FUT closed at 4 010.
    test('was worth something else each day, as is known now', async () => {
      const curve = await curveOf(stores().models, 'paula', undefined);
      expect(curve.map(({ day, ...row }) => ({ ...row, day: formatDate(day) }))).toMatchObject([
        // 1 000 000 − 100 050 + 100 × 1 100
        { day: '2026-11-20', in: 1_000_000n, end: 1_009_950n, official: true, version: 1 },
        // + 80 × 90 + 20 × 100 − 3 of P, 2 × 10 × 50 − 4 of FUT; the trade taken back is not in it.
        { day: '2026-11-23', in: 0n, end: 1_020_143n, official: true, version: 2 },
      ]);
      expect(curve[0]?.return).toBeCloseTo(9_950 / 1_000_000, 12);
      expect(curve[1]?.return).toBeCloseTo(10_193 / 1_009_950, 12);
    });

    test('and its performance is that of both days, with what each instrument contributed', async () => {
      const asked = { to: '2026-11-23', benchmark: 'P' };
      expect(await performanceIn(stores().models, 'paula', asked)).toMatchObject({
        from: '2026-11-20',
        profit: 20_143n,
        timeWeighted: '0.020143',
        // From its listing at 1 000 to 1 190.
        benchmark: '0.190000',
        moneyWeighted: '0.020143',
        drawdown: null,
        contributions: [
          { instrumentId: 'P', profit: 19_147n },
          { instrumentId: 'FUT', profit: 996n },
        ],
      });
      const nothing = await performanceIn(stores().models, 'paula', { to: '2020-01-01' });
      expect(nothing).toBeUndefined();
    });

    test('as of a position of before, it is what was known then', async () => {
      const through = MONDAY;
      const worth = await atOneMoment(stores().models, async (sql, now) => {
        const at = async (position: bigint): Promise<bigint | undefined> => {
          const history = await accountHistory(sql, 'paula', { through, position });
          return equityCurve({ ...history, through }).at(-1)?.end;
        };
        // Behind the first close of Monday, before its correction and before the trade was taken back.
        return [await at(corrected - 1n), await at(now.position)];
      });
      // 120 × 1 199 + cash of 877 938 + 1 000 of FUT
      expect(worth).toEqual([1_022_818n, 1_020_143n]);
    });

    const STATEMENT = {
      accountId: 'paula',
      kind: 'STATEMENT' as const,
      from: '2026-11-23',
      to: '2026-11-23',
    };

    test('is told by a statement, whose sums follow from the facts alone', async () => {
      const { text, sha256, bytes } = await makeReport(stores().models, STATEMENT);
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
      const { sums, tables } = JSON.parse(text) as ReportDocument;
      const sum = (name: string) => parseDecimal(sums.find((one) => one.name === name)!.value);
      // Its close was corrected once.
      expect(sums.find(({ name }) => name === 'version')).toMatchObject({ value: '2' });
      expect(sum('opening')).toBe(1_009_950n);
      expect(sum('closing')).toBe(1_020_143n);
      expect(sum('closing')).toBe(
        sum('opening') + sum('deposits') + sum('transfersIn') - sum('withdrawals') + sum('profit'),
      );
      // From the facts: 20 of 100 sold at 1 200 less 3, of a lot that cost 100 050.
      expect(sum('realised')).toBe(20n * 1_200n - 3n - 20_010n);
      // What is not cash is in the holdings.
      const holdings = tables.find(({ name }) => name === 'holdings')!;
      const value = holdings.rows.reduce((total, row) => total + parseDecimal(row[6]!), 0n);
      expect(sum('futures')).toBe(2n * 10n * 50n);
      expect(sum('closingCash') + value + sum('futures')).toBe(sum('closing'));
      // Every entry of the activity, and what there was before, is the cash at the end.
      const activity = tables.find(({ name }) => name === 'activity')!;
      const moved = activity.rows.reduce((total, row) => total + parseDecimal(row.at(-1)!), 0n);
      expect(1_000_000n - 100_050n + moved).toBe(sum('closingCash'));
    });

    test('is told again in the same bytes as of the same position, whatever has happened since', async () => {
      const first = await makeReport(stores().models, STATEMENT);
      await applied(MONDAY, [close('P', MONDAY, 1_500n), deal(7, 'BUYS', [1n, 1_400n, 1n])]);
      const { inputsPosition: position } = first;
      const again = await makeReport(stores().models, { ...STATEMENT, position });
      expect(again).toEqual(first);
      const now = await makeReport(stores().models, STATEMENT);
      expect(now.sha256).not.toBe(first.sha256);
    });

    test('lists all reports that were asked for, the latest first, page after page', async () => {
      const asked = [1, 2, 3].map((n): Told => {
        const days = { kind: 'ACTIVITY', from: FRIDAY, to: MONDAY };
        return {
          type: 'ReportRequested',
          data: { reportId: id(9_900 + n), accountId: 'paula', ...days },
        };
      });
      await applied(MONDAY, asked);
      const { db } = new ReadModels(stores().readerSql);
      const first = await listReports(db, 'paula', { first: 2 });
      expect(first.rows.map(({ reportId }) => reportId)).toEqual([id(9_903), id(9_902)]);
      const rest = await listReports(db, 'paula', { first: 2, after: first.next });
      expect(rest.rows.map(({ reportId }) => reportId)).toEqual([id(9_901)]);
      expect(rest.next).toBeUndefined();
      await expect(listReports(db, 'paula', { after: '1.2.3' })).rejects.toThrow('not a cursor');
    });

    test('is marked by what a position says to those who ask behind it, however soon', async () => {
      const models = new ReadModels(stores().readerSql);
      const markOfP = async () =>
        (await portfolioOf(models, 'paula', 10))!.positions.find((one) => one.instrumentId === 'P')
          ?.mark;
      for (const price of [1_601n, 1_602n, 1_603n, 1_604n]) {
        await markOfP();
        await applied(MONDAY, [close('P', MONDAY, price)]);
        await models.see(BigInt(from - 1));
        expect(await markOfP()).toBe(price);
      }
    });
  });
}
