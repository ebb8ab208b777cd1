import {
  compareBalances,
  formatDate,
  instantOf,
  isSettlementDay,
  parseDate,
  settleInstrument,
  totalsOf,
  wall,
  type Balance,
  type CivilDate,
} from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { closeOuts } from '../../src/buy-ins/close-outs.ts';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { netting } from '../../src/settlement/netting.ts';
import { listLate } from '../../src/settlement/read.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { id, recorded, type Told } from '../story.ts';

const [THURSDAY, FRIDAY, HOLIDAY, TUESDAY, WEDNESDAY] = [
  '2027-01-14',
  '2027-01-15',
  '2027-01-18',
  '2027-01-19',
  '2027-01-20',
].map(parseDate) as [CivilDate, CivilDate, CivilDate, CivilDate, CivilDate];
/** Positions behind those of the other suites. */
const FIRST = 5_000_000;
const OWNERS = ['hal', 'ida', 'jon'];

/** A trade: seller, buyer, shares and price, its day and the day on which it settles. */
type Deal = readonly [string, string, bigint, bigint, CivilDate, CivilDate];

function dealt(n: number, [seller, buyer, quantity, price, tradeDate, settlementDate]: Deal): Told {
  return {
    type: 'TradeExecuted',
    data: {
      tradeId: `9-${n}`,
      instrumentId: 'W',
      price,
      quantity,
      aggressor: 'BUY',
      buyOrderId: id(90_000 + n),
      buyAccountId: buyer,
      buyLeaves: 0n,
      buyReleased: 0n,
      sellOrderId: id(91_000 + n),
      sellAccountId: seller,
      sellLeaves: 0n,
      tradeDate,
      settlementDate,
    },
  };
}

/** What accounts have at the end of a day, worked out by hand: shares, and cash. */
type Night = Readonly<Record<string, readonly [bigint, bigint]>>;

/** A statement of a custodian who knows that night. */
function statementOf(night: Night): readonly Balance[] {
  return Object.entries(night).flatMap(([owner, [shares, cash]]) => [
    ...(shares === 0n ? [] : [{ owner, commodity: 'W', amount: shares }]),
    { owner, commodity: 'USD', amount: cash },
  ]);
}

