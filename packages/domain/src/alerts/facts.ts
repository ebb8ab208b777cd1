// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { commandId, instrumentId, message, record } from '../contracts/schema/fields.ts';
import { ObservePrice, RestatePriceAlert, SetPriceAlert } from './commands.ts';

const alertId = () => commandId('The alert');
const { accountId } = SetPriceAlert.schema.properties;
const observed = { ...ObservePrice.schema.properties, instrumentId: instrumentId() };

export const PriceAlertSet = define(
  'PriceAlertSet',
  'An alert waits for its price.',
  record({ ...SetPriceAlert.schema.properties, alertId: alertId() }),
);

export const PriceAlertFired = define(
  'PriceAlertFired',
  'The price was reached; to be delivered at least once, by alert and trade. It ends an alert that does not repeat.',
  record(observed),
);

export const PriceAlertArmed = define(
  'PriceAlertArmed',
  'The price has come back far enough: the alert can fire (again).',
  record(observed),
);

export const PriceAlertEnded = define(
  'PriceAlertEnded',
  'The alert waits no longer, though its price was not reached.',
  record({ accountId, instrumentId: instrumentId(), alertId: alertId(), reason: message() }),
);

export const PriceAlertRestated = define(
  'PriceAlertRestated',
  'The alert waits for a price in the shares after a split.',
  record({ ...RestatePriceAlert.schema.properties, instrumentId: instrumentId() }),
);

export const ALERT_FACTS = [
  PriceAlertSet,
  PriceAlertFired,
  PriceAlertArmed,
  PriceAlertEnded,
  PriceAlertRestated,
] as const;

export type AlertFact = MessageOf<(typeof ALERT_FACTS)[number]>;
