import { Type } from 'typebox';
import { define, type MessageOf } from '../schema/definition.ts';
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
  unsigned,
} from '../schema/fields.ts';

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

export const SetPriceAlert = define(
  'SetPriceAlert',
  'Wants to be told when a price is reached. The id of this command becomes the id of the alert.',
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

export const CancelPriceAlert = define(
  'CancelPriceAlert',
  'Ends an alert.',
  record({ accountId: accountId(), alertId: alertId() }),
);

/** What the watch of the market tells an alert; no client sends it. */
export const ObservePrice = define(
  'ObservePrice',
  'An eligible sale, for the alerts of its instrument.',
  record({
    alertId: alertId(),
    price: price('Price of the sale'),
    previousClose: price('Official close of the day before, adjusted for what happened since'),
    cause: unsigned(
      'Sequence of the sale in its market data: with the alert’s id the key of its delivery',
    ),
    at: instant('When'),
  }),
);

export const ALERT_COMMANDS = [SetPriceAlert, CancelPriceAlert] as const;

export type AlertCommand = MessageOf<(typeof ALERT_COMMANDS)[number]>;
export type AlertObservation = MessageOf<typeof ObservePrice>;
export type AlertTerms = MessageOf<typeof SetPriceAlert>['data'];

/** Why an alert came to its end. */
export const alertEnd = { accountId: accountId(), alertId: alertId(), reason: message() };
