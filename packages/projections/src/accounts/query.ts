import { integer, orNull, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { keyField } from '../read-model/followed-table.ts';
import { ofAccount } from '../read-model/query.ts';
import { findAccount, followAccount } from './balances.ts';
import { accountsProjection } from './projection.ts';
import { accounts } from './table.ts';

const BALANCES = record({
  ...rowOf(accounts).properties,
  available: integer,
  settled: integer,
  unsettled: integer,
  uncollected: integer,
  marketDay: orNull(text),
});

/** Accounts: what they own in cash. */
export const ACCOUNTS: Capability = {
  projections: [accountsProjection],
  queries: {
    'account.get': ofAccount(
      {
        description: 'Cash and balances of an account.',
        field: { name: 'account', id: 'accountId', type: 'Account' },
        input: {},
        output: orNull(BALANCES),
      },
      null,
      ({ db }, { accountId }) => findAccount(db, accountId),
    ),
  },
  subscriptions: {
    'account.changes': {
      description: 'Cash of an account, now and whenever it changes',
      of: 'account',
      field: 'accountChanges',
      message: 'AccountChanges',
      list: 'account',
      type: 'Account',
      isOne: true,
      row: BALANCES,
      follows: {
        projection: accountsProjection.name,
        table: accounts,
        owners: [accounts.accountId],
        key: keyField(accounts, 'accountId'),
      },
      rows: ({ db }, id) => followAccount(db, id),
    },
  },
};
