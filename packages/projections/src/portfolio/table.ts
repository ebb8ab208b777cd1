import { index, text } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Every close that was published of an instrument's days: a corrected one stands behind the one that it corrects. */
export const closes = readModels.table(
  'closes',
  {
    /** Place in the log. */
    closeId: text().primaryKey(),
    instrumentId: name(),
    day: day(),
    /** Official close or settlement price, 1/10 000 USD. */
    price: int8(),
    /** OFFICIAL; LISTING: the price that it was listed with, as of the day before; ADJUSTED: what an action of the day has left of it. */
    kind: name(),
    at: int8(),
    position: int8(),
  },
  (columns) => [
    index('instrument').on(columns.instrumentId, columns.day),
    // Those that actions left are few, and the last of them is asked for with every look at prices.
    index('kind').on(columns.kind, columns.day),
  ],
);

export type CloseRow = typeof closes.$inferSelect;

/** The last sale of each instrument on each day, here or against another venue's quote. */
export const daySales = readModels.table(
  'day_sales',
  {
    /** `<instrument>/<day>` */
    saleId: text().primaryKey(),
    instrumentId: name(),
    day: day(),
    price: int8(),
    at: int8(),
    position: int8(),
  },
  (columns) => [
    index('instrument').on(columns.instrumentId, columns.day),
    index('day').on(columns.day),
  ],
);

export type DaySaleRow = typeof daySales.$inferSelect;

/** What each day did to each position: sums that add up over the days. Trades that were taken back are among them. */
export const positionDays = readModels.table(
  'position_days',
  {
    /** `<account>/<instrument>/<day>` */
    positionDayId: text().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    day: day(),
    /** Bought less sold. */
    traded: int8(),
    /** Came without a trade. */
    transferred: int8(),
    /** Cash paid less received, with fees. */
    cost: sum(),
    fees: sum(),
    /** Price × quantity bought less sold: of a future all there is of its price. */
    turnover: sum(),
    /** Principal bought, and sold. */
    bought: sum(),
    sold: sum(),
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId, columns.day)],
);

export type PositionDayRow = typeof positionDays.$inferSelect;

/** Cash that no trade and no issuer moved: one row for each payment, and for interest. */
export const cashFlows = readModels.table(
  'cash_flows',
  {
    /** Place in the log. */
    flowId: text().primaryKey(),
    accountId: name(),
    day: day(),
    /** Below zero: paid out. 1/10 000 USD. */
    amount: int8(),
    /** DEPOSIT, WITHDRAWAL, DEPOSIT_RETURNED, WITHDRAWAL_RETURNED or INTEREST. */
    kind: name(),
    at: int8(),
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId, columns.day), index('day').on(columns.day)],
);

export type CashFlowRow = typeof cashFlows.$inferSelect;

/** Trades that were taken back, of both sides; which day they were of says the trade. */
export const tradeBusts = readModels.table(
  'trade_busts',
  {
    tradeId: text().primaryKey(),
    instrumentId: name(),
    buyAccountId: name(),
    sellAccountId: name(),
    quantity: int8(),
    price: int8(),
    principal: sum(),
    buyFees: sum(),
    sellFees: sum(),
    /** On which it was taken back. */
    day: day(),
    at: int8(),
    position: int8(),
  },
  (columns) => [index('buyer').on(columns.buyAccountId), index('seller').on(columns.sellAccountId)],
);

export type TradeBustRow = typeof tradeBusts.$inferSelect;

/** At which prices each account stands in futures, which no cash is paid for: price × quantity, without the multiplier. */
export const futureEntries = readModels.table(
  'future_entries',
  {
    /** `<account>/<instrument>` */
    positionId: text().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    quantity: int8(),
    /** At average price; below zero: sold. */
    entered: sum(),
    /** What closed contracts brought. */
    realised: sum(),
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId)],
);

export type FutureEntryRow = typeof futureEntries.$inferSelect;
