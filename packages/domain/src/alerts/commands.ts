import { Type } from 'typebox';
import { all, own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  flag,
  instant,
  instrumentId,
  integer,
  message,
  oneOf,
  price,
  record,
  tradeId,
  unsigned,
} from '../contracts/schema/fields.ts';

/**
 * What an alert waits for: the last sale at or beyond a price; crossing it from the other side; or a move from the
 * previous close.
 */
export const ALERT_CONDITIONS = [
  'PRICE_ABOVE',
  'PRICE_BELOW',
  'CROSSES_UP',
  'CROSSES_DOWN',
  'MOVE_UP',
  'MOVE_DOWN',
] as const;
export type AlertCondition = (typeof ALERT_CONDITIONS)[number];

const alertId = () => commandId('The alert: the id of the command that set it');

export const SetPriceAlert = defineCommand(
  'SetPriceAlert',
  'Wants to be told when a price is reached. The id of this command becomes the id of the alert.',
  own(['trader'], ['ops']),
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    condition: oneOf(ALERT_CONDITIONS, 'What to wait for'),
    price: Type.Optional(price('Price of PRICE_… and CROSSES_… conditions')),
    moveBasisPoints: Type.Optional(
      integer('Move from the previous close of MOVE_… conditions, 1/10 000', {
        minimum: 1,
        maximum: 100_000,
      }),
    ),
    hysteresisBasisPoints: Type.Optional(
      integer('How far the price must come back before it can fire again, 1/10 000; absent: 10', {
        minimum: 1,
        maximum: 10_000,
      }),
    ),
    repeats: flag('Whether it fires again after it was armed again; else it ends when it fires'),
  }),
);

export const CancelPriceAlert = defineCommand(
  'CancelPriceAlert',
  'Ends an alert.',
  own(['trader'], ['ops']),
  record({ accountId: accountId(), alertId: alertId() }),
);

export const ObservePrice = defineCommand(
  'ObservePrice',
  'A sale that fires an alert or arms it again, as the watch of the market sees it.',
  all('process'),
  record({
    accountId: accountId(),
    alertId: alertId(),
    price: price('Price of the sale'),
    previousClose: price('Official close of the day before'),
    tradeId: Type.Optional(tradeId('The sale; absent: one elsewhere in the market')),
    position: unsigned('Commit position of the sale, or of the last fact before it'),
    index: integer('Its place in what was committed there', { minimum: 0, maximum: 2 ** 31 - 1 }),
    at: instant('When the order that traded came in, or the price was heard'),
  }),
);

export const RestatePriceAlert = defineCommand(
  'RestatePriceAlert',
  'The price of an alert in the shares after a split: as far from the market as it was.',
  all('process'),
  record({
    accountId: accountId(),
    alertId: alertId(),
    actionId: commandId('The corporate action'),
    price: price('Its price from now on'),
    position: unsigned('Commit position of the action in force: sales before it mean nothing'),
  }),
);

export const EndPriceAlert = defineCommand(
  'EndPriceAlert',
  'Ends an alert whose instrument is delisted: its price is reached no more.',
  all('process'),
  record({ accountId: accountId(), alertId: alertId(), reason: message() }),
);

export const ALERT_COMMANDS = [
  SetPriceAlert,
  CancelPriceAlert,
  ObservePrice,
  RestatePriceAlert,
  EndPriceAlert,
] as const;

export type AlertCommand = MessageOf<(typeof ALERT_COMMANDS)[number]>;
export type PriceObservation = MessageOf<typeof ObservePrice>['data'];
export type AlertTerms = MessageOf<typeof SetPriceAlert>['data'];
