import { describe, expect, test } from 'vitest';
import {
  accountWith,
  contextOf,
  order,
  place,
  secondsLater,
  stock,
  today,
  told,
  usd,
} from '../../test/risk-scene.ts';
import { applyLocate, tripLossBreaker, resetLossBreaker, startDay } from './account-events.ts';
import { applyReduction, releaseOf, withdrawAccepted } from './apply.ts';
import { assess } from './assess.ts';
import type { OrderToAssess } from './assessment.ts';
import { setMark } from './instrument-risk.ts';

const A = () => stock('A', '100');

describe('limits of an account', () => {
  const check = (
    limits: object,
    quantity: bigint,
    price: string,
    prepare?: (a: ReturnType<typeof A>) => void,
    terms: Partial<OrderToAssess> = {},
  ) => {
    const a = A();
    prepare?.(a);
    return told(
      assess(
        contextOf(),
        accountWith({ cash: '10000000', limits }),
        a,
        order('BUY', quantity, price, terms),
      ),
    );
  };
  const offered = (price: string) => ({ best: { bid: 0n, offer: usd(price) } });

  test.each([
    ['ORDER_QUANTITY_LIMIT', { maxOrderQuantity: 99n }],
    ['ORDER_NOTIONAL_LIMIT', { maxOrderNotional: usd('9999') }],
    ['POSITION_LIMIT', { maxPositionQuantity: 99n }],
    ['POSITION_LIMIT', { maxPositionNotional: usd('9999') }],
    ['EXPOSURE_LIMIT', { maxGrossExposure: usd('9999') }],
    ['EXPOSURE_LIMIT', { maxNetExposure: usd('9999') }],
    ['CONCENTRATION', { concentrationBasisPoints: 9 }],
  ])('%s: one unit less than 100 @ 100 needs refuses it, enough does not', (code, limits) => {
    expect(check(limits, 100n, '100')).toBe(code);
    const enough = Object.fromEntries(
      Object.entries(limits).map(([name, limit]) => [
        name,
        typeof limit === 'bigint' ? limit + usd('1') : limit + 1,
      ]),
    );
    expect(check(enough, 100n, '100')).toBe('ok 10000');
  });

  test('positions are tested two-sided, each with all its open orders and none of the other side', () => {
    const [context, a] = [contextOf({ locates: 'NOT_REQUIRED' }), A()];
    const account = accountWith({
      type: 'MARGIN',
      cash: '1000000',
      limits: { maxPositionQuantity: 100n },
    });
    place(context, account, a, order('BUY', 60n, '100'));
    expect(told(assess(context, account, a, order('BUY', 41n, '100')))).toBe('POSITION_LIMIT');
    expect(told(assess(context, account, a, order('SELL_SHORT', 100n, '100')))).toBe('ok 5000');
    expect(told(assess(context, account, a, order('SELL_SHORT', 101n, '100')))).toBe(
      'POSITION_LIMIT',
    );
  });

  test('gross exposure adds up, net exposure lets shorts pay for longs', () => {
    const [context, a, b] = [contextOf(), A(), stock('B', '100')];
    const holds = [[b, -100n]] as const;
    const of = (limits: object) => accountWith({ type: 'MARGIN', cash: '1000000', holds, limits });
    const buy = order('BUY', 100n, '100');
    expect(told(assess(context, of({ maxGrossExposure: usd('19999') }), a, buy))).toBe(
      'EXPOSURE_LIMIT',
    );
    expect(told(assess(context, of({ maxGrossExposure: usd('20000') }), a, buy))).toBe('ok 5000');
    expect(told(assess(context, of({ maxNetExposure: usd('0') }), a, buy))).toBe('ok 5000');
  });

  test.each([
    ['at or below 25: 10 %', '20', '22', '22.01'],
    ['at least 0.15', '1', '1.15', '1.16'],
    ['to 50: 5 %', '40', '42', '42.01'],
    ['above: 3 %', '100', '103', '103.01'],
  ])('collar %s of a reference of %s allows %s, not %s', (_rung, reference, good, bad) => {
    const at = (price: string) => check({}, 1n, price, (a) => (a.previousClose = usd(reference)));
    expect(at(good)).toMatch(/^ok/);
    expect(at(bad)).toBe('PRICE_COLLAR');
  });

  test('the collar is measured from the offer, without one from the last sale, then the previous close', () => {
    expect(check({}, 1n, '108', () => undefined, offered('105'))).toBe('ok 108');
    expect(check({}, 1n, '108', (a) => (a.lastSale = usd('105')))).toBe('ok 108');
    expect(check({}, 1n, '108', (a) => (a.lastSale = usd('105')), offered('104'))).toBe(
      'PRICE_COLLAR',
    );
    expect(check({ collarBasisPoints: 100 }, 1n, '101.01')).toBe('PRICE_COLLAR');
  });

  test('orders a second; the next second begins anew', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ cash: '10000', limits: { ordersPerSecond: 2 } });
    for (let i = 0; i < 2; i += 1) place(context, account, a, order('BUY', 1n, '100'));
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('MESSAGE_RATE');
    expect(
      told(assess(context, account, a, order('BUY', 1n, '100', { at: secondsLater(1) }))),
    ).toBe('ok 100');
  });

  test('the same order again within the window', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ cash: '10000', limits: { duplicateWindowMs: 1_000 } });
    place(context, account, a, order('BUY', 1n, '100'));
    const again = (n: bigint, at: bigint) =>
      told(assess(context, account, a, order('BUY', n, '100', { at })));
    expect(again(1n, 999_999_999n)).toBe('DUPLICATE_ORDER');
    expect(again(2n, 0n)).toBe('ok 200');
    expect(again(1n, secondsLater(1))).toBe('ok 100');
  });

  test('an order that the venue would not take counts for neither, and gives its locate back', () => {
    const [context, a] = [contextOf(), A()];
    const limits = { ordersPerSecond: 1, duplicateWindowMs: 1_000, maxOpenOrders: 1 };
    const account = accountWith({ type: 'MARGIN', cash: '10000', limits });
    applyLocate(account, 'L', { instrumentId: a.instrumentId, quantity: 1n, expiresOn: today });
    const sale = order('SELL_SHORT', 1n, '100', { locateId: 'L' });
    withdrawAccepted(account, a, place(context, account, a, sale), sale.at);
    expect([account.reserved, account.openOrders, account.exposures.size]).toEqual([0n, 0, 0]);
    expect(told(assess(context, account, a, sale))).toBe('ok 50');
  });

  test('open orders', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ cash: '10000', limits: { maxOpenOrders: 1 } });
    const entered = place(context, account, a, order('BUY', 1n, '100'));
    expect(told(assess(context, account, a, order('BUY', 2n, '100')))).toBe('OPEN_ORDER_LIMIT');
    applyReduction(account, a, entered, 1n, releaseOf(entered, 1n));
    expect(told(assess(context, account, a, order('BUY', 2n, '100')))).toBe('ok 200');
  });
});

