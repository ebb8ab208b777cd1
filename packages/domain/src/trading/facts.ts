// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type, type TObject, type TSchema } from 'typebox';
import {
  LossBreakerReset,
  AccountInstrumentRestricted,
  AccountOpened,
  AccountRestricted,
  LocateRecorded,
  RiskLimitsSet,
  TradingPermissionsSet,
  CommissionsSet,
} from '../accounts/facts.ts';
import { heldUntil } from '../cash/commands.ts';
import { VenueFeesSet } from '../fees/facts.ts';
import { HALT_REASONS } from '../instruments/commands.ts';
import {
  ClosePublished,
  InstrumentDelisted,
  InstrumentListed,
  InstrumentRestricted,
  InstrumentRevised,
  SymbolChanged,
} from '../instruments/facts.ts';
import {
  KillSwitchSet,
  MarketHalted,
  MarketResumed,
  SessionPhaseEntered,
} from '../sessions/facts.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { define, type Definition, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  instrumentId,
  integer,
  message,
  money,
  moneyOrZero,
  oneOf,
  positiveMoney,
  price,
  quantity,
  record,
  signed,
  unsigned,
} from '../contracts/schema/fields.ts';
import { ORDER_FACTS, type OrderFact } from '../orders/facts.ts';
import { ACTION_FACTS, type ActionFact } from './action-facts.ts';
import { EXPIRATION_JOURNAL_FACTS, type ExpirationJournalFact } from './expiration-facts.ts';
import { MOVE_FACTS, type MoveFact } from './move-facts.ts';
import { PARTITION_FACTS, type PartitionFact } from './partition-facts.ts';
import { PHASES } from '../orders/terms.ts';

/**
 * Each fact taken over from an account's or instrument's own stream names the position it came from, so that the
 * partition's own journal says how far it has followed them.
 */
const source = { sourcePosition: unsigned('Commit position of the fact it follows from') };

/** Why cash moves that nobody has traded, paid in or asked for. The order is part of the journal: append only. */
const BOOKED_CASH = ['DEPOSIT_RETURNED', 'WITHDRAWAL_RETURNED', 'INTEREST'] as const;

const release = {
  accountId: accountId(),
  withdrawalId: commandId('The withdrawal'),
  amount: positiveMoney('Amount'),
};

export const AccountAdmitted = define(
  'AccountAdmitted',
  'The account may trade here.',
  record({ ...AccountOpened.schema.properties, ...source }),
);

export const FundsAllocated = define(
  'FundsAllocated',
  'Cash of the account may be traded with here.',
  record({
    accountId: accountId(),
    amount: positiveMoney('Amount'),
    depositId: Type.Optional(commandId('The deposit')),
    heldUntil: heldUntil(),
    ...source,
  }),
);

export const CashBooked = define(
  'CashBooked',
  'Cash of the account came or went otherwise than by a deposit, a withdrawal or a trade.',
  record({
    accountId: accountId(),
    kind: oneOf(BOOKED_CASH, 'Why'),
    amount: money('Below zero: it went'),
    depositId: Type.Optional(commandId('The deposit that the bank took back')),
    ...source,
  }),
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
  record({ ...InstrumentListed.schema.properties, ...source }),
);

/** The partition takes over what an account's or instrument's own stream says, under a name of its own. */
const adopted = <const Type extends string, P extends Record<string, TSchema>>(
  type: Type,
  { description, schema }: { readonly description: string; readonly schema: TObject<P> },
): Definition<Type, TObject<P & typeof source>> =>
  define(type, description, record({ ...schema.properties, ...source }));

export const PermissionsAdopted = adopted('PermissionsAdopted', TradingPermissionsSet);
export const RiskLimitsAdopted = adopted('RiskLimitsAdopted', RiskLimitsSet);
export const AccountRestrictionAdopted = adopted('AccountRestrictionAdopted', AccountRestricted);
export const AccountInstrumentRestrictionAdopted = adopted(
  'AccountInstrumentRestrictionAdopted',
  AccountInstrumentRestricted,
);
export const LocateAdopted = adopted('LocateAdopted', LocateRecorded);
export const LossBreakerResetAdopted = adopted('LossBreakerResetAdopted', LossBreakerReset);
export const InstrumentTermsAdopted = adopted('InstrumentTermsAdopted', InstrumentRevised);
export const SymbolAdopted = adopted('SymbolAdopted', SymbolChanged);
/** Variation follows it in facts of its own; before there were such, each position was settled by this one. */
export const CloseAdopted = define(
  'CloseAdopted',
  ClosePublished.description,
  record({
    ...ClosePublished.schema.properties,
    ...source,
    variations: Type.Optional(
      integer('Of a future: facts that follow, about what accounts gained or lost', {
        minimum: 0,
        maximum: 2 ** 31 - 1,
      }),
    ),
  }),
);
export const InstrumentRestrictionAdopted = adopted(
  'InstrumentRestrictionAdopted',
  InstrumentRestricted,
);
export const DelistingAdopted = adopted('DelistingAdopted', InstrumentDelisted);
export const SessionPhaseAdopted = adopted('SessionPhaseAdopted', SessionPhaseEntered);
export const KillSwitchAdopted = adopted('KillSwitchAdopted', KillSwitchSet);

