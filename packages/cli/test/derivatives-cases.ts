import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

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
const usd = (amount: number): string => `${amount * 10_000}`;

/** How options and futures end, on a running platform whose market never closes: instruments are halted for it. */
export function derivativesCases(cli: () => Cli): void {
  const send = (type: string, data: object): Promise<unknown> =>
    cli().json('send', type, JSON.stringify(data));
  const list = (instrumentId: string, referencePrice: string, more: object = {}) =>
    send('ListInstrument', {
      instrumentId,
      symbol: instrumentId.replace('_', ''),
      tickSize: '0.01',
      referencePrice,
      maxOrderQuantity: '1000',
      ...more,
    });
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
  const trade = async (instrumentId: string, quantity: string, limitPrice: string) => {
    for (const [accountId, side] of [
      [SHORT, 'SELL'],
      [LONG, 'BUY'],
    ]) {
      const terms = { side, type: 'LIMIT', timeInForce: 'GTC', quantity, limitPrice };
      await send('PlaceOrder', { accountId, instrumentId, ...terms });
    }
  };
  const halt = (instrumentId: string) =>
    send('HaltInstrument', { instrumentId, reason: 'OPERATIONAL' });
  const expirationsOf = (instrument: string) =>
    cli().json<readonly Expiration[]>('derivatives', 'expirations', '--instrument', instrument);
  const done = async (instrument: string): Promise<Expiration> => {
    let last: Expiration | undefined;
    await eventually(`${instrument} is dealt with`, async () => {
      last = (await expirationsOf(instrument))[0];
      return last?.status === 'DONE';
    });
    return last!;
  };
  const positionOf = async (accountId: string, symbol: string): Promise<Position | undefined> => {
    const { positions } = await cli().json<{ positions: Position[] }>('portfolio', accountId);
    return positions.find((one) => one.symbol === symbol);
  };

  describe('options and futures end', () => {
    test('an option in the money, on its last day: shares at the strike, with the premium in their cost', async () => {
      await list('OPTX', '100');
      await list('OPTX_C', '12', option('90', '2020-01-17'));
      await list('OPTX_D', '6', option('95', '2030-01-18'));
      for (const accountId of [LONG, SHORT]) {
        await send('OpenAccount', { accountId, accountType: 'MARGIN' });
        const assetClasses = ['EQUITY', 'OPTION', 'FUTURE'];
        const permissions = { assetClasses, optionLevel: 4, shortSelling: true };
        await send('SetTradingPermissions', { accountId, ...permissions });
        await send('DepositCash', { accountId, amount: '100000' });
      }
      await trade('OPTX_C', '2', '12');
      // Traded, it waits; once both are halted the calendar's process goes on with it.
      expect((await expirationsOf('OPTX_C')).every(({ status }) => status !== 'DONE')).toBe(true);
      await halt('OPTX');
      await halt('OPTX_C');
      const ended = await done('OPTX_C');
      expect(ended).toMatchObject({ kind: 'EXPIRATION', exercised: '2', assigned: '2' });
      const effects = await cli().json<readonly Effect[]>(
        'derivatives',
        'show',
        ended.expirationId,
      );
      expect(
        effects
          .map(({ accountId, effect, contracts }) => [accountId, effect, contracts])
          .toSorted(),
      ).toEqual([
        [LONG, 'EXERCISED', '-2'],
        [SHORT, 'ASSIGNED', '2'],
      ]);
      // 200 shares at 90 and a premium of 12 on each; who wrote it has sold them short for as much.
      expect(await positionOf(LONG, 'OPTX')).toMatchObject({ quantity: '200', cost: usd(20_400) });
      expect(await positionOf(SHORT, 'OPTX')).toMatchObject({
        quantity: '-200',
        cost: usd(-20_400),
      });
      expect(await positionOf(LONG, 'OPTXC')).toMatchObject({ quantity: '0', realised: '0' });
      await eventually('it is taken off the list', async () => {
        const asked = await cli().run(
          'send',
          'HaltInstrument',
          '--field',
          'instrumentId=OPTX_C',
          'reason=OPERATIONAL',
        );
        return asked.stderr.includes('INSTRUMENT_NOT_TRADED');
      });
    });

    test('one that is exercised before, by hand: more than is held is refused', async () => {
      await trade('OPTX_D', '3', '6');
      await halt('OPTX_D');
      await cli().json('derivatives', 'exercise', 'OPTX_D', '1', '--account', LONG);
      await cli().json('derivatives', 'exercise', 'OPTX_D', '1', '--account', SHORT);
      await cli().json('derivatives', 'expire', 'OPTX_D');
      expect(await done('OPTX_D')).toMatchObject({ kind: 'EXERCISE', exercised: '1' });
      expect(await positionOf(LONG, 'OPTX')).toMatchObject({ quantity: '300', cost: usd(30_500) });
      expect(await positionOf(LONG, 'OPTXD')).toMatchObject({ quantity: '2', cost: usd(1_200) });
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
    });

    test('a future pays every day, and its last settlement leaves everybody flat', async () => {
      const future = {
        assetClass: 'FUTURE',
        multiplier: 50,
        future: {
          root: 'XX',
          expiresOn: '2020-01-17',
          initialMargin: '100',
          maintenanceMargin: '90',
          settlement: 'CASH',
        },
      };
      await list('FUTX', '100', future);
      await trade('FUTX', '2', '100');
      const cashOf = async (accountId: string) =>
        BigInt((await cli().json<{ cash: string }>('portfolio', accountId)).cash);
      const before = await cashOf(LONG);
      const tradeDate = '2020-01-16';
      await send('PublishClose', { instrumentId: 'FUTX', tradeDate, price: '101' });
      await eventually(
        'a point on two contracts is paid',
        async () => (await cashOf(LONG)) === before + BigInt(usd(100)),
      );
      const paid = await cli().json<{ variations: { amount: string }[] }>(
        'derivatives',
        'account',
        '--account',
        SHORT,
      );
      expect(paid.variations).toMatchObject([{ amount: usd(-100) }]);
      await halt('FUTX');
      await done('FUTX');
      await eventually(
        'it is flat',
        async () => (await positionOf(LONG, 'FUTX'))?.quantity === '0',
      );
      // What a future has paid is profit that is realised.
      expect(await positionOf(LONG, 'FUTX')).toMatchObject({ realised: usd(100) });
      expect(await cashOf(LONG)).toBe(before + BigInt(usd(100)));
    });
  });
}
