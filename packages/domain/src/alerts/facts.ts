// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../schema/definition.ts';
import { record } from '../schema/fields.ts';
import { alertEnd, ObservePrice, SetPriceAlert } from './commands.ts';

export const PriceAlertSet = define(
  'PriceAlertSet',
  'An alert waits for its price.',
  record({ ...SetPriceAlert.schema.properties, alertId: alertEnd.alertId }),
);

export const PriceAlertFired = define(
  'PriceAlertFired',
  'The price was reached; to be delivered at least once, by alert and cause.',
  ObservePrice.schema,
);

export const PriceAlertArmed = define(
  'PriceAlertArmed',
  'The price has come back far enough: the alert can fire (again).',
  ObservePrice.schema,
);

export const PriceAlertEnded = define(
  'PriceAlertEnded',
  'The alert waits no longer.',
  record(alertEnd),
);

export const ALERT_FACTS = [
  PriceAlertSet,
  PriceAlertFired,
  PriceAlertArmed,
  PriceAlertEnded,
] as const;

export type AlertFact = MessageOf<(typeof ALERT_FACTS)[number]>;
