import { bigint, boolean, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { id, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

const maybeInt8 = () => bigint({ mode: 'bigint' });

/** What issuers do to their shares: terms, how far it is, and the issuer's side of it. Amounts in 1/10 000 USD. */
export const corporateActions = readModels.table(
  'corporate_actions',
  {
    actionId: uuid().primaryKey(),
    instrumentId: name(),
    kind: name(),
    /** Days as text, `2026-11-20`. */
    exDate: name(),
    recordDate: text(),
    payDate: text(),
    newShares: integer(),
    oldShares: integer(),
    fractions: text(),
    cashInLieuPrice: maybeInt8(),
    amount: maybeInt8(),
    returnOfCapital: maybeInt8(),
    special: boolean().notNull(),
    amountBasis: text(),
    newSymbol: text(),
    /** Whose shares holders get in a merger or spin-off. */
    otherInstrumentId: text(),
    mergerCash: maybeInt8(),
    costBasisPoints: integer(),
    childValue: maybeInt8(),
    version: integer().notNull(),
    /** ANNOUNCED, DUE, EFFECTIVE, PAID or CANCELLED. */
    status: name(),
    /** How often it was to be put in force, and why it was not the last time. */
    attempts: integer().notNull(),
    code: text(),
    /** Accounts and orders that it changed. */
    positions: integer().notNull(),
    orders: integer().notNull(),
    /** Shares that the issuer added; below zero: took back. */
    issued: int8(),
    cashInLieu: sum(),
    accrued: sum(),
    paid: sum(),
    /** Shares of the other instrument that were issued. */
    otherIssued: int8(),
    /** Adjusted close; 0 before it is in force. */
    previousClose: int8(),
    announcedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('instrument').on(columns.instrumentId, columns.position)],
);

export type CorporateActionRow = typeof corporateActions.$inferSelect;

/** What an action did to one position or order, or which claim it gave. */
export const corporateActionEffects = readModels.table(
  'corporate_action_effects',
  {
    /** `<action>/<account>`, of positions that are split with `/<instrument>` behind it; of orders `<action>/<order>`. */
    id: text().primaryKey(),
    actionId: id(),
    accountId: name(),
    instrumentId: name(),
    /** POSITION, DIVIDEND, EXCHANGE, ORDER_CHANGED or ORDER_ENDED. */
    effect: name(),
    orderId: uuid(),
    /** Of a position its shares, of an order what is left to execute. */
    quantityBefore: int8(),
    quantity: int8(),
    newShares: integer(),
    oldShares: integer(),
    /** Of a merger or spin-off: shares of another instrument, which has a part of the cost, 1/10 000. */
    otherInstrumentId: text(),
    received: int8(),
    cashInLieu: sum(),
    /** What they are worth at its close. */
    value: sum(),
    costBasisPoints: integer(),
    /** Of an order that goes on. */
    limitPrice: maybeInt8(),
    stopPrice: maybeInt8(),
    /** Paid for a part of a share, for the shares of a merger, or the dividend; below zero: owed. */
    cash: sum(),
    returnOfCapital: sum(),
    /** Whether the cash has moved; of a dividend where and on which day, 0 and null before. */
    settled: boolean().notNull(),
    settledPosition: int8(),
    settledOn: text(),
    /** Where it stands in the log: position of its batch, and place in that. */
    recordedPosition: int8(),
    batchIndex: integer().notNull(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('action').on(columns.actionId, columns.id),
    index('held').on(columns.accountId, columns.instrumentId),
    index('got').on(columns.accountId, columns.otherInstrumentId),
  ],
);

export type CorporateActionEffectRow = typeof corporateActionEffects.$inferSelect;
