import type { Fact, RecordedFact } from '../../runtime/recorded-fact.ts';
import { readModel, type AnyReadModel } from '../../runtime/read-model.ts';
import { accounts, type AccountRow } from './table.ts';

/** Balances by account. */
export const accountsReadModel: AnyReadModel = readModel<AccountRow>({
  name: 'accounts',
  version: 1,
  table: accounts as never,
  key: 'accountId',
  keysOf: ({ fact }) => accountsOf(fact),
  evolve: (row, recorded, key) => {
    const { fact, position } = recorded;
    if (fact.type === 'AccountOpened') return opened(fact.data.accountId, recorded);
    return row === undefined ? undefined : { ...change(row, fact, key), position };
  },
});

function accountsOf(fact: Fact): readonly string[] {
  switch (fact.type) {
    case 'TradeExecuted': {
      const { buyAccountId, sellAccountId } = fact.data;
      return buyAccountId === sellAccountId ? [buyAccountId] : [buyAccountId, sellAccountId];
    }
    case 'AccountOpened':
    case 'CashDeposited':
    case 'CashWithdrawn':
    case 'FundsAllocated':
    case 'FundsReleased':
    case 'OrderAccepted':
    case 'OrderCancelled':
    case 'OrderReplaced':
    case 'OrderDecremented':
    case 'OrderExecuted':
      return [fact.data.accountId];
    default:
      return [];
  }
}

function opened(accountId: string, { at, position }: RecordedFact): AccountRow {
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

function change(row: AccountRow, fact: Fact, accountId: string): AccountRow {
  switch (fact.type) {
    case 'CashDeposited':
      return {
        ...row,
        deposited: row.deposited + fact.data.amount,
        arriving: row.arriving + fact.data.amount,
      };
    case 'FundsAllocated':
      return {
        ...row,
        arriving: row.arriving - fact.data.amount,
        cash: row.cash + fact.data.amount,
      };
    case 'FundsReleased':
      return { ...row, cash: row.cash - fact.data.amount, leaving: row.leaving + fact.data.amount };
    case 'CashWithdrawn':
      return {
        ...row,
        leaving: row.leaving - fact.data.amount,
        withdrawn: row.withdrawn + fact.data.amount,
      };
    case 'OrderAccepted':
      return { ...row, reserved: row.reserved + fact.data.reserved };
    case 'OrderCancelled':
      return { ...row, reserved: row.reserved - fact.data.released };
    case 'OrderReplaced':
      return { ...row, reserved: row.reserved + fact.data.reserved - fact.data.previouslyReserved };
    case 'OrderDecremented':
      return { ...row, reserved: row.reserved - fact.data.released };
    case 'OrderExecuted': {
      const { side, price, quantity, released } = fact.data;
      const paid = side === 'BUY' ? price * quantity : -price * quantity;
      return { ...row, cash: row.cash - paid, reserved: row.reserved - released };
    }
    case 'TradeExecuted': {
      const { buyAccountId, sellAccountId, price, quantity, buyReleased } = fact.data;
      let { cash, reserved } = row;
      if (buyAccountId === accountId) {
        cash -= price * quantity;
        reserved -= buyReleased;
      }
      if (sellAccountId === accountId) cash += price * quantity;
      return { ...row, cash, reserved };
    }
    default:
      return row;
  }
}
