import { formatDate, newYorkTime } from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';
import { sending, type Ask, type Sent } from './sending.ts';

interface Call {
  readonly callId: string;
  readonly status: string;
  readonly kind: string;
  readonly amount: string;
  readonly orders: number;
}
interface Shown {
  readonly standing: Readonly<Record<string, string>>;
  readonly calls: readonly Call[];
}

const [CALLED, BUYER] = ['called', 'buyer-of-called'] as const;
/** The day in New York: prices of another one are no marks. */
const today = (): string => formatDate(newYorkTime(systemClock()()).date);
/** Units of 1/10 000 USD. */
const usd = (amount: number): string => `${Math.round(amount * 10_000)}`;

/** A hundred shares bought at 100 with 6 000 of one's own, of which the price falls to 50, on a running platform. */
export function marginCases(cli: () => Cli, graphql: Ask): void {
  const send = sending(graphql);
  const order = (accountId: string, side: string, limitPrice: string): Sent => {
    const terms = { side, type: 'LIMIT', timeInForce: 'GTC', quantity: '100', limitPrice };
    return ['PlaceOrder', { accountId, instrumentId: 'MRGX', ...terms }];
  };
  const shown = () => cli().json<Shown>('margin', 'show', '--account', CALLED);
  const check = async (status: string): Promise<Call> => {
    await cli().json('margin', 'check', '--account', CALLED);
    let call: Call | undefined;
    await eventually(
      `the last call is ${status}`,
      async () => {
        call = (await shown()).calls[0];
        return call?.status === status;
      },
      30_000,
    );
    return call!;
  };

  describe('an account on margin', () => {
    test('is called when its equity is below what its positions need, and met by money', async () => {
      await send(
        [
          'ListInstrument',
          {
            instrumentId: 'MRGX',
            symbol: 'MRGX',
            tickSize: '0.01',
            referencePrice: '100',
            maxOrderQuantity: '1000',
          },
        ],
        ['OpenAccount', { accountId: CALLED, accountType: 'MARGIN' }],
        ['OpenAccount', { accountId: BUYER }],
        ['DepositCash', { accountId: CALLED, amount: '6000' }],
        ['DepositCash', { accountId: BUYER, amount: '10000' }],
        ['DepositSecurities', { accountId: BUYER, instrumentId: 'MRGX', quantity: '100' }],
        order(BUYER, 'SELL', '100'),
        order(CALLED, 'BUY', '100'),
      );
      await eventually('the purchase is known', async () => {
        return (await shown()).standing['initialMargin'] !== '0';
      });
      // 10 000 less 4 000 that are owed, and 0.30 of fees; half of 10 000 is held, and what is over buys twice as much.
      expect((await shown()).standing).toMatchObject({
        marginEquity: usd(5_999.7),
        initialMargin: usd(5_000),
        excess: usd(999.7),
        buyingPower: usd(1_999.4),
        marginCall: '0',
      });
      await send(['PublishClose', { instrumentId: 'MRGX', tradeDate: today(), price: '50' }]);
      const call = await check('OPEN');
      const { standing } = await shown();
      expect(standing).toMatchObject({ marginEquity: usd(999.7), marginCall: call.amount });
      expect(call).toMatchObject({ kind: 'HOUSE', orders: 0 });
      await send(['DepositCash', { accountId: CALLED, amount: '2000' }]);
      expect((await check('MET')).callId).toBe(call.callId);
    }, 120_000);

    test('whose call is overdue is closed at the market, by orders that the call names', async () => {
      await send(['PublishClose', { instrumentId: 'MRGX', tradeDate: today(), price: '45' }]);
      await send(order(BUYER, 'BUY', '44'));
      // As the process manager says it, on a day after the last one; the call is of a moment before.
      const assess = (day: string, call: string): Sent => [
        'AssessMargin',
        {
          accountId: CALLED,
          day,
          kind: 'HOUSE',
          equity: '1',
          maintenance: '2',
          call,
          mayTrade: true,
          openOrders: [],
          closings: [{ instrumentId: 'MRGX', side: 'SELL', quantity: '60' }],
        },
      ];
      await send(assess(today(), '1'), assess('2027-12-31', '1'));
      await eventually(
        'the shares are sold',
        async () => {
          const asked = ['account.positions', JSON.stringify({ accountId: CALLED })] as const;
          const { rows } = await cli().json<{ rows: { quantity: string }[] }>('ask', ...asked);
          return rows[0]?.quantity === '40';
        },
        30_000,
      );
      const call = await check('LIQUIDATED');
      expect(call.orders).toBe(1);
    }, 120_000);
  });
}
