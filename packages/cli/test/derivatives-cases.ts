import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';
import { marginCases } from './margin-cases.ts';
import { sending, type Ask, type Sent } from './sending.ts';

interface Expiration {
  readonly expirationId: string;
  readonly kind: string;
  readonly status: string;
  readonly exercised: string;
  readonly assigned: string;
}
interface Effect {
  readonly accountId: string;
  readonly effect: string;
  readonly contracts: string;
  readonly cash: string;
}
interface Position {
  readonly symbol: string;
  readonly quantity: string;
  readonly cost: string;
  readonly realised: string;
}

const [LONG, SHORT] = ['option-long', 'option-short'] as const;
/** Units of 1/10 000 USD. */
const usd = (amount: number): string => `${Math.round(amount * 10_000)}`;

/** How options and futures end, on a running platform whose market never closes: instruments are halted for it. And margin. */
export function derivativesCases(cli: () => Cli, graphql: Ask): void {
  const send = sending(graphql);
  const list = (instrumentId: string, referencePrice: string, more: object = {}): Sent => [
    'ListInstrument',
    {
      instrumentId,
      symbol: instrumentId.replace('_', ''),
      tickSize: '0.01',
      referencePrice,
      maxOrderQuantity: '1000',
      ...more,
    },
  ];
  const option = (strike: string, expiresOn: string) => ({
    assetClass: 'OPTION',
    multiplier: 100,
    option: {
      underlyingId: 'OPTX',
      underlyingKind: 'STOCK',
      right: 'CALL',
      strike,
      expiresOn,
      style: 'AMERICAN',
      settlement: 'PHYSICAL',
    },
  });
  const opened = (accountId: string): readonly Sent[] => {
    const assetClasses = ['EQUITY', 'OPTION', 'FUTURE'];
    const permissions = { assetClasses, optionLevel: 4, shortSelling: true };
    return [
      ['OpenAccount', { accountId, accountType: 'MARGIN' }],
      ['SetTradingPermissions', { accountId, ...permissions }],
      ['DepositCash', { accountId, amount: '100000' }],
    ];
  };
  const trade = (instrumentId: string, quantity: string, limitPrice: string): readonly Sent[] =>
    [
      [SHORT, 'SELL'],
      [LONG, 'BUY'],
    ].map(([accountId, side]) => {
      const terms = { side, type: 'LIMIT', timeInForce: 'GTC', quantity, limitPrice };
      return ['PlaceOrder', { accountId, instrumentId, ...terms }];
    });
  const halt = (instrumentId: string): Sent => [
    'HaltInstrument',
    { instrumentId, reason: 'OPERATIONAL' },
  ];
  const expirationsOf = (instrument: string) =>
    cli().json<readonly Expiration[]>('derivatives', 'expirations', '--instrument', instrument);
  const done = async (instrument: string): Promise<Expiration> => {
    let last: Expiration | undefined;
    await eventually(
      `${instrument} is dealt with`,
      async () => {
        last = (await expirationsOf(instrument))[0];
        return last?.status === 'DONE';
      },
      30_000,
    );
    return last!;
  };
  const portfolioOf = (accountId: string) =>
    cli().json<{ cash: string; positions: Position[] }>('portfolio', accountId);
  const positionsOf = async (accountId: string): Promise<Record<string, Position>> => {
    const { positions } = await portfolioOf(accountId);
    return Object.fromEntries(positions.map((one) => [one.symbol, one]));
  };

  describe('options and futures end', () => {
    test('an option in the money, on its last day: shares at the strike, with the premium in their cost', async () => {
      await send(
        list('OPTX', '100'),
        list('OPTX_C', '12', option('90', '2020-01-17')),
        list('OPTX_D', '6', option('95', '2030-01-18')),
        ...opened(LONG),
        ...opened(SHORT),
        ...trade('OPTX_C', '2', '12'),
        ...trade('OPTX_D', '3', '6'),
        // Traded, it waits; once both are halted the calendar's process goes on with it.
        halt('OPTX'),
        halt('OPTX_C'),
      );
      const ended = await done('OPTX_C');
      expect(ended).toMatchObject({ kind: 'EXPIRATION', exercised: '2', assigned: '2' });
      const effects = await cli().json<readonly Effect[]>(
        'derivatives',
        'show',
        ended.expirationId,
      );
      expect(
        effects
          .map(({ accountId, effect, contracts }) => `${accountId} ${effect} ${contracts}`)
          .toSorted(),
      ).toEqual([`${LONG} EXERCISED -2`, `${SHORT} ASSIGNED 2`]);
      // 200 shares at 90 and a premium of 12 on each; who wrote it has sold them short for as much, less six cents of fees.
      expect(await positionsOf(LONG)).toMatchObject({
        OPTX: { quantity: '200', cost: usd(20_400) },
        OPTXC: { quantity: '0', realised: '0' },
      });
      expect(await positionsOf(SHORT)).toMatchObject({
        OPTX: { quantity: '-200', cost: usd(-20_399.94) },
      });
    }, 120_000);

    test('one that is exercised before, by hand: more than is held is refused', async () => {
      await send(halt('OPTX_D'));
      await cli().json('derivatives', 'exercise', 'OPTX_D', '1', '--account', LONG);
      await cli().json('derivatives', 'exercise', 'OPTX_D', '1', '--account', SHORT);
      await cli().json('derivatives', 'expire', 'OPTX_D');
      expect(await done('OPTX_D')).toMatchObject({ kind: 'EXERCISE', exercised: '1' });
      expect(await positionsOf(LONG)).toMatchObject({
        OPTX: { quantity: '300', cost: usd(30_500) },
        OPTXD: { quantity: '2', cost: usd(1_200) },
      });
      interface OfAccount {
        readonly requests: readonly { readonly contracts: string }[];
        readonly effects: readonly Effect[];
      }
      const told = await cli().json<OfAccount>('derivatives', 'account', '--account', SHORT);
      expect(told.requests).toMatchObject([{ contracts: '1' }]);
      expect(told.effects.map(({ effect }) => effect).toSorted()).toEqual([
        'ASSIGNED',
        'ASSIGNED',
        'REFUSED',
      ]);
    }, 120_000);

    test('a future pays every day, and its last settlement leaves everybody flat', async () => {
      const future = {
        root: 'XX',
        expiresOn: '2020-01-17',
        initialMargin: '100',
        maintenanceMargin: '90',
        settlement: 'CASH',
      };
      const before = BigInt((await portfolioOf(LONG)).cash);
      await send(
        list('FUTX', '100', { assetClass: 'FUTURE', multiplier: 50, future }),
        ...trade('FUTX', '2', '100'),
        ['PublishClose', { instrumentId: 'FUTX', tradeDate: '2020-01-16', price: '101' }],
        halt('FUTX'),
      );
      await done('FUTX');
      interface Paid {
        readonly variations: readonly { readonly amount: string }[];
      }
      const paid = await cli().json<Paid>('derivatives', 'account', '--account', SHORT);
      expect(paid.variations).toMatchObject([{ amount: usd(-100) }]);
      // A point on two contracts of fifty; what a future has paid is profit that is realised.
      expect(await positionsOf(LONG)).toMatchObject({
        FUTX: { quantity: '0', realised: usd(100) },
      });
      expect(BigInt((await portfolioOf(LONG)).cash)).toBe(before + BigInt(usd(100)));
    }, 120_000);
  });
  marginCases(cli, graphql);
}
