import {
  instantOf,
  parseDate,
  parseDecimal as usd,
  wall,
  type CivilDate,
} from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { findAccount } from '../../src/accounts/balances.ts';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { accruedByAccount, accruedOf } from '../../src/interest/accrued.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { id, recorded, type Told } from '../story.ts';

/** Positions behind those of the other suites. */
const FIRST = 90_000_000;
const [FEBRUARY, MARCH] = ['2027-02-26', '2027-03-01'].map(parseDate) as [CivilDate, CivilDate];
const END = parseDate('2027-03-31');
const source = { sourcePosition: 1n };

/** Cash of accounts over a month on a real Postgres, against interest worked out by hand. */
export function describeInterest(stores: () => ReadModelStores): void {
  describe('interest', () => {
    let projector: PostgresProjector;
    let position = FIRST;

    async function told(day: string, ...facts: readonly Told[]): Promise<void> {
      const at = instantOf(parseDate(day), wall(12));
      const all = recorded(facts, position).map((one) => ({ ...one, at: at + one.at }));
      position += facts.length;
      await projector.apply({ facts: all, position: all.at(-1)!.position });
    }
    const due = async (from: CivilDate, through: CivilDate) => {
      const { rows } = await accruedByAccount(stores().models, {
        from,
        through,
        cursor: undefined,
      });
      return rows.filter(({ accountId }) => ['kay', 'lee', 'moe'].includes(accountId));
    };

    beforeAll(async () => {
      projector = new PostgresProjector(stores().sql, PROJECTIONS);
      await projector.takeOver();
      const deposit = (accountId: string, amount: string, n: number): Told => ({
        type: 'CashDeposited',
        data: { accountId, amount: usd(amount), depositId: id(95_000 + n) },
      });
      await told(
        '2027-02-26',
        ...['kay', 'lee', 'moe'].map((accountId) => ({
          type: 'AccountOpened',
          data: { accountId },
        })),
        deposit('kay', '10000', 1),
        deposit('lee', '1000', 2),
        deposit('moe', '0.01', 3),
        {
          type: 'InterestRatesSet',
          // A hundredth and a fiftieth of a percent a day.
          data: { currency: 'USD', from: MARCH, creditBasisPoints: 360, debitBasisPoints: 720 },
        },
      );
      await told('2027-03-11', deposit('kay', '5000', 4));
      await told('2027-03-21', {
        type: 'VariationPaid',
        data: {
          accountId: 'lee',
          instrumentId: 'F',
          quantity: 1n,
          multiplier: 1,
          settlementPrice: 1n,
          tradeDate: parseDate('2027-03-21'),
          amount: usd('-6000'),
        },
      });
      await told('2027-04-01', deposit('kay', '100000', 5));
    });

    test('of a month is what settled cash has earned day by day, and what debts have cost', async () => {
      expect(await due(MARCH, END)).toEqual([
        // 10 days of 1.00 and 21 of 1.50.
        { accountId: 'kay', amount: usd('41.50') },
        // 20 days of 0.10, and 11 at 5 000.00 owed of 1.00.
        { accountId: 'lee', amount: usd('-9') },
      ]);
      expect(await due(FEBRUARY, FEBRUARY)).toEqual([]);
    });

    test('that is paid is cash of the next month, which begins behind it', async () => {
      expect(await accruedOf(stores().models, 'kay')).toMatchObject({
        from: '2027-03-01',
        through: '2027-04-01',
      });
      const paid: Told = {
        type: 'InterestPosted',
        data: { accountId: 'kay', through: END, amount: usd('41.50') },
      };
      const booked = { accountId: 'kay', kind: 'INTEREST', amount: usd('41.50'), ...source };
      await told(
        '2027-04-01',
        paid,
        { type: 'CashBooked', data: booked },
        {
          type: 'InterestClosed',
          data: { currency: 'USD', through: END, accounts: 2, paid: usd('41.50'), owed: usd('9') },
        },
      );
      expect(await accruedOf(stores().models, 'kay')).toEqual({
        from: '2027-04-01',
        through: '2027-04-01',
        balance: usd('115041.50'),
        // One day of 11.50415.
        accrued: usd('11.50'),
      });
      const house = await stores().sql.unsafe(
        `select sum(debits - credits)::text as balance from read_models.ledger_days where account = 'INTEREST'`,
      );
      expect(house).toEqual([{ balance: '-415000' }]);
    });

    test('cash that a bank may take back is shown until its day is over, and gone when it does', async () => {
      const [kept, back] = [id(95_010), id(95_011)];
      const held = { accountId: 'moe', heldUntil: parseDate('2027-04-06') };
      const announced = { accountId: 'moe', depositId: kept, amount: usd('50') };
      await told('2027-03-30', { type: 'DepositRequested', data: announced });
      for (const depositId of [kept, back]) {
        const data = { ...held, depositId, amount: usd('50') };
        await told(
          '2027-04-01',
          { type: 'CashDeposited', data },
          { type: 'FundsAllocated', data: { ...data, ...source } },
        );
      }
      expect(await findAccount(stores().models.db, 'moe')).toMatchObject({
        cash: usd('100'),
        uncollected: usd('100'),
      });
      const returned = { accountId: 'moe', depositId: back, amount: usd('50'), reason: 'no funds' };
      const booked = { accountId: 'moe', kind: 'DEPOSIT_RETURNED', depositId: back };
      await told(
        '2027-04-01',
        { type: 'DepositReturned', data: returned },
        { type: 'CashBooked', data: { ...booked, amount: usd('-50'), ...source } },
      );
      expect(await findAccount(stores().models.db, 'moe')).toMatchObject({
        cash: usd('50'),
        uncollected: usd('50'),
        deposited: usd('50.01'),
      });
      const transfers = await stores().sql.unsafe(
        `select status, held_until, reason, changed_at - begun_at > 86400000000000 as waited from read_models.cash_transfers where transfer_id in ($1, $2) order by transfer_id`,
        [kept, back],
      );
      expect(transfers).toEqual([
        { status: 'RECEIVED', held_until: '2027-04-06', reason: null, waited: true },
        { status: 'RETURNED', held_until: '2027-04-06', reason: 'no funds', waited: false },
      ]);
    });
  });
}
