// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  commandId,
  instrumentId,
  integer,
  message,
  moneyOrZero,
  oneOf,
  record,
} from '../contracts/schema/fields.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { ACTION_TERMS } from './terms.ts';

const named = { instrumentId: instrumentId(), actionId: commandId('The action') };

/** Which version of the terms, and which attempt to put it in force. */
export const VERSIONED = {
  ...named,
  version: integer('Version of the terms, from 1', { minimum: 1, maximum: 1_000_000 }),
};
const ATTEMPTED = {
  ...VERSIONED,
  attempt: integer('How often it was to be put in force, from 1', {
    minimum: 1,
    maximum: 1_000_000,
  }),
};

export const CorporateActionAnnounced = define(
  'CorporateActionAnnounced',
  'An issuer will do something to its shares.',
  record({ ...VERSIONED, ...ACTION_TERMS }),
);

export const CorporateActionAmended = define(
  'CorporateActionAmended',
  'The terms are others than were announced.',
  record({ ...VERSIONED, ...ACTION_TERMS }),
);

export const CorporateActionCancelled = define(
  'CorporateActionCancelled',
  'It will not happen.',
  record({ ...named, reason: message() }),
);

export const CorporateActionDue = define(
  'CorporateActionDue',
  'Its ex-date has come: the partition that trades the instrument puts it in force.',
  record({ ...ATTEMPTED, ...ACTION_TERMS }),
);

export const CorporateActionEffective = define(
  'CorporateActionEffective',
  'It is in force: positions, orders and prices follow it.',
  record({
    ...ATTEMPTED,
    ...ACTION_TERMS,
    referencePrice: moneyOrZero('Anchor of collars after it'),
    previousClose: moneyOrZero('Official close of the day before, adjusted'),
  }),
);

export const CorporateActionDeferred = define(
  'CorporateActionDeferred',
  'It could not be put in force yet.',
  record({ ...ATTEMPTED, code: oneOf(REJECT_CODES, 'Reason') }),
);

export const CorporateActionPayable = define(
  'CorporateActionPayable',
  'The pay date has come: each partition pays what was accrued there.',
  record(VERSIONED),
);

export const CORPORATE_ACTION_FACTS = [
  CorporateActionAnnounced,
  CorporateActionAmended,
  CorporateActionCancelled,
  CorporateActionDue,
  CorporateActionEffective,
  CorporateActionDeferred,
  CorporateActionPayable,
] as const;

export type CorporateActionFact = MessageOf<(typeof CORPORATE_ACTION_FACTS)[number]>;
export type CorporateActionDueFact = MessageOf<typeof CorporateActionDue>;
