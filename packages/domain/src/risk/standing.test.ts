import { describe, expect, test } from 'vitest';
import { accountWith, contextOf, order, place, stock, told, usd } from '../../test/risk-scene.ts';
import { parseDate } from '../time/civil-date.ts';
import { assess } from './assess.ts';
import { passiveBreaches } from './breaches.ts';
import { setMark } from './instrument-risk.ts';
import { liquidationOf, standingOf } from './standing.ts';

const context = contextOf();
const future = () =>
  stock('F', '4000', {
    assetClass: 'FUTURE',
    multiplier: 50n,
    future: {
      root: 'F',
      expiresOn: parseDate('2026-12-18'),
      initialMargin: usd('13200'),
      maintenanceMargin: usd('12000'),
      settlement: 'CASH',
    },
  });

describe('where an account stands', () => {
  test('a margin account: excess after open orders, and twice of it as buying power', () => {
    const [a, b] = [stock('A', '40'), stock('B', '40')];
    const account = accountWith({
      type: 'MARGIN',
      cash: '-10000',
      holds: [
        [a, 500n],
        [b, 500n],
      ],
    });
    expect(standingOf(context, account)).toMatchObject({
      equity: usd('30000'),
      maintenance: usd('12000'),
      excess: usd('10000'),
      buyingPower: usd('20000'),
      call: 0n,
    });
    place(context, account, a, order('BUY', 100n, '40'));
    expect(standingOf(context, account)).toMatchObject({ excess: usd('8000'), withdrawable: 0n });
  });

  test('a cash account: its settled cash less reserves', () => {
    const account = accountWith({ cash: '1000' });
    place(context, account, stock('A', '40'), order('BUY', 10n, '40'));
    expect(standingOf(context, account)).toMatchObject({
      buyingPower: usd('600'),
      withdrawable: usd('600'),
      call: 0n,
    });
  });

  test('a single position is concentrated: 40 % maintenance, called below 1 000 @ 33.33 after a loan of 20 000', () => {
    const a = stock('A', '33.34');
    const account = accountWith({ type: 'MARGIN', cash: '-20000', holds: [[a, 1_000n]] });
    expect(standingOf(context, account).call).toBe(0n);
    setMark(a, usd('33.33'));
    expect(standingOf(context, account).call).toBe(usd('2'));
  });

  test('a futures call goes up to the initial margin', () => {
    const f = future();
    const account = accountWith({ type: 'MARGIN', cash: '12000', holds: [[f, 1n]] });
    expect(standingOf(context, account).call).toBe(0n);
    setMark(f, usd('3999.98'));
    expect(standingOf(context, account).call).toBe(usd('1201'));
  });
});

describe('liquidation', () => {
  test('of stock: orders first, then just enough shares', () => {
    const [a, b] = [stock('A', '20'), stock('B', '20')];
    const account = accountWith({
      type: 'MARGIN',
      cash: '-29000',
      holds: [
        [a, 1_000n],
        [b, 1_000n],
      ],
    });
    expect(standingOf(context, account).call).toBe(usd('1000'));
    const plan = liquidationOf(context, account, ['o2', 'o1']);
    expect(
      plan.map((s) =>
        s.type === 'CLOSE' ? `${s.side} ${s.quantity} ${s.instrumentId}` : s.orderId,
      ),
    ).toEqual(['o1', 'o2', 'SELL 167 A']);
    expect(liquidationOf(context, accountWith({ cash: '1' }), ['o1'])).toEqual([]);
  });

  test('with nothing but futures closes them', () => {
    const f = future();
    const account = accountWith({ type: 'MARGIN', cash: '11000', holds: [[f, -1n]] });
    expect(liquidationOf(context, account, ['o1'])).toEqual([
      { type: 'CANCEL_ORDER', orderId: 'o1' },
      { type: 'CLOSE', instrumentId: 'F', side: 'BUY', quantity: 1n },
    ]);
  });
});

describe('passive breaches', () => {
  test('are named, block increases and let reductions pass', () => {
    const a = stock('A', '100');
    const account = accountWith({
      cash: '10000',
      holds: [[a, 100n]],
      limits: {
        maxPositionNotional: usd('10000'),
        maxNetExposure: usd('20000'),
        concentrationBasisPoints: 5_000,
      },
    });
    expect(passiveBreaches(context, account)).toEqual([]);
    setMark(a, usd('101'));
    expect(passiveBreaches(context, account)).toMatchObject([
      { code: 'POSITION_LIMIT', instrumentId: 'A', limit: '10000.00 USD', value: '10100.00 USD' },
      { code: 'CONCENTRATION', instrumentId: 'A', limit: '50.00 %' },
    ]);
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('POSITION_LIMIT');
    expect(told(assess(context, account, a, order('SELL', 1n, '100')))).toBe('ok 0');
  });
});
