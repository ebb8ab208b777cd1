import { addDays, formatDate, newYorkTime } from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';
import { sending, type Ask } from './sending.ts';

interface Transfer {
  readonly transferId: string;
  readonly status: string;
  readonly heldUntil: string | null;
}
interface Interest {
  readonly rates: readonly { readonly since: string }[];
  readonly closings: readonly { readonly through: string; readonly accounts: number }[];
}

const ACCOUNT = 'cashier';
const inDays = (days: number): string =>
  formatDate(addDays(newYorkTime(systemClock()()).date, days));

/** Cash that comes from a bank and goes back, and interest, from the command line of a running platform. */
export function cashCases(cli: () => Cli, graphql: Ask): void {
  const send = sending(graphql);
  const of = (...args: readonly string[]) => [...args, '--account', ACCOUNT] as const;
  const transfers = () => cli().json<readonly Transfer[]>(...of('cash'));
  const latest = async (status: string): Promise<Transfer> => {
    let found: Transfer | undefined;
    await eventually(`the last payment is ${status}`, async () => {
      [found] = await transfers();
      return found?.status === status;
    });
    return found!;
  };

  describe('cash from a bank', () => {
    test('is announced, comes, is held, and goes back', async () => {
      await send(['OpenAccount', { accountId: ACCOUNT }]);
      await cli().json(...of('cash', 'deposit', '250', '--announce'));
      const { transferId } = await latest('ANNOUNCED');
      const early = await cli().run(...of('cash', 'withdraw', '10'));
      expect([early.status, early.stderr]).toEqual([
        1,
        expect.stringMatching(/INSUFFICIENT_FUNDS/),
      ]);

      const until = inDays(3);
      await cli().json(...of('cash', 'confirm', transferId, '--held-until', until));
      expect(await latest('RECEIVED')).toMatchObject({ transferId, heldUntil: until });
      const held = await cli().run(...of('cash', 'withdraw', '10'));
      expect(held.stderr).toMatch(/INSUFFICIENT_FUNDS/);

      await cli().json(...of('cash', 'return', transferId, '--reason', 'no funds'));
      await latest('RETURNED');
      const twice = await cli().run(...of('cash', 'return', transferId, '--reason', 'no funds'));
      expect(twice.stderr).toMatch(/NOTHING_TO_CHANGE/);
      const none = await cli().run(...of('cash', 'return', 'nothing', '--reason', 'why not'));
      expect(none.stderr).toMatch(/has no payment/);
    });

    test('that nothing holds is paid out, and comes back when the bank cannot deliver it', async () => {
      await cli().json(...of('cash', 'deposit', '80.50'));
      await cli().json(...of('cash', 'withdraw', '80.50'));
      const { transferId } = await latest('PAID');
      await cli().json(...of('cash', 'return', transferId, '--reason', 'no such account'));
      await latest('RETURNED');
      const { account } = await graphql<{ account: { cash: string; deposited: string } }>(
        `{ account(id: "${ACCOUNT}") { cash deposited withdrawn arriving } }`,
        {},
      );
      expect(account).toMatchObject({ cash: '80.50', deposited: '80.50', withdrawn: '0.00' });
    });
  });

  test('interest has rates from a day on, accrues by the day, and months that are over are closed', async () => {
    const since = inDays(-31);
    const rates = ['--credit', '425', '--debit', '1050', '--from', since];
    await cli().json('interest', 'set', ...rates);
    const again = await cli().run('interest', 'set', ...rates);
    expect(again.stderr).toMatch(/INVALID_INTEREST_DATES/);
    let told: Interest | undefined;
    await eventually(
      'the month that is over is closed',
      async () => {
        told = await cli().json<Interest>('interest');
        return told.closings.length > 0 || since.slice(8) === '01';
      },
      30_000,
    );
    expect(told?.rates).toMatchObject([{ since }]);
    // Nobody had cash here before today.
    for (const closing of told?.closings ?? []) expect(closing.accounts).toBe(0);
    const { accrued } = await cli().json<{ accrued: { balance: string; from: string } }>(
      ...of('interest'),
    );
    expect(accrued).toMatchObject({ balance: '805000' });
  });
}