export const MarketHaltAdopted = adopted('MarketHaltAdopted', MarketHalted);
export const MarketResumptionAdopted = adopted('MarketResumptionAdopted', MarketResumed);

export const CommissionsAdopted = adopted('CommissionsAdopted', CommissionsSet);
export const VenueFeesAdopted = adopted('VenueFeesAdopted', VenueFeesSet);

export const TradingHalted = define(
  'TradingHalted',
  'The book only collects orders, until a reopening auction.',
  record({ instrumentId: instrumentId(), reason: oneOf(HALT_REASONS, 'Why'), ...source }),
);

export const TradingResumed = define(
  'TradingResumed',
  'The halt is over: a reopening auction follows.',
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
  PermissionsAdopted,
  RiskLimitsAdopted,
  AccountRestrictionAdopted,
  AccountInstrumentRestrictionAdopted,
  LocateAdopted,
  LossBreakerResetAdopted,
  InstrumentTermsAdopted,
  SymbolAdopted,
  CloseAdopted,
  InstrumentRestrictionAdopted,
  DelistingAdopted,
  SessionPhaseAdopted,
  KillSwitchAdopted,
] as const;

/** The last: the journal's union only grows at its end. */
export const CASH_BOOKINGS = [CashBooked] as const;

/** Later ones: the journal's union only grows at its end. */
export const HALT_FACTS = [MarketHaltAdopted, MarketResumptionAdopted] as const;

/** Later ones: the journal's union only grows at its end. */
export const FEE_FACTS = [CommissionsAdopted, VenueFeesAdopted] as const;

export type ReferenceFact =
  | MessageOf<(typeof REFERENCE_FACTS)[number]>
  | MessageOf<(typeof HALT_FACTS)[number]>
  | MessageOf<(typeof FEE_FACTS)[number]>
  | MessageOf<typeof CashBooked>;

/** What happens to the book of one instrument as a whole. */
export const PhaseChanged = define(
  'PhaseChanged',
  'The book of the instrument treats orders otherwise from now on (FIX 35=f).',
  record({ instrumentId: instrumentId(), phase: oneOf(PHASES, 'New phase (FIX 326)') }),
);

export const AuctionCompleted = define(
  'AuctionCompleted',
  'What crossed was traded at one price; its trades stand before this fact.',
  record({
    instrumentId: instrumentId(),
    price: Type.Optional(price('Price of the auction; absent: nothing crossed')),
    volume: unsigned('Shares traded'),
    imbalance: signed('Buys minus sells left over at the price'),
  }),
);

export const BandsSet = define(
  'BandsSet',
  'Trades may happen within these prices only (Limit Up-Limit Down, daily limits of futures).',
  record({
    instrumentId: instrumentId(),
    lower: moneyOrZero('Lowest price; 0: none'),
    upper: moneyOrZero('Highest price; 0: none'),
  }),
);

export const LossBreakerTripped = define(
  'LossBreakerTripped',
  'The account has lost more today than it may: it opens nothing until somebody resets it, and its open orders end.',
  record({ accountId: accountId(), limit: moneyOrZero('What it may lose in a day') }),
);

export const MARKET_FACTS = [PhaseChanged, AuctionCompleted, BandsSet, LossBreakerTripped] as const;

export const TradingSuspended = define(
  'TradingSuspended',
  'The matching engine could not do what a fact asks of the book: the platform holds the instrument, and an operator must look.',
  record({ instrumentId: instrumentId(), reason: message() }),
);

/** Later ones: the journal's union only grows at its end. */
export const SUSPENSION_FACTS = [TradingSuspended] as const;

export type MarketFact = MessageOf<
  (typeof MARKET_FACTS)[number] | (typeof SUSPENSION_FACTS)[number]
>;

/** Everything a trading partition records, in the order of the journal's union: append only, never reorder. */
export const TRADING_FACTS = [
  ...REFERENCE_FACTS,
  ...ORDER_FACTS,
  ...MARKET_FACTS,
  ...PARTITION_FACTS,
  ...HALT_FACTS,
  ...MOVE_FACTS,
  ...SUSPENSION_FACTS,
  ...FEE_FACTS,
  ...ACTION_FACTS,
  ...EXPIRATION_JOURNAL_FACTS,
  ...CASH_BOOKINGS,
] as const;

export type TradingFact =
  | ReferenceFact
  | OrderFact
  | MarketFact
  | PartitionFact
  | MoveFact
  | ActionFact
  | ExpirationJournalFact;
