import { bookSideOf, feeTotal, principalOf, type Fees } from '@bellwether/domain';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { withHold } from './holds.ts';
import { cancelExpected, expectProceeds } from './proceeds.ts';
import { accounts, type AccountRow } from './table.ts';

/** A fact that changes one account's sums by amounts. */
function changes<Data extends { readonly accountId: string }>(
  change: (row: AccountRow, data: Data) => Partial<AccountRow>,
): Reaction<AccountRow, Data> {
  return {
    keys: ({ accountId }) => [accountId],
    evolve: (row, data, { position }) => row && { ...row, ...change(row, data), position },
  };
}

/** A fact that changes the sums of both sides of a trade, which may be the same account. */
function both<Data extends { readonly buyAccountId: string; readonly sellAccountId: string }>(
  buyer: (row: AccountRow, data: Data) => Partial<AccountRow>,
  seller: (row: AccountRow, data: Data) => Partial<AccountRow>,
): Reaction<AccountRow, Data> {
  return {
    keys: ({ buyAccountId, sellAccountId }) =>
      buyAccountId === sellAccountId ? [buyAccountId] : [buyAccountId, sellAccountId],
    evolve: (row, data, { position }, key) => {
      if (row === undefined) return undefined;
      let changed = row;
      if (data.buyAccountId === key) changed = { ...changed, ...buyer(changed, data) };
      if (data.sellAccountId === key) changed = { ...changed, ...seller(changed, data) };
      return { ...changed, position };
    },
  };
}

/** Balances by account. */
export const accountsProjection: Projection = defineProjection<AccountRow>({
  name: 'accounts',
  version: 4,
  tables: { postgres: accounts },
  key: 'accountId',
  on: {
    AccountOpened: {
      creates: true,
      keys: ({ accountId }) => [accountId],
      evolve: (_, { accountId, accountType }, context) => opened(accountId, accountType, context),
    },
    CashDeposited: changes((row, { amount }) => ({
      deposited: row.deposited + amount,
      arriving: row.arriving + amount,
    })),
    FundsAllocated: {
      keys: ({ accountId }) => [accountId],
      evolve: (row, data, { at, position }) =>
        row && {
          ...row,
          arriving: row.arriving - data.amount,
          cash: row.cash + data.amount,
          holds: withHold(row.holds, data, tradeDateOf(at)),
          position,
        },
    },
    DepositReturned: changes((row, { amount }) => ({
      deposited: row.deposited - amount,
      arriving: row.arriving - amount,
    })),
    WithdrawalReturned: changes((row, { amount }) => ({
      withdrawn: row.withdrawn - amount,
      arriving: row.arriving + amount,
    })),
    InterestPosted: changes((row, { amount }) => ({
      interest: row.interest + amount,
      arriving: row.arriving + amount,
    })),
    // Whatever it is for was on its way before.
    CashBooked: changes((row, { amount, depositId }) => ({
      arriving: row.arriving - amount,
      cash: row.cash + amount,
      holds: row.holds.filter((one) => one.depositId !== depositId),
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
    OrderDecremented: changes((row, { released }) => ({ reserved: row.reserved - released })),
    OrderReplaced: changes((row, { reserved, previouslyReserved }) => ({
      reserved: row.reserved + reserved - previouslyReserved,
    })),
    PositionAdjusted: changes((row, { cash }) => ({ cash: row.cash + cash })),
    PositionExchanged: changes((row, { cash, cashInLieu }) => ({
      cash: row.cash + cash + cashInLieu,
    })),
    DividendPaid: changes((row, { amount }) => ({ cash: row.cash + amount })),
    PositionExpired: changes((row, { cash }) => ({ cash: row.cash + cash })),
    VariationPaid: changes((row, { amount }) => ({ cash: row.cash + amount })),
    OptionExercised: {
      keys: ({ buyAccountId, sellAccountId }) =>
        [buyAccountId, sellAccountId].filter((id) => id !== undefined),
      evolve: (row, data, { position }, key) =>
        row && { ...row, ...delivered(row, data, data.buyAccountId === key), position },
    },
    OrderExecuted: changes(executedAway),
    TradeExecuted: both<DataOf<'TradeExecuted'>>(
      (row, trade) => bought(row, trade, trade.buyFees, trade.buyReleased),
      (row, trade) => sold(row, trade, trade.sellFees, trade.sellReleased ?? 0n),
    ),
    TradeBusted: both<DataOf<'TradeBusted'>>(
      (row, trade) => paid(row, -principalOf(trade), -feeTotal(trade.buyFees), trade.buyReserved),
      (row, trade) => ({
        ...paid(row, principalOf(trade), -feeTotal(trade.sellFees), trade.sellReserved),
        proceeds: cancelExpected(row.proceeds, trade, netOf(trade, trade.sellFees)),
      }),
    ),
  },
});

/** Cash out (in where negative) for an execution and its fees, and what that does to the reserve. */
function paid(
  row: AccountRow,
  principal: bigint,
  fees: bigint,
  reserved: bigint,
): Partial<AccountRow> {
  return {
    cash: row.cash - principal - fees,
    fees: row.fees + fees,
    reserved: row.reserved + reserved,
  };
}

type Execution = DataOf<'TradeExecuted'> | DataOf<'OrderExecuted'>;

function bought(
  row: AccountRow,
  data: Execution,
  fees: Fees | undefined,
  released: bigint,
): Partial<AccountRow> {
  return paid(row, principalOf(data), feeTotal(fees), -released);
}

function sold(
  row: AccountRow,
  data: Execution,
  fees: Fees | undefined,
  released: bigint,
): Partial<AccountRow> {
  return {
    ...paid(row, -principalOf(data), feeTotal(fees), -released),
    proceeds: expectProceeds(row.proceeds, data, netOf(data, fees)),
  };
}

/** What a sale brings. */
function netOf(data: Execution | DataOf<'TradeBusted'>, fees: Fees | undefined): bigint {
  return principalOf(data) - feeTotal(fees);
}

/** Shares for the strike, or the strike for shares. */
function delivered(
  row: AccountRow,
  data: DataOf<'OptionExercised'>,
  isBuyer: boolean,
): Partial<AccountRow> {
  const { principal } = data;
  if (isBuyer) return { cash: row.cash - principal };
  return {
    cash: row.cash + principal,
    proceeds: expectProceeds(row.proceeds, data, principal),
  };
}

function executedAway(row: AccountRow, data: DataOf<'OrderExecuted'>): Partial<AccountRow> {
  const book = bookSideOf(data.side) === 'BUY' ? bought : sold;
  return book(row, data, data.fees, data.released);
}

function opened(
  accountId: string,
  accountType: string = 'CASH',
  { at, position }: FactContext,
): AccountRow {
  const nothing = {
    cash: 0n,
    reserved: 0n,
    arriving: 0n,
    leaving: 0n,
    deposited: 0n,
    withdrawn: 0n,
    fees: 0n,
    interest: 0n,
    proceeds: [],
    holds: [],
  };
  return { accountId, accountType, ...nothing, openedAt: at, position };
}
