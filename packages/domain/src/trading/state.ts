import type { AccountId, CommandId, InstrumentId, OrderId } from '../kernel/ids.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { OrderType, Side, TimeInForce } from '../order/commands.ts';

/** An account's shares of one instrument; `reserved` of them are promised to open sell orders. */
export interface Holding {
  quantity: Quantity;
  reserved: Quantity;
}

/** What an account may trade with in this partition. Free cash is `cash - reserved`. */
export interface AccountLedger {
  readonly accountId: AccountId;
  cash: Money;
  reserved: Money;
  readonly holdings: Map<InstrumentId, Holding>;
}

/** A tradable instrument; `referencePrice` is its last trade, or its previous close before the first. */
export interface TradedInstrument {
  readonly instrumentId: InstrumentId;
  readonly symbol: string;
  readonly tickSize: Price;
  readonly maxOrderQuantity: Quantity;
  referencePrice: Price;
  halted: boolean;
  /** Highest entry sequence of its orders: new ones queue behind. */
  entrySequence: bigint;
  /** Number of its trades. */
  trades: bigint;
}

/** A live order: leaves are above zero as long as it is one. */
export interface OpenOrder {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  quantity: Quantity;
  leaves: Quantity;
  limitPrice: Price;
  /** Cash held back (buys); a sell holds back `leaves` shares. */
  reserved: Money;
  entrySequence: bigint;
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
    referencePosition: 0n,
    sequence: 0n,
    trades: 0n,
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
