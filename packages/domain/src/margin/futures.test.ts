import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import {
  futureMarginOn,
  futureRequirement,
  futuresCall,
  settleVariation,
  speculatorInitial,
} from './futures.ts';

const usd = parseDecimal;
const ES = {
  root: 'ES',
  expiresOn: parseDate('2026-12-18'),
  initialMargin: usd('9000'),
  maintenanceMargin: usd('8000'),
  settlement: 'CASH',
} as const;

describe('E-mini S&P 500', () => {
  test.each([
    ['2020-03-18', '9000', '8000'],
    ['2020-03-19', '13200', '12000'],
    ['2022-01-20', '13200', '12000'],
    ['2022-01-21', '11880', '10800'],
  ])('margin of a contract on %s: %s / %s', (day, initial, maintenance) => {
    const margin = futureMarginOn(ES, parseDate(day));
    expect(margin).toEqual({ initial: usd(initial), maintenance: usd(maintenance) });
    expect(futureRequirement(margin, -2n).initial).toBe(2n * usd(initial));
  });

  test('speculators post 110 % of maintenance', () => {
    const today = parseDate('2026-11-20');
    expect(speculatorInitial(usd('12000'), today)).toBe(usd('13200'));
    expect(speculatorInitial(usd('10800'), today)).toBe(usd('11880'));
  });

  test('below maintenance the call is up to the initial margin', () => {
    const required = { initial: usd('13200'), maintenance: usd('12000') };
    expect(futuresCall(usd('12000'), required)).toBe(0n);
    expect(futuresCall(usd('11999'), required)).toBe(usd('1201'));
  });
});

describe('daily variation', () => {
  test('counts from the trade price on the first day, from the settlement after it', () => {
    const basis = 2n * usd('4000') * 50n;
    const first = settleVariation(2n, basis, usd('4010'), 50n);
    expect(first.variation).toBe(usd('1000'));
    const second = settleVariation(2n, first.basis, usd('3995.25'), 50n);
    expect(second.variation).toBe(usd('-1475'));
  });

  test.prop([
    fc.array(fc.tuple(fc.bigInt(-5n, 5n), fc.bigInt(1n, 10_000n), fc.bigInt(1n, 10_000n))),
  ])('adds up to buying and selling at the prices traded, whatever the settlements', (days) => {
    let [quantity, basis, paid, received] = [0n, 0n, 0n, 0n];
    for (const [trade, price, settlement] of days) {
      quantity += trade;
      basis += trade * price * 50n;
      paid += trade * price * 50n;
      const settled = settleVariation(quantity, basis, settlement, 50n);
      basis = settled.basis;
      received += settled.variation;
    }
    expect(received).toBe(basis - paid);
  });
});
