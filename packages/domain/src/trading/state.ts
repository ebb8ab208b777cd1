import type { AccountOpenedFact, PermissionsFact } from '../accounts/facts.ts';
import type { OrderFees } from '../fees/order-fees.ts';
import type { VenueFee } from '../fees/terms.ts';
import type { ExpirationKind } from '../expiration/facts.ts';
import type { InstrumentListing } from '../instruments/commands.ts';
import type { Money, Price } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId, OrderId } from '../kernel/ids.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import type { Phase } from '../orders/terms.ts';
import type { ShortSaleRestriction } from '../protection/rule-201.ts';
import { newAccountRisk, type AccountRisk } from '../risk/account-risk.ts';
import type { InstrumentRisk } from '../risk/instrument-risk.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { noClientOrderIds, type ClientOrderIds } from './client-order-ids.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import { OpenOrders, type OrdersOf } from './open-orders/open-orders.ts';
import type { PendingKey } from './pending-key.ts';

/** Where what names no partition belongs: everything was there when there was one only. */
export const FIRST_PARTITION = 0;

/** An account in this partition. What it has, owes and has open is risk's to know. */
export interface AccountLedger {
  readonly accountId: AccountId;
  /** The account as it was opened. */
  readonly terms: AccountOpenedFact['data'];
  /** Where its cash comes in and goes out, and where it is when nothing is allocated elsewhere. */
  readonly home: number;
  /** Orders of one group do not trade with each other: one number for each beneficial owner, from 1. */
  readonly ownerGroup: number;
  /** Absent: equities and ETFs, no options, no short sales. */
  permissions: PermissionsFact['data'] | undefined;
  readonly clientOrderIds: ClientOrderIds;
  readonly risk: AccountRisk;
}

/** A tradable instrument with its terms as they are now. */
export interface TradedInstrument extends InstrumentListing {
  /** The partition that trades it; every other one only knows it. */
  partition: number;
  /** It is on its way from one partition to another: nobody trades it. */
  move: CommandId | undefined;
  /** Who decided about it before, by the times in the ids of commands: each up to its `until`, ns since 1970 UTC. */
  readonly owners: {
    readonly moveId: CommandId;
    readonly partition: number;
    readonly until: bigint;
  }[];
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
  delisted: boolean;
  /** The platform could not do with its book what a fact asks for: nobody trades it until an operator has looked. */
  suspended?: boolean | undefined;
  /** Prices at which it may trade (Limit Up-Limit Down, daily limits of futures); 0: no bound. */
  lowerBand: Price;
  upperBand: Price;
  /** Rule 201: since a fall by a tenth short sales are restricted, until the end of the next day. */
  readonly shortSales: ShortSaleRestriction;
  /** Highest entry sequence of its orders: new ones queue behind. */
  entrySequence: bigint;
  /** Number of its trades. */
  trades: bigint;
  readonly risk: InstrumentRisk;
}

/** Cash on its way out of the partition until the account has booked the withdrawal. */
export interface PendingRelease {
  readonly accountId: AccountId;
  readonly withdrawalId: CommandId;
  readonly amount: Money;
  readonly refused: boolean;
}

/** This partition's part in a transfer of cash, until the transfer's own stream says that it is over. */
export type PendingTransfer = { readonly transferId: CommandId } & (
  | { readonly kind: 'SENT'; readonly amount: Money }
  | { readonly kind: 'REFUSED'; readonly code: RejectCode }
  | { readonly kind: 'RECEIVED' }
);

/** This partition's part in the move of an instrument, until the instrument's own stream says that it is heard. */
export type PendingHandOver = {
  readonly moveId: CommandId;
  readonly instrumentId: InstrumentId;
} & (
  | { readonly kind: 'OUT'; /** Of its first fact in the journal. */ readonly sequence: bigint }
  | { readonly kind: 'DECLINED'; readonly code: RejectCode }
  | { readonly kind: 'IN' }
);

/** This partition's answer about a corporate action, until the action's own stream says that it is heard. */
export type PendingAction = {
  readonly actionId: CommandId;
  readonly instrumentId: InstrumentId;
  readonly version: number;
  readonly attempt: number;
} & (
  | { readonly kind: 'APPLIED'; readonly referencePrice: Price; readonly previousClose: Price }
  | { readonly kind: 'DECLINED'; readonly code: RejectCode }
);

