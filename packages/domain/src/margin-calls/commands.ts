import { Type } from 'typebox';
import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  date,
  flag,
  instrumentId,
  money,
  moneyOrZero,
  oneOf,
  orderId,
  quantity,
  record,
} from '../contracts/schema/fields.ts';
import { BOOK_SIDES } from '../orders/terms.ts';

/** Why more is needed: positions in stock and options (FINRA Rule 4210, house), or futures alone (the exchange's margin). The order is part of the journal: append only. */
export const CALL_KINDS = ['HOUSE', 'FUTURES'] as const;

/** Steps of one liquidation at most: what is left is for the next. */
export const LIQUIDATION_MAX = 100;

/** An open order that ends first. */
export const OPEN_ORDER = record({ orderId: orderId(), instrumentId: instrumentId() });

/** A position, or a part of it, that is closed. */
export const CLOSING = record({
  instrumentId: instrumentId(),
  side: oneOf(BOOK_SIDES, 'SELL what is long, BUY what is short'),
  quantity: quantity('Shares or contracts'),
});

export const RequestMarginCheck = defineCommand(
  'RequestMarginCheck',
  'Has the margin of an account looked at now, not only after the close.',
  all('risk', 'ops'),
  record({ accountId: accountId() }),
);

export const AssessMargin = defineCommand(
  'AssessMargin',
  'What an account is worth and needs at the marks, and what would bring it back: makes a margin call, ends one that is met, and carries out what is overdue.',
  all('process'),
  record({
    accountId: accountId(),
    day: date('Day of the marks'),
    kind: oneOf(CALL_KINDS, 'Of which margin'),
    equity: money('Equity for margin'),
    maintenance: moneyOrZero('What positions need to be kept'),
    call: moneyOrZero('What is missing; 0: nothing'),
    mayTrade: flag('Whether orders can be executed now'),
    openOrders: Type.Array(OPEN_ORDER, {
      maxItems: LIQUIDATION_MAX,
      description: 'Orders that would end first',
    }),
    closings: Type.Array(CLOSING, {
      maxItems: LIQUIDATION_MAX,
      description: 'What would be closed then, in this order',
    }),
  }),
);

export const MARGIN_CALL_COMMANDS = [RequestMarginCheck, AssessMargin] as const;

export type MarginCallCommand = MessageOf<(typeof MARGIN_CALL_COMMANDS)[number]>;
