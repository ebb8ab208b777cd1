// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { HALT_REASONS, ListInstrument } from '../instrument/commands.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { define, type MessageOf } from '../schema/definition.ts';
import {
  accountId,
  commandId,
  instrumentId,
  oneOf,
  positiveMoney,
  quantity,
  record,
  unsigned,
} from '../schema/fields.ts';
import { ORDER_FACTS, type OrderFact } from '../order/facts.ts';

/**
 * Each fact taken over from an account's or instrument's own stream names the position it came from, so that the
 * partition's own journal says how far it has followed them.
 */
const source = { sourcePosition: unsigned('Commit position of the fact it follows from') };

const release = {
  accountId: accountId(),
  withdrawalId: commandId('The withdrawal'),
  amount: positiveMoney('Amount'),
};

export const AccountAdmitted = define(
  'AccountAdmitted',
  'The account may trade here.',
  record({ accountId: accountId(), ...source }),
);

export const FundsAllocated = define(
  'FundsAllocated',
  'Cash of the account may be traded with here.',
  record({ accountId: accountId(), amount: positiveMoney('Amount'), ...source }),
);

export const SharesAllocated = define(
  'SharesAllocated',
  'Shares of the account may be traded here.',
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    quantity: quantity('Shares'),
    ...source,
  }),
);

export const FundsReleased = define(
  'FundsReleased',
  'Cash left the ledger and is on its way out of the account.',
  record({ ...release, ...source }),
);

export const FundsReleaseRefused = define(
  'FundsReleaseRefused',
  'The cash was not free; the account will be told.',
  record({ ...release, code: oneOf(REJECT_CODES, 'Reason'), ...source }),
);

export const FundsReleaseConfirmed = define(
  'FundsReleaseConfirmed',
  'The account has booked the answer to a withdrawal: nothing is on its way any more.',
  record({ ...release, ...source }),
);

export const InstrumentAdmitted = define(
  'InstrumentAdmitted',
  'The instrument is traded here.',
  record({ ...ListInstrument.schema.properties, ...source }),
);

export const TradingHalted = define(
  'TradingHalted',
  'New and replaced orders are refused.',
  record({ instrumentId: instrumentId(), reason: oneOf(HALT_REASONS, 'Why'), ...source }),
);

export const TradingResumed = define(
  'TradingResumed',
  'Orders are welcome again.',
  record({ instrumentId: instrumentId(), ...source }),
);

export const REFERENCE_FACTS = [
  AccountAdmitted,
  FundsAllocated,
  SharesAllocated,
  FundsReleased,
  FundsReleaseRefused,
  FundsReleaseConfirmed,
  InstrumentAdmitted,
  TradingHalted,
  TradingResumed,
] as const;

export type ReferenceFact = MessageOf<(typeof REFERENCE_FACTS)[number]>;

/** Everything a trading partition records, in the order of the journal's union: append only, never reorder. */
export const TRADING_FACTS = [...REFERENCE_FACTS, ...ORDER_FACTS] as const;

export type TradingFact = ReferenceFact | OrderFact;
