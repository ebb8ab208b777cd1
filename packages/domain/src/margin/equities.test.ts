import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { formatDate, parseDate } from '../time/civil-date.ts';
import { equityRequirement, isNewIssue, openingRequirement } from './equities.ts';
import { liquidationPlan } from './liquidation.ts';
import { houseCallDueOn, marginReport, regTCallDueOn } from './margin-account.ts';
import { marginRulesOn, type MarginRules } from './rules.ts';

const usd = parseDecimal;
const rules = marginRulesOn(parseDate('2026-11-20'));
/** The rules without what the house adds to them. */
const bare: MarginRules = {
  ...rules,
  house: { ...rules.house, maintenanceLong: 0n, concentratedAbove: 10_000n },
};
const plain = { marginable: true, leverageFactor: 1n };

describe('requirement of a position: initial / maintenance', () => {
  test.each([
    ['long 100 @ 40', plain, 100n, '40', '2000', '1000'],
    ['long, not marginable', { ...plain, marginable: false }, 100n, '40', '4000', '4000'],
    ['long below 3.00', plain, 100n, '2.99', '299', '299'],
    ['long at 3.00', plain, 100n, '3', '150', '75'],
    ['long, twice leveraged', { ...plain, leverageFactor: 2n }, 100n, '40', '4000', '2000'],
    [
      'long, five times leveraged: all of it',
      { ...plain, leverageFactor: 5n },
      100n,
      '40',
      '4000',
      '4000',
    ],
    ['short 100 @ 50', plain, -100n, '50', '2500', '1500'],
    ['short @ 10: 5.00 a share is more than 30 %', plain, -100n, '10', '500', '500'],
    ['short @ 5.00', plain, -100n, '5', '250', '500'],
    ['short @ 4.99: all of its value', plain, -100n, '4.99', '249.50', '499'],
    ['short @ 2.00: 2.50 a share', plain, -100n, '2', '100', '250'],
  ])('%s', (_name, terms, quantity, mark, initial, maintenance) => {
    expect(equityRequirement(bare, terms, quantity, usd(mark))).toEqual({
      initial: usd(initial),
      maintenance: usd(maintenance),
    });
  });

  test('the house keeps 30 % of longs', () => {
    expect(equityRequirement(rules, plain, 100n, usd('40')).maintenance).toBe(usd('1200'));
  });

  test('opening needs at least what keeping needs: a short at 6.00 needs 5.00 a share, not 3.00', () => {
    expect(openingRequirement(rules, plain, -100n, usd('6'))).toBe(usd('500'));
  });

  test('a new issue has no loan value for thirty days', () => {
    const listed = parseDate('2026-11-01');
    expect(isNewIssue(rules, listed, parseDate('2026-11-30'))).toBe(true);
    expect(isNewIssue(rules, listed, parseDate('2026-12-01'))).toBe(false);
    expect(isNewIssue(rules, undefined, listed)).toBe(false);
  });
});

const long = (instrumentId: string, quantity: bigint, mark: string) => ({
  ...plain,
  instrumentId,
  quantity,
  mark: usd(mark),
});

describe('1 000 bought @ 40 with a deposit of 20 000', () => {
  const at = (mark: string) => marginReport(bare, usd('-20000'), [long('A', 1_000n, mark)]);

  test('is all that Reg T allows: equity 20 000, initial requirement 20 000, no buying power', () => {
    expect(at('40')).toMatchObject({
      equity: usd('20000'),
      initial: usd('20000'),
      excess: 0n,
      buyingPower: 0n,
      call: 0n,
    });
  });

  test('is called below 26.67: two thirds of the cost', () => {
    expect(at('26.67').call).toBe(0n);
    expect(at('26.66').call).toBe(usd('5'));
    expect(at('20').call).toBe(usd('5000'));
  });

  test('at 50 twice the excess of 5 000 may be bought', () => {
    expect(at('50')).toMatchObject({ excess: usd('5000'), buyingPower: usd('10000') });
  });
});

describe('margin account', () => {
  test('short proceeds are in cash: equity = cash + long value - short value', () => {
    const report = marginReport(bare, usd('75000'), [long('A', -1_000n, '50')]);
    expect(report).toMatchObject({ equity: usd('25000'), excess: 0n, shortValue: usd('50000') });
  });

  test('one position above 60 % of the long value needs 40 % maintenance (house)', () => {
    const spread = [long('A', 100n, '60'), long('B', 100n, '40')];
    const lumped = [long('A', 100n, '61'), long('B', 100n, '39')];
    expect(marginReport(rules, 0n, spread).maintenance).toBe(usd('3000'));
    expect(marginReport(rules, 0n, lumped).maintenance).toBe(usd('3610'));
  });

  test.each([
    ['2026-11-20', '2026-11-25', '2026-11-25'],
    ['2024-05-24', '2024-05-31', '2024-05-30'],
  ])('calls of %s: Reg T due %s, house due %s', (day, regT, house) => {
    expect(formatDate(regTCallDueOn(parseDate(day)))).toBe(regT);
    expect(formatDate(houseCallDueOn(parseDate(day)))).toBe(house);
  });
});

describe('liquidation', () => {
  const positions = [
    long('B', 1_000n, '20'),
    long('A', 1_000n, '20'),
    { ...long('X', 100n, '50'), marginable: false },
  ];

  test('without a call nothing is done', () => {
    expect(liquidationPlan(bare, 0n, positions, ['o1'])).toEqual([]);
  });

  test('cancels orders, then closes what frees most margin per dollar, just enough of it', () => {
    const cash = usd('-34000');
    const call = marginReport(bare, cash, positions).call;
    expect(call).toBe(usd('4000'));
    expect(liquidationPlan(bare, cash, positions, ['o2', 'o1'])).toEqual([
      { type: 'CANCEL_ORDER', orderId: 'o1' },
      { type: 'CANCEL_ORDER', orderId: 'o2' },
      { type: 'CLOSE', instrumentId: 'X', side: 'SELL', quantity: 80n },
    ]);
  });

  test('goes on with equal ones by instrument id, and buys shorts back', () => {
    const cash = usd('-36000');
    expect(liquidationPlan(bare, cash, positions, [])).toMatchObject([
      { instrumentId: 'X', quantity: 100n },
      { instrumentId: 'A', quantity: 200n },
    ]);
    expect(liquidationPlan(bare, usd('62000'), [long('S', -1_000n, '50')], [])).toEqual([
      { type: 'CLOSE', instrumentId: 'S', side: 'BUY', quantity: 200n },
    ]);
  });
});
