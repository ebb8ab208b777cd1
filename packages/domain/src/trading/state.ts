import type { AccountRestriction, InstrumentRestriction } from '../account/terms.ts';
import type { RiskLimits } from '../account/commands.ts';
import type { AccountOpenedFact, LocateRecordedFact, PermissionsFact } from '../account/facts.ts';
import type { InstrumentListing } from '../instrument/commands.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId, OrderId } from '../kernel/ids.ts';
import type { OrderAcceptedFact } from '../order/facts.ts';
import type { Phase } from '../order/terms.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { noClientOrderIds, type ClientOrderIds } from './client-order-ids.ts';

/** An account's shares of one instrument; `reserved` of them are promised to open sell orders. */
export interface Holding {
  quantity: Quantity;
  reserved: Quantity;
}

/** What is held against an account or an instrument of it, and until when. */
export interface Hold<Restriction> {
  readonly restriction: Restriction;
  /** Last day; absent: until it is lifted. */
  readonly until: CivilDate | undefined;
}

/** What an account may trade with in this partition. Free cash is `cash - reserved`. */
export interface AccountLedger {
  readonly accountId: AccountId;
  /** The account as it was opened. */
  readonly terms: AccountOpenedFact['data'];
  /** Orders of one group do not trade with each other: one number for each beneficial owner, from 1. */
  readonly ownerGroup: number;
  /** Absent: equities and ETFs, no options, no short sales. */
  permissions: PermissionsFact['data'] | undefined;
  limits: RiskLimits;
  hold: Hold<AccountRestriction>;
  readonly instrumentHolds: Map<InstrumentId, Hold<InstrumentRestriction>>;
  readonly locates: Map<string, LocateRecordedFact['data']>;
  cash: Money;
  reserved: Money;
  readonly holdings: Map<InstrumentId, Holding>;
  readonly clientOrderIds: ClientOrderIds;
}

/** A tradable instrument with its terms as they are now. */
export interface TradedInstrument extends InstrumentListing {
  /** Last eligible sale; before the first one the previous close. Anchors collars. */
  referencePrice: Price;
  /** Last eligible sale of this session, that triggers stops; 0: none yet. */
  lastSale: Price;
  /** Official close of the day before; anchors daily limits. */
  previousClose: Price;
  /** What the book does with orders now. */
  phase: Phase;
  /** Halted for a reason of its own; in a session that does not trade the phase is another one. */
  halted: boolean;
  /** Held against everybody. */
  restriction: InstrumentRestriction;
  delisted: boolean;
  /** Prices at which it may trade (Limit Up-Limit Down, daily limits of futures); 0: no bound. */
  lowerBand: Price;
  upperBand: Price;
  /** Highest entry sequence of its orders: new ones queue behind. */
  entrySequence: bigint;
  /** Number of its trades. */
  trades: bigint;
}

type Terms = Omit<OrderAcceptedFact['data'], 'validatedAt' | 'approvedAt'>;

/** A live order: leaves are above zero as long as it is one. */
export interface OpenOrder extends Readonly<Terms> {
  quantity: Quantity;
  leaves: Quantity;
  /** Part of the leaves that the book shows (reserve orders). */
  shown: Quantity;
  limitPrice: Price;
  /** Cash held back (buys); a sell holds back `leaves` shares. */
  reserved: Money;
  entrySequence: bigint;
  /** A stop order that has been triggered: from then on the market or limit order that it stands for. */
  triggered: boolean;
}

/** Cash on its way out of the partition until the account has booked the withdrawal. */
export interface PendingRelease {
  readonly accountId: AccountId;
  readonly withdrawalId: CommandId;
  readonly amount: Money;
  readonly refused: boolean;
}

/**
 * Everything a trading partition knows: the fold of its journal. It is changed in place, by `evolve` alone: a partition
 * holds millions of orders, and nobody keeps an older version.
 */
export interface TradingState {
  readonly accounts: Map<AccountId, AccountLedger>;
  readonly instruments: Map<InstrumentId, TradedInstrument>;
  readonly orders: Map<OrderId, OpenOrder>;
  readonly releases: Map<CommandId, PendingRelease>;
  /** Number of each beneficial owner, in the order of their first account. */
  readonly owners: Map<string, number>;
  /** Where the market's day is; instruments admitted later begin there. Without sessions trading never ends. */
  session: { readonly phase: Phase; readonly date: CivilDate | undefined };
  /** All new orders are refused (SEC Rule 15c3-5). */
  killSwitch: boolean;
  /** How far the accounts' and instruments' own streams have been followed (commit position). */
  referencePosition: bigint;
  /** Number of facts folded; the next fact gets this sequence number. */
  sequence: bigint;
  /** Number of trades folded; names the next trade. */
  trades: bigint;
}

/** A partition before its first fact. */
export function emptyTradingState(): TradingState {
  return {
    accounts: new Map(),
    instruments: new Map(),
    orders: new Map(),
    releases: new Map(),
    owners: new Map(),
    session: { phase: 'CONTINUOUS', date: undefined },
    killSwitch: false,
    referencePosition: 0n,
    sequence: 0n,
    trades: 0n,
  };
}

/** An account without money, limits or permissions beyond equities. */
export function emptyLedger(terms: AccountOpenedFact['data'], ownerGroup: number): AccountLedger {
  return {
    accountId: terms.accountId,
    terms,
    ownerGroup,
    permissions: undefined,
    limits: {},
    hold: { restriction: 'NONE', until: undefined },
    instrumentHolds: new Map(),
    locates: new Map(),
    cash: 0n,
    reserved: 0n,
    holdings: new Map(),
    clientOrderIds: noClientOrderIds(),
  };
}

/** Cash that is neither spent nor held back. */
export function freeCash(ledger: AccountLedger): Money {
  return ledger.cash - ledger.reserved;
}

/** Shares that are not promised to an open sell order. */
export function freeShares(ledger: AccountLedger, instrument: InstrumentId): Quantity {
  const holding = ledger.holdings.get(instrument);
  return holding === undefined ? 0n : holding.quantity - holding.reserved;
}
