import { Type } from 'typebox';
import { all, own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  flag,
  integer,
  message,
  record,
  text,
  unsigned,
} from '../contracts/schema/fields.ts';

export const SetAlertWebhook = defineCommand(
  'SetAlertWebhook',
  'Wants the alerts of an account posted to an address, signed.',
  own(['trader'], ['ops']),
  record({
    accountId: accountId(),
    url: text('^https?://[!-~]{1,2040}$', 'Where to: https, reachable from outside'),
  }),
);

export const RemoveAlertWebhook = defineCommand(
  'RemoveAlertWebhook',
  'Wants the alerts of an account posted nowhere.',
  own(['trader'], ['ops']),
  record({ accountId: accountId() }),
);

export const RecordAlertDelivery = defineCommand(
  'RecordAlertDelivery',
  'What became of posting an alert that has fired.',
  all('process'),
  record({
    accountId: accountId(),
    alertId: commandId('The alert'),
    position: unsigned('Commit position of the fact that it fired'),
    index: integer('Its place in what was committed there', { minimum: 0, maximum: 2 ** 31 - 1 }),
    url: text('^https?://[!-~]{1,2040}$', 'Where to'),
    delivered: flag('The receiver has taken it (2xx)'),
    attempts: integer('How often it was posted', { minimum: 0, maximum: 1_000 }),
    status: Type.Optional(
      integer('HTTP status of the last answer', { minimum: 100, maximum: 599 }),
    ),
    reason: Type.Optional(message()),
  }),
);

export const WEBHOOK_COMMANDS = [SetAlertWebhook, RemoveAlertWebhook, RecordAlertDelivery] as const;

export type WebhookCommand = MessageOf<(typeof WEBHOOK_COMMANDS)[number]>;
export type AlertDelivery = MessageOf<typeof RecordAlertDelivery>['data'];