describe('the loss of a day', () => {
  test('beyond its limit stops what opens; closing goes on; a reset counts anew', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({
      cash: '10000',
      holds: [[a, 100n]],
      limits: { maxDailyLoss: usd('500') },
    });
    startDay(account, context.margin, today);
    setMark(a, usd('95'));
    expect(told(assess(context, account, a, order('BUY', 1n, '95')))).toBe('ok 95');
    setMark(a, usd('94.99'));
    expect(told(assess(context, account, a, order('BUY', 1n, '97')))).toBe('LOSS_LIMIT');
    expect(told(assess(context, account, a, order('SELL', 100n, '99')))).toBe('ok 0');
    tripLossBreaker(account);
    setMark(a, usd('100'));
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('LOSS_LIMIT');
    resetLossBreaker(account, context.margin, today);
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('ok 100');
  });
});

describe('short sales', () => {
  const scene = (policy = {}) => {
    const a = A();
    const account = accountWith({ type: 'MARGIN', cash: '100000' });
    applyLocate(account, 'L', { instrumentId: a.instrumentId, quantity: 100n, expiresOn: today });
    return { context: contextOf(policy), a, account };
  };
  const short = (quantity: bigint, limit = '100', more = {}) =>
    order('SELL_SHORT', quantity, limit, { locateId: 'L', ...more });

  test('need a locate for the day that is not used up; what is cancelled may be used again', () => {
    const { context, a, account } = scene();
    expect(told(assess(context, account, a, order('SELL_SHORT', 1n, '100')))).toBe(
      'LOCATE_REQUIRED',
    );
    expect(told(assess(context, account, stock('B', '100'), short(1n)))).toBe('LOCATE_REQUIRED');
    const entered = place(context, account, a, short(60n));
    expect(told(assess(context, account, a, short(41n)))).toBe('LOCATE_REQUIRED');
    applyReduction(account, a, entered, 60n, entered.reserved);
    expect(told(assess(context, account, a, short(100n)))).toBe('ok 5000');
    applyLocate(account, 'L', {
      instrumentId: a.instrumentId,
      quantity: 100n,
      expiresOn: (today - 1) as typeof today,
    });
    expect(told(assess(context, account, a, short(1n)))).toBe('LOCATE_REQUIRED');
  });

  test('under Rule 201 trade above the bid only: a limit is moved there, a market order is refused', () => {
    const { context, a, account } = scene();
    a.shortSaleRestricted = true;
    const best = { bid: usd('99'), offer: 0n };
    const quoted = (limit: string, more = {}) => short(1n, limit, { best, ...more });
    expect(assess(context, account, a, quoted('99'))).toMatchObject({
      ok: true,
      limitPrice: usd('99.01'),
    });
    expect(assess(context, account, a, quoted('99.01'))).toMatchObject({
      limitPrice: usd('99.01'),
    });
    expect(told(assess(context, account, a, quoted('98', { type: 'MARKET' })))).toBe(
      'SHORT_SALE_RESTRICTED',
    );
    expect(told(assess(contextOf({ rule201: 'REJECT' }), account, a, quoted('99')))).toBe(
      'SHORT_SALE_RESTRICTED',
    );
    const exempt = { ...quoted('99'), side: 'SELL_SHORT_EXEMPT' } as const;
    expect(assess(context, account, a, exempt)).toMatchObject({ limitPrice: usd('99') });
  });
});
