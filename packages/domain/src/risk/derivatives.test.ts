import { describe, expect, test } from 'vitest';
import {
  accountWith,
  contextOf,
  fill,
  order,
  place,
  stock,
  today,
  told,
  usd,
} from '../../test/risk-scene.ts';
import { formatDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { applyVariation, startDay, withdrawable } from './account-events.ts';
import type { AccountRisk } from './account-risk.ts';
import { assess } from './assess.ts';
import type { RiskContext } from './context.ts';
import { setMark, type InstrumentRisk } from './instrument-risk.ts';
import { maintenanceOf, valuationOf } from './valuation.ts';

const context = contextOf();

/** A stock at 200 and an option on it at the premium. */
function underlying(): InstrumentRisk {
  return stock('U', '200');
}

function option(
  on: InstrumentRisk,
  right: 'CALL' | 'PUT',
  strike: string,
  premium: string,
  expiresOn = '2026-12-18',
): InstrumentRisk {
  return stock(`U${right}${strike}`, premium, {
    assetClass: 'OPTION',
    multiplier: 100n,
    underlying: on,
    option: {
      underlyingId: on.instrumentId,
      underlyingKind: 'STOCK',
      right,
      strike: usd(strike),
      expiresOn: parseDate(expiresOn),
      style: 'AMERICAN',
      settlement: 'PHYSICAL',
    },
  });
}

const future = (initial: string, maintenance: string): InstrumentRisk =>
  stock('F', '4000', {
    assetClass: 'FUTURE',
    multiplier: 50n,
    future: {
      root: 'F',
      expiresOn: parseDate('2026-12-18'),
      firstNoticeOn: parseDate('2026-12-01'),
      initialMargin: usd(initial),
      maintenanceMargin: usd(maintenance),
      settlement: 'PHYSICAL',
    },
  });

const trade = (
  account: AccountRisk,
  instrument: InstrumentRisk,
  side: 'BUY' | 'SELL',
  quantity: bigint,
  price: string,
  on: RiskContext = context,
): void =>
  fill(
    account,
    instrument,
    place(on, account, instrument, order(side, quantity, price)),
    quantity,
    price,
  );

describe('options: what an order reserves and which approval it needs', () => {
  const margin = (optionLevel: number, cash = '100000') =>
    accountWith({ type: 'MARGIN', cash, optionLevel });

  test('a purchase is paid in full, multiplier included', () => {
    const call = option(underlying(), 'CALL', '200', '5');
    expect(told(assess(context, margin(2), call, order('BUY', 3n, '5')))).toBe('ok 1500');
    expect(told(assess(context, margin(1), call, order('BUY', 3n, '5')))).toBe('OPTION_LEVEL');
    const cash = accountWith({ cash: '1499', optionLevel: 2 });
    expect(told(assess(context, cash, call, order('BUY', 3n, '5')))).toBe('INSUFFICIENT_FUNDS');
  });

  test('a naked call reserves what it requires beyond the premium that it brings', () => {
    const call = option(underlying(), 'CALL', '200', '5');
    // 20 % of 200 + premium 5 = 45; less 5 received
    expect(told(assess(context, margin(4), call, order('SELL', 1n, '5')))).toBe('ok 4000');
    expect(told(assess(context, margin(3), call, order('SELL', 1n, '5')))).toBe('OPTION_LEVEL');
    const account = margin(4);
    trade(account, call, 'SELL', 1n, '5');
    expect(valuationOf(account, context.margin, today)).toMatchObject({
      equity: usd('100500'),
      held: usd('4500'),
      liquidation: usd('100000'),
    });
  });

  test('covered calls need level 1 and nothing else, as long as shares cover them', () => {
    const u = underlying();
    const call = option(u, 'CALL', '210', '5');
    const account = accountWith({ type: 'MARGIN', cash: '0', holds: [[u, 100n]], optionLevel: 1 });
    expect(told(assess(context, account, call, order('SELL', 1n, '5')))).toBe('ok 0');
    place(context, account, call, order('SELL', 1n, '5'));
    expect(told(assess(context, account, call, order('SELL', 1n, '5.01')))).toBe('OPTION_LEVEL');
  });

  test('selling the shares under a call is no reduction: the call would be naked', () => {
    const u = underlying();
    const call = option(u, 'CALL', '210', '5');
    const account = accountWith({ type: 'MARGIN', cash: '0', holds: [[u, 100n]], optionLevel: 1 });
    trade(account, call, 'SELL', 1n, '5');
    expect(told(assess(context, account, u, order('SELL', 100n, '200')))).toBe('OPTION_LEVEL');
    expect(told(assess(context, account, call, order('BUY', 1n, '5')))).toBe('ok 0');
    const cash = accountWith({ holds: [[u, 100n]], optionLevel: 1 });
    trade(cash, call, 'SELL', 1n, '5');
    expect(told(assess(context, cash, u, order('SELL', 1n, '200')))).toBe('OPTION_LEVEL');
  });

  test('a credit spread needs level 3 and its width; taking its long leg away needs level 4', () => {
    const u = underlying();
    const [short, long] = [option(u, 'CALL', '200', '5'), option(u, 'CALL', '205', '3')];
    const account = margin(3);
    trade(account, long, 'BUY', 1n, '3');
    expect(told(assess(context, account, short, order('SELL', 1n, '5')))).toBe('ok 0');
    trade(account, short, 'SELL', 1n, '5');
    expect(valuationOf(account, context.margin, today).held).toBe(usd('500'));
    expect(told(assess(context, account, long, order('SELL', 1n, '3')))).toBe('OPTION_LEVEL');
    account.optionLevel = 4;
    expect(told(assess(context, account, long, order('SELL', 1n, '3')))).toBe('ok 4000');
  });

  test('one long leg cannot cover two open orders', () => {
    const u = underlying();
    const [short, long] = [option(u, 'CALL', '200', '5'), option(u, 'CALL', '205', '3')];
    const account = margin(3);
    trade(account, long, 'BUY', 1n, '3');
    place(context, account, short, order('SELL', 1n, '5'));
    expect(told(assess(context, account, short, order('SELL', 1n, '5')))).toBe('OPTION_LEVEL');
  });

  test('a cash account secures puts with the whole strike, and gets the premium', () => {
    const put = option(underlying(), 'PUT', '190', '5');
    const of = (cash: string) => accountWith({ cash, optionLevel: 1 });
    expect(told(assess(context, of('18499'), put, order('SELL', 1n, '5')))).toBe(
      'INSUFFICIENT_FUNDS',
    );
    const account = of('18500');
    expect(told(assess(context, account, put, order('SELL', 1n, '5')))).toBe('ok 18500');
    trade(account, put, 'SELL', 1n, '5');
    expect(withdrawable(account, context.margin, today)).toBe(0n);
    expect(told(assess(context, account, put, order('SELL', 1n, '5')))).toBe('INSUFFICIENT_FUNDS');
    const call = option(underlying(), 'CALL', '210', '5');
    expect(told(assess(context, of('100000'), call, order('SELL', 1n, '5')))).toBe('OPTION_LEVEL');
  });

  test('contracts on one side of an underlying are limited: long calls with short puts', () => {
    const u = underlying();
    const [call, put] = [option(u, 'CALL', '200', '0.05'), option(u, 'PUT', '200', '0.05')];
    const account = accountWith({
      type: 'MARGIN',
      cash: '900000000',
      optionLevel: 4,
      holds: [[call, 200_000n]],
    });
    expect(told(assess(context, account, put, order('SELL', 50_001n, '0.05')))).toBe(
      'POSITION_LIMIT',
    );
    expect(told(assess(context, account, put, order('BUY', 50_001n, '0.05')))).toMatch(/^ok/);
  });
});

describe('futures', () => {
  test('each new contract needs the initial margin on either side; closing needs nothing', () => {
    const f = future('12000', '11000');
    const account = accountWith({ type: 'MARGIN', cash: '24000' });
    expect(told(assess(context, account, f, order('BUY', 2n, '4000')))).toBe('ok 24000');
    expect(told(assess(context, account, f, order('SELL', 2n, '4000')))).toBe('ok 24000');
    expect(told(assess(context, account, f, order('SELL', 3n, '4000')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
    trade(account, f, 'SELL', 2n, '4000');
    expect(account.cash).toBe(usd('24000'));
    expect(told(assess(context, account, f, order('BUY', 1n, '4000')))).toBe('ok 0');
    expect(told(assess(context, account, f, order('SELL', 1n, '4000')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
  });

  test('open profit counts at once, variation moves it into cash once a day', () => {
    const f = future('12000', '11000');
    const account = accountWith({ type: 'MARGIN', cash: '30000' });
    trade(account, f, 'BUY', 2n, '4000');
    const told = (): string => {
      const { liquidation, equity, held } = valuationOf(account, context.margin, today);
      const maintenance = maintenanceOf(account, context.margin, today);
      return [account.cash, liquidation, equity, held, maintenance].map(formatDecimal).join(' ');
    };
    setMark(f, usd('4010'));
    expect(told()).toBe('30000.00 31000.00 31000.00 24000.00 22000.00');
    expect(applyVariation(account, f, usd('4005'))).toBe(usd('500'));
    expect(told()).toBe('30500.00 30500.00 30500.00 24000.00 22000.00');
    expect(applyVariation(account, f, usd('3990'))).toBe(usd('-1500'));
    trade(account, f, 'SELL', 2n, '3995');
    expect(applyVariation(account, f, usd('3980'))).toBe(usd('500'));
    expect([formatDecimal(account.cash), account.exposures.size]).toEqual(['29500.00', 0]);
  });

  test('from the first notice day on, positions may only be closed', () => {
    const f = future('12000', '11000');
    const notice = { ...context, date: parseDate('2026-12-01') };
    const account = accountWith({ type: 'MARGIN', cash: '50000', holds: [[f, 1n]] });
    expect(told(assess(notice, account, f, order('BUY', 1n, '4000')))).toBe(
      'INSTRUMENT_RESTRICTED',
    );
    expect(told(assess(notice, account, f, order('SELL', 1n, '4000')))).toBe('ok 0');
  });
});

describe('legacy pattern-day-trader rule', () => {
  const scene = (cash: string) => {
    const a = stock('A', '100');
    const account = accountWith({ type: 'MARGIN', cash, dayTrading: 'LEGACY_PDT' });
    startDay(account, context.margin, today);
    return { a, account };
  };
  const dayTrade = ({ a, account }: ReturnType<typeof scene>): void => {
    trade(account, a, 'BUY', 1n, '100');
    trade(account, a, 'SELL', 1n, '100');
  };

  test('below 25 000 the fourth day trade cannot be opened; positions may be closed', () => {
    const s = scene('24999');
    for (let i = 0; i < 3; i += 1) dayTrade(s);
    expect(told(assess(context, s.account, s.a, order('BUY', 1n, '100')))).toBe('DAY_TRADE_LIMIT');
    const rich = scene('25000');
    for (let i = 0; i < 3; i += 1) dayTrade(rich);
    expect(told(assess(context, rich.account, rich.a, order('BUY', 1n, '100')))).toBe('ok 50');
  });

  test('a pattern day trader buys for four times the maintenance excess, less what was opened today', () => {
    const s = scene('30000');
    expect(told(assess(context, s.account, s.a, order('BUY', 1_000n, '100')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
    for (let i = 0; i < 4; i += 1) dayTrade(s);
    // 120 000 less 400 opened today; a quarter of the value is reserved
    expect(told(assess(context, s.account, s.a, order('BUY', 1_196n, '100')))).toBe('ok 29900');
    expect(told(assess(context, s.account, s.a, order('BUY', 1_197n, '100')))).toBe(
      'INSUFFICIENT_MARGIN',
    );
  });

  test('nobody follows it after 20 October 2027', () => {
    const s = scene('24999');
    for (let i = 0; i < 3; i += 1) dayTrade(s);
    expect(
      told(
        assess(
          { ...context, patternDayTrader: undefined },
          s.account,
          s.a,
          order('BUY', 1n, '100'),
        ),
      ),
    ).toBe('ok 50');
  });
});
