import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import { account, type AccountDecision } from './account.ts';
import type { AccountFact } from './facts.ts';

const accountId = 'alice' as AccountId;
const commandId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const withdrawalId = '0192f3a0-7c1e-7aaa-8bbb-000000000002' as CommandId;
const { given } = specificationOf(account);

const opened: AccountFact = { type: 'AccountOpened', data: { accountId } };
const requested: AccountFact = {
  type: 'CashWithdrawalRequested',
  data: { accountId, withdrawalId, amount: 500n },
};
const paid: AccountFact = {
  type: 'CashWithdrawn',
  data: { accountId, withdrawalId, amount: 500n },
};
const complete: AccountDecision = {
  commandId,
  type: 'CompleteWithdrawal',
  data: { accountId, withdrawalId },
};
const refuse: AccountDecision = {
  commandId,
  type: 'RefuseWithdrawal',
  data: { accountId, withdrawalId, code: 'INSUFFICIENT_FUNDS' },
};

describe('an account', () => {
  test('is opened once', () => {
    given().when({ commandId, type: 'OpenAccount', data: { accountId } }).thenRecords(opened);
    given(opened)
      .when({ commandId, type: 'OpenAccount', data: { accountId } })
      .thenRejects('ACCOUNT_EXISTS');
  });

  test('takes cash and shares in', () => {
    const cash = { accountId, amount: 1_000_000n };
    const shares = { accountId, instrumentId: 'AMZN' as InstrumentId, quantity: 10n };
    given(opened)
      .when({ commandId, type: 'DepositCash', data: cash })
      .thenRecords({ type: 'CashDeposited', data: { ...cash, depositId: commandId } });
    given(opened)
      .when({ commandId, type: 'DepositSecurities', data: shares })
      .thenRecords({ type: 'SecuritiesDeposited', data: shares });
  });

  test('that was never opened refuses everything', () => {
    given()
      .when({ commandId, type: 'DepositCash', data: { accountId, amount: 1n } })
      .thenRejects('UNKNOWN_ACCOUNT');
    given()
      .when({ commandId, type: 'WithdrawCash', data: { accountId, amount: 1n } })
      .thenRejects('UNKNOWN_ACCOUNT');
    given().when(complete).thenRejects('UNKNOWN_ACCOUNT');
  });
});

describe('a withdrawal', () => {
  test('is requested under the id of its command, and not yet paid', () => {
    given(opened)
      .when({ commandId: withdrawalId, type: 'WithdrawCash', data: { accountId, amount: 500n } })
      .thenRecords(requested);
  });

  test('is paid, or refused, when the trading partition has answered', () => {
    given(opened, requested).when(complete).thenRecords(paid);
    given(opened, requested)
      .when(refuse)
      .thenRecords({
        type: 'CashWithdrawalRefused',
        data: { accountId, withdrawalId, amount: 500n, code: 'INSUFFICIENT_FUNDS' },
      });
  });

  test('is answered once: a second answer changes nothing', () => {
    given(opened, requested, paid).when(complete).thenNothing();
    given(opened, requested, paid).when(refuse).thenNothing();
    given(opened).when(complete).thenNothing();
  });
});
