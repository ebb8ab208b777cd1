import { isDeepStrictEqual } from 'node:util';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

/** What a question says of an alert that has fired for good. */
const FIRED = { status: 'FIRED', fired: 1, armed: false };

interface Sent {
  readonly status: string;
  readonly id: string;
  readonly position: string;
}

/** What people get wrong when they send and ask, and what the answer says: one line each. */
const REFUSED: readonly (readonly [what: string, args: readonly string[], reason: RegExp])[] = [
  ['a command that there is none of', ['send', 'PlaceOrdr'], /did you mean PlaceOrder\?$/],
  [
    'a field that there is none of',
    ['send', 'DepositCash', '--field', 'acountId=typed', 'amount=1'],
    /no field of DepositCash is called acountId; did you mean accountId\?$/,
  ],
  [
    'a value that the schema does not take',
    ['send', 'DepositCash', '--field', 'accountId=typed', 'amount=-1'],
    /invalid, SCHEMA_VIOLATION: data\/amount must match pattern/,
  ],
  [
    'a command that the rules refuse',
    ['send', 'WithdrawCash', '--field', 'accountId=typed', 'amount=9999999'],
    /rejected, INSUFFICIENT_FUNDS: /,
  ],
  [
    'an input that the schema does not take',
    ['ask', 'account.get', '{"accountId": "typed", "more": 1}'],
    /BAD_QUERY: input\/more is no field of this question$/,
  ],
];

/** Commands and questions typed by people, on a running platform. */
export function messageCases(cli: () => Cli): void {
  const sent = (...args: readonly string[]): Promise<Sent> => cli().json<Sent>('send', ...args);

  describe('commands and questions from the command line', () => {
    test('an account is opened, money paid in and an order placed, and the questions see it', async () => {
      expect(await sent('OpenAccount', '--field', 'accountId=typed')).toMatchObject({
        status: 'accepted',
      });
      expect(
        await sent('DepositCash', '{"accountId": "typed", "amount": "50.00"}', '--durable'),
      ).toMatchObject({ status: 'accepted' });
      const fields = ['accountId=typed', 'instrumentId=ACME', 'side=BUY', 'type=LIMIT'];
      const terms = ['timeInForce=GTC', 'quantity=3', 'limitPrice=1.00'];
      const order = await sent('PlaceOrder', '--field', ...fields, ...terms);
      const after = ['--field', 'accountId=typed', `after=${order.position}`];
      expect(await cli().json('ask', 'account.get', ...after)).toMatchObject({
        cash: '500000',
        // With the fee of the dearest venue: three times 0.003, in cents.
        reserved: '30100',
      });
      const { rows } = await cli().json<{ rows: object[] }>('ask', 'order.list', ...after);
      expect(rows).toEqual([expect.objectContaining({ orderId: order.id, leaves: '3' })]);
    });

    test('a price alert is set, fires at the next sale, and the question says so', async () => {
      const fields = ['accountId=typed', 'instrumentId=ACME', 'condition=PRICE_ABOVE'];
      const { id } = await sent(
        'SetPriceAlert',
        '--field',
        ...fields,
        'price=0.01',
        'repeats=false',
      );
      await eventually('it has fired', async () => {
        const question = ['alert.list', '--field', 'accountId=typed'];
        const { rows } = await cli().json<{ rows: object[] }>('ask', ...question);
        return rows.some((row) => isDeepStrictEqual({ ...row, ...FIRED, alertId: id }, row));
      });
    });

    test('a command sent again under its id is done once, and people read so', async () => {
      const args = ['DepositCash', '--field', 'accountId=typed', 'amount=1.00'];
      const { id } = await sent(...args);
      const again = await cli().run('send', ...args, '--id', id);
      expect(again).toMatchObject({ status: 0, stderr: '' });
      expect(again.stdout).toMatch(/^accepted before, nothing was done now: .* at position \d+\n$/);
    });

    test('a list of several pages says how to ask for the next one', async () => {
      const args = ['ask', 'instrument.list', '--field', 'first=1'];
      const first = await cli().run(...args);
      const [, cursor = ''] = /more rows: --field (cursor=\S+)\n$/.exec(first.stdout) ?? [];
      const second = await cli().run(...args, cursor);
      expect(second.status, second.stderr).toBe(0);
      expect(second.stdout).toMatch(/^instrumentId /);
      expect(second.stdout.split('\n')[0]).not.toBe(first.stdout.split('\n')[0]);
    });

    test.concurrent.each(REFUSED)('%s is refused with the reason', async (_what, args, reason) => {
      const result = await cli().run(...args);
      expect(result).toMatchObject({ status: 1, stdout: '' });
      expect(result.stderr.trimEnd()).toMatch(reason);
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    });

    test('a program reads why a command was refused, and that it was', async () => {
      const args = ['--json', 'send', 'OpenAccount', '--field', 'accountId=typed'];
      const { status, stdout } = await cli().run(...args);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'rejected', code: 'ACCOUNT_EXISTS' });
    });
  });
}