/** This partition's answer about an expiration, until the expiration's own stream says that it is heard. */
export interface PendingExpiration {
  readonly instrumentId: InstrumentId;
  readonly expirationId: CommandId;
  readonly kind: ExpirationKind;
  readonly attempt: number;
  /** Why it was not done; undefined: it was. */
  readonly code: RejectCode | undefined;
}

/** A withdrawal that waits for cash from other partitions. */
export interface DeferredRelease {
  readonly accountId: AccountId;
  readonly withdrawalId: CommandId;
  readonly amount: Money;
  /** What was not free here when it was asked for. */
  readonly missing: Money;
  /** How many other partitions were asked. */
  readonly asked: number;
  /** How many of them have not answered yet. */
  unheard: number;
}

/**
 * Everything a trading partition knows: the fold of its journal. It is changed in place, by `evolve` alone (and `holdOrder`,
 * ahead of a fact): a partition holds millions of orders, and nobody keeps an older version. Other packages see it as `seen.ts`
 * has it.
 */
export interface TradingState {
  readonly accounts: Map<AccountId, AccountLedger>;
  readonly instruments: Map<InstrumentId, TradedInstrument>;
  readonly orders: OrdersOf<OpenOrder>;
  /** What open orders were charged and hold back for fees, absent: nothing of either. */
  readonly orderFees: Map<OrderId, OrderFees>;
  /** What venues charge, by MIC; our own book as `OWN_VENUE`. */
  readonly venueFees: Map<string, readonly VenueFee[]>;
  readonly releases: Map<PendingKey, PendingRelease>;
  readonly deferrals: Map<PendingKey, DeferredRelease>;
  readonly transfers: Map<CommandId, PendingTransfer>;
  readonly handOvers: Map<PendingKey, PendingHandOver>;
  readonly actions: Map<PendingKey, PendingAction>;
  readonly expirations: Map<PendingKey, PendingExpiration>;
  /** Claims to dividends that are not paid yet, by action: below zero, what a short position owes. */
  readonly dividends: Map<CommandId, Map<AccountId, Money>>;
  /** Number of each beneficial owner, in the order of their first account. */
  readonly owners: Map<string, number>;
  /** Accounts whose loss of a day is limited. */
  readonly lossLimited: Set<AccountId>;
  /** Where the market's day is; instruments admitted later begin there. Without sessions trading never ends. */
  session: { readonly phase: Phase; readonly date: CivilDate | undefined };
  /** A market-wide circuit breaker holds all books; absent `until`: for the rest of the day. */
  marketHalt:
    | { readonly date: CivilDate; readonly level: number; readonly until: bigint | undefined }
    | undefined;
  /** All new orders are refused (SEC Rule 15c3-5). */
  killSwitch: boolean;
  /** How far the accounts' and instruments' own streams have been followed (commit position). */
  referencePosition: bigint;
  /** Number of facts folded; the next fact gets this sequence number. */
  sequence: bigint;
  /** Number of trades folded; names the next trade. */
  trades: bigint;
}

/** A partition before its first fact. @param seed of `OpenOrders`. */
export function emptyTradingState(seed = 0): TradingState {
  return {
    accounts: new Map(),
    instruments: new Map(),
    orders: new OpenOrders([], seed),
    orderFees: new Map(),
    venueFees: new Map(),
    releases: new Map(),
    deferrals: new Map(),
    transfers: new Map(),
    handOvers: new Map(),
    actions: new Map(),
    expirations: new Map(),
    dividends: new Map(),
    owners: new Map(),
    lossLimited: new Set(),
    session: { phase: 'CONTINUOUS', date: undefined },
    marketHalt: undefined,
    killSwitch: false,
    referencePosition: 0n,
    sequence: 0n,
    trades: 0n,
  };
}

/** An account without money, limits or permissions beyond equities. */
export function emptyLedger(terms: AccountOpenedFact['data'], ownerGroup: number): AccountLedger {
  const { accountId, accountType, dayTrading } = terms;
  return {
    accountId,
    terms,
    home: terms.homePartition ?? FIRST_PARTITION,
    ownerGroup,
    permissions: undefined,
    clientOrderIds: noClientOrderIds(),
    risk: newAccountRisk(accountId, accountType, dayTrading),
  };
}
