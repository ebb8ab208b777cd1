import { Type } from 'typebox';
import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  date,
  instrumentId,
  oneOf,
  orderId,
  quantity,
  record,
  text,
} from '../contracts/schema/fields.ts';
import { runId } from '../settlement/commands.ts';

const ofBuyIn = {
  accountId: accountId(),
  instrumentId: instrumentId(),
  orderId: orderId('The order that buys them: a market order of the account'),
  runId: runId(),
};

export const OrderBuyIn = defineCommand(
  'OrderBuyIn',
  'Shares that an account has not delivered are bought for it at the market: a fail is closed out (Reg SHO Rule 204).',
  all('process'),
  record({
    ...ofBuyIn,
    buyInOn: date('Day at whose opening it is bought'),
    failingSince: date('Since when the oldest of the shares are late'),
    sale: oneOf(['SHORT', 'LONG'], 'What was not delivered'),
    quantity: quantity('Shares to buy'),
  }),
);

export const RecordBuyIn = defineCommand(
  'RecordBuyIn',
  'The order of a buy-in was taken, or was refused.',
  all('process'),
  record({
    ...ofBuyIn,
    placing: oneOf(['PLACED', 'REFUSED', 'MISSED'], 'MISSED: its day was over before it was sent'),
    refusal: Type.Optional(text('^[A-Z][A-Z0-9_]{0,49}$', 'Why it was refused')),
  }),
);

export const BUY_IN_COMMANDS = [OrderBuyIn, RecordBuyIn] as const;

export type BuyInCommand = MessageOf<(typeof BUY_IN_COMMANDS)[number]>;
