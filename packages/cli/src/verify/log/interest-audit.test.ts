import { instantOf, parseDate, parseDecimal as usd, wall } from '@bellwether/domain';
import type { RecordedFact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { InterestAudit } from './interest-audit.ts';

const at = (day: string): bigint => instantOf(parseDate(day), wall(12));
const told = (day: string, type: string, data: object): RecordedFact =>
  ({ fact: { type, data }, at: at(day) }) as unknown as RecordedFact;
const alice = { accountId: 'alice' };
const through = parseDate('2026-11-30');

const RATES = told('2026-11-20', 'InterestRatesSet', {
  currency: 'USD',
  from: parseDate('2026-11-21'),
  creditBasisPoints: 360,
  debitBasisPoints: 720,
});
const IN = told('2026-11-20', 'CashDeposited', { ...alice, amount: usd('10000') });
const OUT = told('2026-11-26', 'CashWithdrawn', { ...alice, amount: usd('15000') });
const posting = (amount: string, day = '2026-12-01'): RecordedFact =>
  told(day, 'InterestPosted', { ...alice, through, amount: usd(amount) });
const closing = (accounts: number, paid: string, owed: string): RecordedFact =>
  told('2026-12-01', 'InterestClosed', {
    currency: 'USD',
    through,
    accounts,
    paid: usd(paid),
    owed: usd(owed),
  });

function violations(...facts: readonly RecordedFact[]): readonly string[] {
  const invariant = new Invariant('I18', 'interest');
  const audit = new InterestAudit(invariant);
  for (const fact of facts) audit.add(fact);
  return invariant.result.violations;
}

test('ten days of a deposit are ten days of interest', () => {
  expect(violations(IN, RATES, posting('10'), closing(1, '10', '0'))).toEqual([]);
});

test('a debt is charged by its own rate: five days of 1.00 each, five of 5 000 owed at 1.00 each', () => {
  expect(violations(IN, RATES, OUT, closing(0, '0', '0'))).toEqual([]);
  expect(violations(IN, RATES, OUT, posting('0.01'))).toHaveLength(1);
});

test.each([
  ['another amount', [posting('10.01')], /not 100000/],
  ['it twice', [posting('10'), posting('10')], /alice/],
  ['nothing to who is due something', [closing(0, '0', '0')], /was not paid/],
  ['sums that are not those of the accounts', [posting('10'), closing(1, '11', '0')], /not 100000/],
])('who is paid %s is found', (_what, facts, words) => {
  expect(violations(IN, RATES, ...facts).join('\n')).toMatch(words);
});

test('a month is paid for once: the next one begins behind it, with what was paid', () => {
  const december = told('2027-01-01', 'InterestPosted', {
    ...alice,
    through: parseDate('2026-12-31'),
    // 31 days of 10 010.00
    amount: usd('31.03'),
  });
  expect(violations(IN, RATES, posting('10'), closing(1, '10', '0'), december)).toEqual([]);
});
