import type { DataOf, FactContext } from '../../runtime/recorded-fact.ts';
import { defineProjection, type Projection, type Reaction } from '../../runtime/projection.ts';
import { accountsTable, type AccountRow } from './table.ts';

/** A fact that changes one account's sums by amounts. */
function changes<Data extends { readonly accountId: string }>(
  change: (row: AccountRow, data: Data) => Partial<AccountRow>,
): Reaction<AccountRow, Data> {
  return {
    keys: ({ accountId }) => [accountId],
    evolve: (row, data, { position }) => row && { ...row, ...change(row, data), position },
  };
}

/** Balances by account. */
export const accountsProjection: Projection = defineProjection<AccountRow>({
  name: 'accounts',
  version: 1,
  tables: { postgres: accountsTable as never },
  key: 'accountId',
  on: {
    AccountOpened: {
      keys: ({ accountId }) => [accountId],
      evolve: (_, { accountId }, context) => opened(accountId, context),
    },
    CashDeposited: changes((row, { amount }) => ({
      deposited: row.deposited + amount,
      arriving: row.arriving + amount,
    })),
    FundsAllocated: changes((row, { amount }) => ({
      arriving: row.arriving - amount,
      cash: row.cash + amount,
    })),
    FundsReleased: changes((row, { amount }) => ({
      cash: row.cash - amount,
      leaving: row.leaving + amount,
    })),
    CashWithdrawn: changes((row, { amount }) => ({
      leaving: row.leaving - amount,
      withdrawn: row.withdrawn + amount,
    })),
    OrderAccepted: changes((row, { reserved }) => ({ reserved: row.reserved + reserved })),
    OrderCancelled: changes((row, { released }) => ({ reserved: row.reserved - released })),
    OrderReplaced: changes((row, { reserved, previouslyReserved }) => ({
      reserved: row.reserved + reserved - previouslyReserved,
    })),
    TradeExecuted: {
      keys: ({ buyAccountId: buyer, sellAccountId: seller }) =>
        buyer === seller ? [buyer] : [buyer, seller],
      evolve: (row, trade, { position }, key) => row && { ...traded(row, trade, key), position },
    },
  },
});

function opened(accountId: string, { at, position }: FactContext): AccountRow {
  const nothing = {
    cash: 0n,
    reserved: 0n,
    arriving: 0n,
    leaving: 0n,
    deposited: 0n,
    withdrawn: 0n,
  };
  return { accountId, ...nothing, openedAt: at, position };
}

function traded(row: AccountRow, trade: DataOf<'TradeExecuted'>, accountId: string): AccountRow {
  const { buyAccountId, sellAccountId, price, quantity, buyReleased } = trade;
  let { cash, reserved } = row;
  if (buyAccountId === accountId) {
    cash -= price * quantity;
    reserved -= buyReleased;
  }
  if (sellAccountId === accountId) cash += price * quantity;
  return { ...row, cash, reserved };
}
