import { describe, expect, test } from 'vitest';
import {
  accountWith,
  contextOf,
  fill,
  live,
  order,
  place,
  stock,
  today,
  told,
  usd,
} from '../../test/risk-scene.ts';
import { REJECT_CODES, type RejectCode } from '../kernel/rejection.ts';
import { addDays } from '../time/civil-date.ts';
import { applyLocate, applyTransfer } from './account-events.ts';
import { applyReduction, applyReplaced, releaseOf } from './apply.ts';
import { assess } from './assess.ts';
import { setMark } from './instrument-risk.ts';

const A = () => stock('A', '100');

describe('cash account', () => {
  test('a purchase reserves its whole cost at the limit, and nothing is spent twice', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ cash: '10000' });
    expect(told(assess(context, account, a, order('BUY', 100n, '100')))).toBe('ok 10000');
    place(context, account, a, order('BUY', 60n, '100'));
    expect(told(assess(context, account, a, order('BUY', 41n, '100')))).toBe('INSUFFICIENT_FUNDS');
    expect(told(assess(context, account, a, order('BUY', 40n, '100')))).toBe('ok 4000');
  });

  test('the estimated commission is reserved with it', () => {
    const context = contextOf();
    const account = accountWith({ cash: '10004.99' });
    account.commissions = [{ product: 'STOCK', perOrder: usd('5'), perUnit: 0n, minimum: 0n }];
    const answer = assess(context, account, A(), order('BUY', 100n, '100'));
    expect(answer).toMatchObject({
      ok: false,
      stage: 'RISK',
      rejection: {
        code: 'INSUFFICIENT_FUNDS',
        limit: '10004.99 USD free',
        value: 'the order needs 10005.00 USD',
      },
    });
  });

  test('price improvement, partial fills and cancels give back all that was reserved', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ cash: '10000' });
    const entered = place(context, account, a, order('BUY', 99n, '101'));
    fill(account, a, entered, 33n, '100');
    expect(account.reserved).toBe(usd('6666'));
    applyReduction(account, a, entered, 10n, releaseOf(entered, 10n));
    applyReduction(account, a, entered, 56n, releaseOf(entered, 56n));
    expect([account.reserved, account.openOrders, account.cash]).toEqual([0n, 0, usd('6700')]);
  });

  test('sells no more than is owned and not promised to other sells', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ holds: [[a, 100n]] });
    place(context, account, a, order('SELL', 60n, '100'));
    expect(told(assess(context, account, a, order('SELL', 41n, '100')))).toBe(
      'INSUFFICIENT_POSITION',
    );
    expect(told(assess(context, account, a, order('SELL', 40n, '100')))).toBe('ok 0');
    expect(told(assess(context, account, a, order('SELL_SHORT', 1n, '100')))).toBe(
      'SHORT_SALE_MARKING',
    );
    expect(
      told(assess(context, accountWith({}), a, order('SELL_SHORT', 1n, '100', { locateId: 'L' }))),
    ).toBe('LOCATE_REQUIRED');
  });

  test('unsettled proceeds buy, unless the house or a freeze says settled cash only', () => {
    const [context, a, b] = [contextOf(), A(), stock('B', '10')];
    const account = accountWith({ cash: '100', holds: [[a, 10n]] });
    fill(account, a, place(context, account, a, order('SELL', 10n, '100')), 10n, '100');
    const buy = order('BUY', 50n, '10');
    expect(told(assess(context, account, b, buy))).toBe('ok 500');
    const strict = contextOf({ buyWithUnsettledProceeds: false });
    expect(told(assess(strict, account, b, buy))).toBe('INSUFFICIENT_FUNDS');
    account.hold = { restriction: 'SETTLED_CASH_ONLY', until: today };
    expect(told(assess(context, account, b, buy))).toBe('INSUFFICIENT_FUNDS');
    expect(told(assess(context, account, b, order('BUY', 10n, '10')))).toBe('ok 100');
  });

  test('selling what unsettled proceeds bought, before they settle, is recorded as a violation', () => {
    const [context, a, b] = [contextOf(), A(), stock('B', '10')];
    const account = accountWith({ holds: [[a, 10n]] });
    fill(account, a, place(context, account, a, order('SELL', 10n, '100')), 10n, '100');
    fill(account, b, place(context, account, b, order('BUY', 100n, '10')), 100n, '10');
    fill(account, b, place(context, account, b, order('SELL', 100n, '10')), 100n, '10');
    expect(account.violations).toEqual([{ kind: 'GOOD_FAITH', date: today, instrumentId: 'B' }]);
  });

  test('who has sold without paying buys with settled cash alone for ninety days (Reg T 220.8(c))', () => {
    const [context, a, b] = [contextOf(), A(), stock('B', '10')];
    const account = accountWith({ cash: '100', holds: [[a, 10n]] });
    fill(account, a, place(context, account, a, order('SELL', 10n, '100')), 10n, '100');
    const ride = (days: number): void => {
      const date = addDays(today, -days);
      account.violations.push({ kind: 'FREE_RIDING', date, instrumentId: b.instrumentId });
    };
    ride(90);
    expect(told(assess(context, account, b, order('BUY', 50n, '10')))).toBe('ok 500');
    ride(89);
    expect(told(assess(context, account, b, order('BUY', 50n, '10')))).toBe('INSUFFICIENT_FUNDS');
    expect(told(assess(context, account, b, order('BUY', 10n, '10')))).toBe('ok 100');
  });
});

