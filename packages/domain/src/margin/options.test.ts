import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { cashOptionRequirement, optionGroupMargin } from './option-group.ts';
import { longLoanValue, nakedRequirement, type OptionLeg } from './option-requirement.ts';
import { recogniseStrategies } from './option-strategies.ts';
import { marginRulesOn } from './rules.ts';

const usd = parseDecimal;
const today = parseDate('2026-11-20');
const rules = marginRulesOn(today);
const rates = rules.options;

const on = (price: string, broadIndex = false) => ({
  price: usd(price),
  multiplier: 100n,
  broadIndex,
  leverageFactor: 1n,
});

const leg = (
  right: OptionLeg['right'],
  quantity: bigint,
  strike: string,
  mark: string,
  expiresOn = '2026-12-18',
): OptionLeg => ({
  instrumentId: `${right}${strike}${expiresOn}`,
  right,
  quantity,
  strike: usd(strike),
  mark: usd(mark),
  expiresOn: parseDate(expiresOn),
});

describe('naked short options, two contracts', () => {
  test.each([
    ['CALL', '14', '196', '192', '10640'],
    ['CALL', '14', '180', '192', '7600'],
    ['PUT', '14', '182', '192', '10080'],
    ['PUT', '14', '196', '192', '9840'],
    ['PUT', '0.18', '200', '210', '8036'],
  ] as const)(
    '%s premium %s, underlying %s, strike %s: %s',
    (right, premium, price, strike, all) => {
      const short = leg(right, -2n, strike, premium);
      expect(2n * nakedRequirement(rates, on(price), short)).toBe(usd(all));
      expect(recogniseStrategies(rates, on(price), 0n, [short])).toMatchObject([
        { strategy: 'NAKED', contracts: 2n, requirement: usd(all) },
      ]);
    },
  );

  test.each([
    ['CALL', '750', '3800', '143250'],
    ['PUT', '0.05', '3800', '38005'],
  ] as const)('broad index at 4 550, one %s @ %s, strike %s: %s', (right, premium, strike, all) => {
    expect(nakedRequirement(rates, on('4550', true), leg(right, -1n, strike, premium))).toBe(
      usd(all),
    );
  });

  test('a leveraged underlying multiplies the share', () => {
    const twice = { ...on('100'), leverageFactor: 2n };
    expect(nakedRequirement(rates, twice, leg('CALL', -1n, '100', '5'))).toBe(usd('4500'));
  });
});

describe('strategies', () => {
  const told = (price: string, shares: bigint, ...legs: readonly OptionLeg[]): string =>
    recogniseStrategies(rates, on(price), shares, legs)
      .map((s) => `${s.contracts} ${s.strategy} ${s.requirement / 10_000n}`)
      .join(', ');

  test('a call covered by stock needs nothing; what the stock does not cover is naked', () => {
    expect(told('196', 200n, leg('CALL', -2n, '192', '14'))).toBe('2 COVERED_CALL 0');
    expect(told('196', 199n, leg('CALL', -2n, '192', '14'))).toBe('1 COVERED_CALL 0, 1 NAKED 5320');
  });

  test('short stock covers short puts', () => {
    expect(told('196', -100n, leg('PUT', -1n, '192', '14'))).toBe('1 COVERED_PUT 0');
  });

  test('a vertical needs the width of its strikes when it can lose it, else nothing', () => {
    expect(told('196', 0n, leg('CALL', -1n, '195', '5'), leg('CALL', 1n, '200', '3'))).toBe(
      '1 CREDIT_SPREAD 500',
    );
    expect(told('196', 0n, leg('CALL', -1n, '200', '3'), leg('CALL', 1n, '195', '5'))).toBe(
      '1 DEBIT_SPREAD 0',
    );
    expect(told('196', 0n, leg('PUT', -1n, '195', '5'), leg('PUT', 1n, '190', '3'))).toBe(
      '1 CREDIT_SPREAD 500',
    );
  });

  test('a long leg that dies first covers nothing', () => {
    const [short, long] = [leg('CALL', -1n, '195', '5', '2027-01-15'), leg('CALL', 1n, '200', '3')];
    expect(told('196', 0n, short, long)).toBe('1 NAKED 4420');
  });

  test('a width beyond the naked requirement is no help', () => {
    expect(told('196', 0n, leg('CALL', -1n, '195', '5'), leg('CALL', 1n, '300', '0.01'))).toBe(
      '1 NAKED 4420',
    );
  });

  test('straddle: the larger naked requirement and the premium of the other', () => {
    // call 14 + 39.20 = 53.20; put 12 + 35.20 = 47.20; the straddle 53.20 + 12
    expect(told('196', 0n, leg('CALL', -1n, '192', '14'), leg('PUT', -1n, '192', '12'))).toBe(
      '1 STRADDLE 6520',
    );
  });

  test('iron condor: the wider side only', () => {
    const legs = [
      leg('PUT', 2n, '180', '1'),
      leg('PUT', -2n, '190', '3'),
      leg('CALL', -2n, '200', '3'),
      leg('CALL', 2n, '205', '1'),
    ];
    expect(told('196', 0n, ...legs)).toBe('2 IRON_CONDOR 2000');
  });

  test('the order of the legs does not matter', () => {
    const legs = [
      leg('CALL', -1n, '192', '14'),
      leg('CALL', -1n, '200', '9'),
      leg('CALL', 1n, '205', '7'),
      leg('PUT', -1n, '190', '8'),
    ];
    const outcome = told('196', 100n, ...legs);
    expect(outcome).toBe('1 COVERED_CALL 0, 1 CREDIT_SPREAD 500, 1 NAKED 4120');
    expect(told('196', 100n, ...legs.toReversed())).toBe(outcome);
  });
});

describe('a group with its stock', () => {
  const group = (shares: bigint, ...legs: readonly OptionLeg[]) => ({
    underlying: on('200'),
    marginable: true,
    shares,
    legs,
  });

  test('stock under a call in the money has loan value up to the strike only', () => {
    const margin = optionGroupMargin(rules, group(100n, leg('CALL', -1n, '192', '14')), today);
    // 8.00 a share without loan value: 50 % and 70 % of it more than stock alone
    expect(margin).toMatchObject({ initial: usd('400'), maintenance: usd('560') });
  });

  test('protective put: a tenth of the strike and what it is out of the money', () => {
    const margin = optionGroupMargin(rules, group(100n, leg('PUT', 1n, '190', '5')), today);
    // alone 30 % of 20 000 = 6 000; with the put 1 900 + 1 000
    expect(margin.maintenance).toBe(usd('-3100'));
    expect(margin.initial).toBe(0n);
  });

  test('a long option has no loan value, one of more than nine months a quarter of its value', () => {
    const loan = (expiresOn: string) =>
      longLoanValue(rates, on('200'), leg('CALL', 1n, '200', '20', expiresOn), today);
    expect(loan('2027-08-20')).toBe(0n);
    expect(loan('2027-08-21')).toBe(usd('500'));
    expect(loan('2028-01-21')).toBe(usd('500'));
  });

  test('a cash account secures puts with the whole strike and sells covered calls only', () => {
    expect(cashOptionRequirement(group(0n, leg('PUT', -2n, '190', '5')))).toBe(usd('38000'));
    expect(cashOptionRequirement(group(100n, leg('CALL', -1n, '210', '5')))).toBe(0n);
    expect(cashOptionRequirement(group(99n, leg('CALL', -1n, '210', '5')))).toBeUndefined();
  });
});