/** A week with fails, a buy-in, a dividend and a holiday, on a real Postgres, against nights worked out by hand. */
export function describeSettlementWeek(stores: () => ReadModelStores): void {
  describe('a week', () => {
    let projector: PostgresProjector;
    let position = FIRST;

    async function told(day: CivilDate, facts: readonly Told[], hour = 12): Promise<void> {
      const at = instantOf(day, wall(hour));
      const all = recorded(facts, position).map((one) => ({ ...one, at: at + one.at }));
      position += facts.length;
      await projector.apply({ facts: all, position: all.at(-1)!.position });
    }

    /** A run as `processes` carries it out; who fails delivers nothing. */
    async function run(day: CivilDate, ...fails: readonly string[]): Promise<void> {
      const runId = `${formatDate(day)}-1`;
      const of = { counterparty: 'CCP', settlementDate: day, runId };
      await told(day, [{ type: 'SettlementStarted', data: { ...of, run: 1 } }], 6);
      const { lines, prices } = (await netting(stores().models, runId))!;
      const obligations = lines.filter(({ instrumentId }) => instrumentId === 'W');
      const { mark } = prices.find(({ instrumentId }) => instrumentId === 'W')!;
      const deliveries = settleInstrument(obligations, {
        settlementDate: day,
        mark,
        multiplier: 1n,
        delivered: ({ participant, quantity }) => (fails.includes(participant) ? 0n : -quantity),
        lot: (participant) => BigInt(participant.codePointAt(0) ?? 0),
      });
      const part = { runId, part: 1, parts: 1 };
      await told(
        day,
        [
          { type: 'ObligationsNetted', data: { ...part, obligations } },
          { type: 'DeliveriesSettled', data: { ...part, deliveries } },
          { type: 'SettlementCompleted', data: { ...of, ...totalsOf(deliveries) } },
        ],
        6,
      );
    }

    /** What the ledger has at the end of a day, and by commodity what all of it comes to. */
    async function ledgerOn(day: CivilDate) {
      const rows = await stores().sql.unsafe<
        { owner: string; account: string; commodity: string; balance: string }[]
      >(
        `select owner, account, commodity, (sum(debits) - sum(credits))::text as balance
         from read_models.ledger_days where day::text <= $1 group by 1, 2, 3`,
        [formatDate(day)],
      );
      const held = rows
        .filter(
          ({ owner, account }) => OWNERS.includes(owner) && /^(CASH|SECURITIES)$/.test(account),
        )
        .map(({ owner, commodity, balance }) => ({ owner, commodity, amount: BigInt(balance) }));
      const sums = new Map<string, bigint>();
      for (const { commodity, balance } of rows)
        sums.set(commodity, (sums.get(commodity) ?? 0n) + BigInt(balance));
      return { held, sums: [...new Set(sums.values())] };
    }

    /** The trial balance is nothing, and the custodian's statement differs in nothing but what was planted in it. */
    async function night(day: CivilDate, expected: Night, ...planted: readonly Balance[]) {
      const { held, sums } = await ledgerOn(day);
      expect(sums).toEqual([0n]);
      const theirs = [...statementOf(expected), ...planted];
      return compareBalances(held, theirs, 0n).breaks.map(
        ({ breakKind, owner, commodity, ours, theirs: their }) =>
          `${breakKind} ${owner} ${commodity} ${ours} ${their}`,
      );
    }

    beforeAll(async () => {
      projector = new PostgresProjector(stores().sql, PROJECTIONS);
      await projector.takeOver();
      const listed = { tickSize: 1n, referencePrice: 10n, maxOrderQuantity: 1_000n };
      const shares = { accountId: 'hal', instrumentId: 'W', quantity: 200n };
      await told(THURSDAY, [
        { type: 'InstrumentListed', data: { instrumentId: 'W', symbol: 'W', ...listed } },
        ...OWNERS.flatMap((accountId): readonly Told[] => [
          { type: 'AccountOpened', data: { accountId } },
          { type: 'CashDeposited', data: { accountId, amount: 100_000n } },
        ]),
        { type: 'SecuritiesDeposited', data: shares },
        { type: 'SharesAllocated', data: shares },
        // Hal has what he sells; Jon sells short.
        dealt(1, ['hal', 'ida', 100n, 10n, THURSDAY, FRIDAY]),
        dealt(2, ['jon', 'ida', 50n, 10n, THURSDAY, FRIDAY]),
      ]);
    });

    test('on Thursday is owed', async () => {
      const before: Night = { hal: [200n, 100_000n], ida: [0n, 100_000n], jon: [0n, 100_000n] };
      expect(await night(THURSDAY, before)).toEqual([]);
    });

    test('on Friday Hal delivers and Jon fails: shares and money move for what came', async () => {
      await run(FRIDAY, 'jon');
      await told(FRIDAY, [dealt(3, ['ida', 'hal', 40n, 12n, FRIDAY, TUESDAY])]);
      const friday: Night = { hal: [100n, 101_000n], ida: [100n, 99_000n], jon: [0n, 100_000n] };
      expect(await night(FRIDAY, friday)).toEqual([]);
      // Nothing happens on the day on which exchanges and banks are closed.
      expect(isSettlementDay(HOLIDAY)).toBe(false);
      expect(await night(HOLIDAY, friday)).toEqual([]);
    });

    test('on Tuesday Jon fails again, late shares are priced anew, and what he is short of is bought in', async () => {
      await run(TUESDAY, 'jon');
      const { rows } = await closeOuts(stores().models, TUESDAY, {});
      expect(rows.filter(({ instrumentId }) => instrumentId === 'W')).toMatchObject([
        { accountId: 'jon', sale: 'SHORT', quantity: 50n, failingSince: '2027-01-15' },
      ]);
      // Of the day before the ex-date: Hal has 140, Ida 110, and Jon owes 50.
      await told(
        TUESDAY,
        [140n, 110n, -50n].map((amount, index) => ({
          type: 'DividendAccrued',
          data: {
            actionId: id(92_000),
            accountId: OWNERS[index],
            instrumentId: 'W',
            quantity: amount,
            amount,
            returnOfCapital: 0n,
          },
        })),
        8,
      );
      const of = {
        accountId: 'jon',
        instrumentId: 'W',
        orderId: id(90_004),
        runId: '2027-01-19-1',
      };
      const more = { buyInOn: TUESDAY, failingSince: FRIDAY, sale: 'SHORT', quantity: 50n };
      await told(TUESDAY, [
        { type: 'BuyInOrdered', data: { ...of, ...more } },
        dealt(4, ['hal', 'jon', 50n, 11n, TUESDAY, WEDNESDAY]),
        { type: 'BuyInRecorded', data: { ...of, placing: 'PLACED' } },
      ]);
      expect(
        (await closeOuts(stores().models, TUESDAY, {})).rows.filter(
          ({ instrumentId }) => instrumentId === 'W',
        ),
      ).toEqual([]);
      // Late at 12 and no longer at 10: Jon pays 100, which Ida gets.
      const tuesday: Night = { hal: [100n, 101_000n], ida: [100n, 99_100n], jon: [0n, 99_900n] };
      expect(await night(TUESDAY, tuesday)).toEqual([]);
      // A share too few, a unit of money too much, and a holding that we know nothing of.
      const planted = [
        { owner: 'hal', commodity: 'W', amount: -1n },
        { owner: 'jon', commodity: 'USD', amount: 1n },
        { owner: 'ida', commodity: 'Z', amount: 5n },
      ];
      expect(await night(TUESDAY, tuesday, ...planted)).toEqual([
        'QUANTITY hal W 100 99',
        'MISSING_OURS ida Z 0 5',
        'CASH jon USD 99900 99901',
      ]);
    });

    test('on Wednesday what was bought in makes up for what was late, and the dividend is paid', async () => {
      await run(WEDNESDAY);
      await told(
        WEDNESDAY,
        [140n, 110n, -50n].map((amount, index) => ({
          type: 'DividendPaid',
          data: { actionId: id(92_000), accountId: OWNERS[index], instrumentId: 'W', amount },
        })),
        7,
      );
      // By trades alone: Hal 1,000 − 480 + 550, Ida −1,500 + 480, Jon 500 − 550; and the dividend.
      const wednesday: Night = { hal: [90n, 101_210n], ida: [110n, 99_090n], jon: [0n, 99_900n] };
      expect(await night(WEDNESDAY, wednesday)).toEqual([]);
      const late = await listLate(stores().models.db, { first: 500 });
      expect(late.rows.filter(({ instrumentId }) => instrumentId === 'W')).toEqual([]);
    });
  });
}