describe('margin account', () => {
  test('buys for twice its equity, and open orders use that up', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ type: 'MARGIN', cash: '20000' });
    expect(told(assess(context, account, a, order('BUY', 401n, '100')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
    const entered = place(context, account, a, order('BUY', 400n, '100'));
    expect(account.reserved).toBe(usd('20000'));
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('INSUFFICIENT_MARGIN');
    fill(account, a, entered, 400n, '100');
    expect(account.cash).toBe(usd('-20000'));
    setMark(a, usd('110'));
    a.lastSale = usd('110');
    // equity 24 000, initial 22 000: 2 000 of excess buy 4 000
    expect(told(assess(context, account, a, order('BUY', 36n, '110')))).toBe('ok 1980');
    expect(told(assess(context, account, a, order('BUY', 37n, '110')))).toBe('INSUFFICIENT_MARGIN');
  });

  test('a short sale needs half its value, at the mark when the limit is below it', () => {
    const [context, a] = [contextOf({ locates: 'NOT_REQUIRED' }), A()];
    const account = accountWith({ type: 'MARGIN', cash: '5000' });
    expect(told(assess(context, account, a, order('SELL_SHORT', 100n, '98')))).toBe('ok 5000');
    expect(told(assess(context, account, a, order('SELL_SHORT', 100n, '101')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
    expect(told(assess(context, account, a, order('SELL', 1n, '100')))).toBe('SHORT_SALE_MARKING');
  });

  test('below 2 000 of equity there is no credit', () => {
    const [context, a] = [contextOf({ locates: 'NOT_REQUIRED' }), A()];
    const account = accountWith({ type: 'MARGIN', cash: '1999' });
    expect(told(assess(context, account, a, order('BUY', 19n, '100')))).toBe('ok 1900');
    expect(told(assess(context, account, a, order('BUY', 20n, '100')))).toBe('INSUFFICIENT_MARGIN');
    expect(told(assess(context, account, a, order('SELL_SHORT', 1n, '100')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
    expect(
      told(
        assess(context, accountWith({ type: 'MARGIN', cash: '2000' }), a, order('BUY', 40n, '100')),
      ),
    ).toBe('ok 2000');
  });

  test('in a margin call everything that reduces passes, nothing that opens', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ type: 'MARGIN', cash: '-9000', holds: [[a, 100n]] });
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('INSUFFICIENT_MARGIN');
    expect(told(assess(context, account, a, order('SELL', 100n, '100')))).toBe('ok 0');
  });

  test('covering is free; when another order covered first, what is left is reserved for', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ type: 'MARGIN', cash: '25000', holds: [[a, -100n]] });
    const first = place(context, account, a, order('BUY', 100n, '100'));
    expect([first.closing, first.reserved]).toEqual([100n, 0n]);
    const second = place(context, account, a, order('BUY', 100n, '100'));
    expect([second.closing, second.reserved]).toEqual([0n, usd('5000')]);
    fill(account, a, second, 100n, '100');
    // flat, 15 000 of equity, and the first order opens now: 5 000 for it
    expect(told(assess(context, account, a, order('BUY', 200n, '100')))).toBe('ok 10000');
    expect(told(assess(context, account, a, order('BUY', 201n, '100')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
  });
});

describe('replace: only the increase is checked', () => {
  test('its own reserve counts as free; less passes even when nothing is free', () => {
    const [context, a] = [contextOf(), A()];
    const account = accountWith({ cash: '10000' });
    const entered = place(context, account, a, order('BUY', 100n, '100'));
    const to = (quantity: bigint, limit: string) =>
      assess(context, account, a, order('BUY', quantity, limit), entered);
    expect(told(to(50n, '100'))).toBe('ok 5000');
    expect(told(to(100n, '99'))).toBe('ok 9900');
    expect(told(to(101n, '100'))).toBe('INSUFFICIENT_FUNDS');
    account.limits = { maxOrderQuantity: 10n, ordersPerSecond: 1 };
    expect(told(to(50n, '100'))).toBe('ok 5000');
    applyReplaced(
      account,
      a,
      entered,
      { leaves: 50n, limitPrice: usd('100'), reserved: usd('5000') },
      0n,
    );
    expect([account.reserved, account.openOrders]).toEqual([usd('5000'), 1]);
  });
});

describe('every check in its place: what fails first is the answer', () => {
  test('repairing one after the other walks the codes in their order', () => {
    const a = A();
    const account = accountWith({ type: 'MARGIN', cash: '1000000', dayTrading: 'LEGACY_PDT' });
    const context = contextOf({ rule201: 'REJECT' });
    applyLocate(account, 'L', { instrumentId: a.instrumentId, quantity: 1_000n, expiresOn: today });
    const limit = (limits: Partial<typeof account.limits>) =>
      (account.limits = { ...account.limits, ...limits });
    limit({ duplicateWindowMs: 1_000 });
    const sale = order('SELL_SHORT', 100n, '100', { locateId: 'L' });
    place(context, account, a, sale);

    let locateId: string | undefined;
    const broken = {
      shortSelling: false,
      cash: usd('1000'),
      dayStart: usd('1000'),
      hold: { restriction: 'SUSPENDED', until: undefined },
    };
    Object.assign(account, broken);
    account.dayTrades.days.push(today, today, today, today);
    Object.assign(a, { restriction: 'BANNED', shortSaleRestricted: true });
    let bid = usd('200');
    context.killSwitch = true;
    applyTransfer(account, a, 1n);
    limit({
      maxOrderQuantity: 1n,
      maxOrderNotional: 1n,
      ordersPerSecond: 1,
      maxPositionQuantity: 1n,
      maxGrossExposure: 1n,
      concentrationBasisPoints: 1,
      maxDailyLoss: 0n,
      maxOpenOrders: 1,
    });

    const repairs: readonly (readonly [RejectCode, () => unknown])[] = [
      ['SHORT_SALE_MARKING', () => applyTransfer(account, a, -1n)],
      ['KILL_SWITCH', () => (context.killSwitch = false)],
      ['ACCOUNT_RESTRICTED', () => (account.hold = { restriction: 'NONE', until: undefined })],
      ['INSTRUMENT_RESTRICTED', () => (a.restriction = 'NONE')],
      ['ORDER_QUANTITY_LIMIT', () => limit({ maxOrderQuantity: 100n })],
      ['ORDER_NOTIONAL_LIMIT', () => limit({ maxOrderNotional: usd('10000') })],
      ['PRICE_COLLAR', () => (bid = usd('100'))],
      ['MESSAGE_RATE', () => limit({ ordersPerSecond: 2 })],
      ['DUPLICATE_ORDER', () => account.recent.younger.clear()],
      ['LOCATE_REQUIRED', () => (locateId = 'L')],
      ['SHORT_SALE_RESTRICTED', () => (a.shortSaleRestricted = false)],
      ['INSUFFICIENT_POSITION', () => (account.shortSelling = true)],
      ['POSITION_LIMIT', () => limit({ maxPositionQuantity: 200n })],
      ['EXPOSURE_LIMIT', () => limit({ maxGrossExposure: usd('20000') })],
      ['CONCENTRATION', () => limit({ concentrationBasisPoints: 100_000 })],
      ['DAY_TRADE_LIMIT', () => (account.dayTrades.days = [])],
      [
        'INSUFFICIENT_MARGIN',
        () => Object.assign(account, { cash: usd('20000'), dayStart: usd('20001') }),
      ],
      ['LOSS_LIMIT', () => limit({ maxDailyLoss: usd('1') })],
      ['OPEN_ORDER_LIMIT', () => limit({ maxOpenOrders: 2 })],
    ];
    const next = (): string =>
      told(assess(context, account, a, { ...sale, locateId, best: { bid, offer: 0n } }));
    const met = repairs.map(([, repair]) => {
      const code = next();
      repair();
      return code;
    });
    expect(met).toEqual(repairs.map(([code]) => code));
    expect(next()).toBe('ok 5000');
    const places = met.map((code) => REJECT_CODES.findIndex((known) => known === code));
    expect(places).toEqual(places.toSorted((x, y) => x - y));
  });

  test('each refusal states the limit, the value and a remedy', () => {
    const answer = assess(
      contextOf(),
      accountWith({ limits: { maxOrderQuantity: 5n } }),
      A(),
      order('BUY', 6n, '100'),
    );
    expect(answer).toMatchObject({
      rejection: {
        code: 'ORDER_QUANTITY_LIMIT',
        limit: '5 in one order',
        value: '6 are ordered',
        remedy: 'split the order or have the limit raised',
      },
    });
  });
});

describe('orders that only reduce', () => {
  test('pass every limit, but neither halts nor a wrong price', () => {
    const a = A();
    const context = contextOf();
    const account = accountWith({
      type: 'MARGIN',
      cash: '-20000',
      holds: [[a, 100n]],
      limits: {
        maxOrderQuantity: 1n,
        maxOrderNotional: 1n,
        ordersPerSecond: 1,
        maxPositionQuantity: 1n,
        maxGrossExposure: 1n,
        maxNetExposure: 1n,
        concentrationBasisPoints: 1,
        maxDailyLoss: 0n,
        maxOpenOrders: 1,
      },
    });
    account.hold = { restriction: 'CLOSING_ONLY', until: undefined };
    account.lossBreakerTripped = true;
    a.restriction = 'CLOSING_ONLY';
    place(context, account, a, order('SELL', 1n, '100'));
    expect(told(assess(context, account, a, order('SELL', 99n, '100')))).toBe('ok 0');
    expect(told(assess(context, account, a, order('BUY', 1n, '100')))).toBe('ACCOUNT_RESTRICTED');
    expect(told(assess(context, account, a, order('SELL', 99n, '90')))).toBe('PRICE_COLLAR');
    a.restriction = 'BANNED';
    expect(told(assess(context, account, a, order('SELL', 99n, '100')))).toBe(
      'INSTRUMENT_RESTRICTED',
    );
    context.killSwitch = true;
    expect(told(assess(context, account, a, order('SELL', 99n, '100')))).toBe('KILL_SWITCH');
  });

  test('a restriction lapses after its last day', () => {
    const account = accountWith({ cash: '1000' });
    account.hold = { restriction: 'CLOSING_ONLY', until: (today - 1) as typeof today };
    expect(told(assess(contextOf(), account, A(), order('BUY', 1n, '100')))).toBe('ok 100');
  });

  test('an order of more than the position opens, and is checked as a whole', () => {
    const a = A();
    const account = accountWith({ type: 'MARGIN', cash: '30000', holds: [[a, -100n]] });
    const answer = assess(contextOf(), account, a, order('BUY', 150n, '100'));
    expect(answer).toMatchObject({ ok: true, opening: 50n, reserved: usd('2500') });
    expect(live(order('BUY', 150n, '100'), answer as never).leaves).toBe(150n);
  });
});
