// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { RecordAlertDelivery, RemoveAlertWebhook, SetAlertWebhook } from './webhook-commands.ts';

export const AlertWebhookSet = define(
  'AlertWebhookSet',
  'Alerts of the account that fire from now on are posted there.',
  SetAlertWebhook.schema,
);

export const AlertWebhookRemoved = define(
  'AlertWebhookRemoved',
  'Alerts of the account are posted nowhere.',
  RemoveAlertWebhook.schema,
);

export const AlertPosted = define(
  'AlertPosted',
  'An alert that has fired was posted, and taken or given up.',
  RecordAlertDelivery.schema,
);

export const WEBHOOK_FACTS = [AlertWebhookSet, AlertWebhookRemoved, AlertPosted] as const;

export type WebhookFact = MessageOf<(typeof WEBHOOK_FACTS)[number]>;
