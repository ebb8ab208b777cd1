import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { account, type AccountDecision } from '../accounts/account.ts';
import type { AccountFact } from '../accounts/facts.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';

const accountId = 'alice' as AccountId;
const id = (n: number): CommandId => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as CommandId;
const [commandId, depositId, withdrawalId] = [id(1), id(2), id(3)];
const { given } = specificationOf(account);

const opened: AccountFact = { type: 'AccountOpened', data: { accountId } };
const amount = 2_500_000n;
const announced: AccountFact = {
  type: 'DepositRequested',
  data: { accountId, depositId, amount },
};
const heldUntil = parseDate('2026-12-04');
const received: AccountFact = {
  type: 'CashDeposited',
  data: { accountId, depositId, amount, heldUntil },
};
const reason = 'no funds';
const declined: AccountFact = {
  type: 'DepositDeclined',
  data: { accountId, depositId, amount, reason },
};
const returned: AccountFact = {
  type: 'DepositReturned',
  data: { accountId, depositId, amount, reason },
};
const of = { accountId, depositId };
const confirm: AccountDecision = { commandId, type: 'ConfirmDeposit', data: { ...of, heldUntil } };
const decline: AccountDecision = { commandId, type: 'DeclineDeposit', data: { ...of, reason } };
const takeBack: AccountDecision = { commandId, type: 'ReturnDeposit', data: { ...of, reason } };

describe('a deposit', () => {
  test('is announced under the id of its command, and pays nothing in', () => {
    given(opened)
      .when({ commandId: depositId, type: 'RequestDeposit', data: { accountId, amount } })
      .thenRecords(announced);
  });

  test('that has come is paid in, with the day until which the bank may take it back', () => {
    given(opened, announced).when(confirm).thenRecords(received);
  });

  test('comes once, and not after it was declined', () => {
    given(opened, announced, received).when(confirm).thenRejects('NOTHING_TO_CHANGE');
    given(opened, announced).when(decline).thenRecords(declined);
    given(opened, announced, declined).when(confirm).thenRejects('NOTHING_TO_CHANGE');
  });

  test('is taken back by the bank once, when it has come', () => {
    given(opened, announced).when(takeBack).thenRejects('NOTHING_TO_CHANGE');
    given(opened, received).when(takeBack).thenRecords(returned);
    given(opened, received, returned).when(takeBack).thenRejects('NOTHING_TO_CHANGE');
  });

  test('that nobody knows is refused', () => {
    for (const command of [confirm, decline, takeBack])
      given(opened).when(command).thenRejects('UNKNOWN_DEPOSIT');
  });

  test('of before deposits had ids stays what it was', () => {
    const old: AccountFact = { type: 'CashDeposited', data: { accountId, amount } };
    given(opened, old).when(takeBack).thenRejects('UNKNOWN_DEPOSIT');
  });
});

describe('a withdrawal', () => {
  const named = { accountId, withdrawalId };
  const asked: AccountFact = { type: 'CashWithdrawalRequested', data: { ...named, amount } };
  const paid: AccountFact = { type: 'CashWithdrawn', data: { ...named, amount } };
  const back: AccountFact = { type: 'WithdrawalReturned', data: { ...named, amount, reason } };
  const sendBack: AccountDecision = {
    commandId,
    type: 'ReturnWithdrawal',
    data: { ...named, reason },
  };

  test('that was paid comes back once', () => {
    given(opened, asked).when(sendBack).thenRejects('NOTHING_TO_CHANGE');
    given(opened, asked, paid).when(sendBack).thenRecords(back);
    given(opened, asked, paid, back).when(sendBack).thenRejects('NOTHING_TO_CHANGE');
    given(opened).when(sendBack).thenRejects('UNKNOWN_WITHDRAWAL');
  });
});

describe('interest', () => {
  const month = (through: string, earned: bigint): AccountDecision => ({
    commandId,
    type: 'PostInterest',
    data: { accountId, through: parseDate(through), amount: earned },
  });
  const posted = (through: string, earned: bigint): AccountFact => ({
    type: 'InterestPosted',
    data: { accountId, through: parseDate(through), amount: earned },
  });

  test('is booked once for each day, above zero or below', () => {
    given(opened).when(month('2026-11-30', 500n)).thenRecords(posted('2026-11-30', 500n));
    const november = posted('2026-11-30', 500n);
    given(opened, november).when(month('2026-11-30', 500n)).thenRejects('NOTHING_TO_CHANGE');
    given(opened, november).when(month('2026-11-15', 500n)).thenRejects('NOTHING_TO_CHANGE');
    given(opened, november)
      .when(month('2026-12-31', -300n))
      .thenRecords(posted('2026-12-31', -300n));
  });

  test('of nothing is no fact', () => {
    given(opened).when(month('2026-11-30', 0n)).thenRecords();
  });
});
