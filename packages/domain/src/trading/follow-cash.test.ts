import { describe, expect, test } from 'vitest';
import { accepted, alice, ledgerOf, market } from '../../test/trading-scene.ts';
import type { CashFact } from '../cash/facts.ts';
import { parseDecimal as usd } from '../kernel/fixed-point.ts';
import type { CommandId } from '../kernel/ids.ts';
import { uncollectedOn } from '../risk/account-events.ts';
import { addDays, parseDate } from '../time/civil-date.ts';
import { evolve } from './evolve.ts';
import { follow } from './follow.ts';
import type { TradingState } from './state.ts';

// Alice has 10,000 USD in partition 0, her home. On Friday her bank sends 500 more, and may take them back until Tuesday.

const friday = parseDate('2026-11-20');
const tuesday = addDays(friday, 4);
const id = (n: number): CommandId => `0192f3a0-7c1e-7aaa-8bbb-0000000000c${n}` as CommandId;
const depositId = id(1);
const of = { accountId: alice, depositId, amount: usd('500') };
const deposited: CashFact = { type: 'CashDeposited', data: { ...of, heldUntil: tuesday } };
const returned: CashFact = { type: 'DepositReturned', data: { ...of, reason: 'no funds' } };
const wanted = (amount: string): CashFact => ({
  type: 'CashWithdrawalRequested',
  data: { accountId: alice, withdrawalId: id(2), amount: usd(amount) },
});

/** What facts lead to, by name. */
function told(
  state: TradingState,
  facts: readonly CashFact[],
  date = friday,
  partition = 0,
): string[] {
  return facts.flatMap((fact, index) => {
    const followed = follow(state, fact, BigInt(index + 2), { partition, partitions: 1, date });
    if (followed === undefined) return [];
    evolve(state, followed);
    return [followed.type];
  });
}

describe('a deposit that the bank may take back', () => {
  test('is traded with, and not paid out', () => {
    const state = market();
    told(state, [deposited]);
    expect(ledgerOf(state, alice)).toBe('10500 0 | 0 0');
    expect(told(state, [wanted('10000.01')])).toEqual(['FundsReleaseRefused']);
    expect(told(state, [wanted('10000')])).toEqual(['FundsReleased']);
  });

  test('is paid out when that day is over', () => {
    const state = market();
    told(state, [deposited]);
    expect(told(state, [wanted('10500')], tuesday)).toEqual(['FundsReleaseRefused']);
    expect(told(state, [wanted('10500')], addDays(tuesday, 1))).toEqual(['FundsReleased']);
  });

  test('leaves when it is taken back, and is held no more', () => {
    const state = market();
    expect(told(state, [deposited, returned])).toEqual(['FundsAllocated', 'CashBooked']);
    expect(ledgerOf(state, alice)).toBe('10000 0 | 0 0');
    expect(told(state, [wanted('10000')])).toEqual(['FundsReleased']);
  });

  test('leaves though it is spent: the account owes', () => {
    const state = market(accepted(1, 'BUY', 99n, '100'));
    told(state, [deposited, { type: 'DepositReturned', data: { ...of, reason: 'no funds' } }]);
    told(state, [wanted('100')]);
    expect(ledgerOf(state, alice)).toBe('9900 9900 | 0 0');
    told(state, [returned]);
    expect(ledgerOf(state, alice)).toBe('9400 9900 | 0 0');
  });

  test('is forgotten with the day that is over', () => {
    const state = market();
    told(state, [deposited]);
    const { risk } = state.accounts.get(alice)!;
    expect(uncollectedOn(risk, tuesday)).toBe(usd('500'));
    for (const sessionDate of [tuesday, addDays(tuesday, 1)]) {
      const data = { phase: 'PRE_OPEN', sessionDate, sourcePosition: 9n } as const;
      evolve(state, { type: 'SessionPhaseAdopted', data });
      expect(risk.uncollected).toHaveLength(sessionDate === tuesday ? 1 : 0);
    }
  });
});

test('what is announced, or will not come, moves nothing', () => {
  const state = market();
  const facts: readonly CashFact[] = [
    { type: 'DepositRequested', data: of },
    { type: 'DepositDeclined', data: { ...of, reason: 'no funds' } },
  ];
  expect(told(state, facts)).toEqual([]);
});

test('a payment that comes back, and interest, are booked at the account’s home alone', () => {
  const state = market();
  const facts: readonly CashFact[] = [
    {
      type: 'WithdrawalReturned',
      data: { accountId: alice, withdrawalId: id(2), amount: usd('40'), reason: 'no such account' },
    },
    { type: 'InterestPosted', data: { accountId: alice, through: friday, amount: usd('-2') } },
  ];
  expect(told(state, facts, friday, 1)).toEqual([]);
  expect(told(state, facts)).toEqual(['CashBooked', 'CashBooked']);
  expect(ledgerOf(state, alice)).toBe('10038 0 | 0 0');
});

test('interest is profit or loss of the day, a payment that comes back is none', () => {
  const state = market();
  const { risk } = state.accounts.get(alice)!;
  risk.dayStart = usd('10000');
  told(state, [
    { type: 'InterestPosted', data: { accountId: alice, through: friday, amount: usd('3') } },
  ]);
  expect(risk.dayStart).toBe(usd('10000'));
  told(state, [deposited]);
  expect(risk.dayStart).toBe(usd('10500'));
  told(state, [returned]);
  expect(risk.dayStart).toBe(usd('10000'));
});
