import type { RiskLimits } from '../accounts/commands.ts';
import type {
  AccountRestriction,
  AccountType,
  DayTradingRule,
  InstrumentRestriction,
} from '../accounts/terms.ts';
import type { CommissionSchedule } from '../accounts/commissions.ts';
import { newCashFunding, type CashFunding, type CashViolation } from '../margin/cash-funding.ts';
import { newDayTradeLog, type DayTradeLog } from '../margin/day-trades.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { Instant } from '../time/new-york.ts';
import type { Exposure } from './exposure.ts';
import type { InstrumentRisk } from './instrument-risk.ts';
import { newStockTable, type StockTable } from './stock-table.ts';

/** Something held against an account or an instrument of it, up to its last day (undefined: until it is lifted). */
export interface RiskHold<Restriction> {
  readonly restriction: Restriction;
  readonly until: CivilDate | undefined;
}

/** Shares located to borrow (Reg SHO 203(b)(1)); `used` of them are sold short or about to be. */
export interface Locate {
  readonly instrumentId: InstrumentId;
  readonly quantity: Quantity;
  readonly expiresOn: CivilDate;
  used: Quantity;
}

/** A deposit that may be traded with, and is not paid out as long as the bank may take it back. */
interface Uncollected {
  readonly depositId: CommandId;
  readonly amount: Money;
  /** Last day. */
  readonly until: CivilDate;
}

/** Margin of a group at the marks of `stamp`, a sum of mark versions. */
export interface GroupMargin {
  readonly stamp: number;
  readonly rules: MarginRules;
  readonly date: CivilDate;
  readonly held: Money;
  readonly maintenance: Money;
  readonly loanValue: Money;
}

/** Options of an account on one underlying, margined together. */
export interface OptionGroupRisk {
  readonly underlying: InstrumentRisk;
  readonly legs: Set<Exposure>;
  /** What was last worked out, and from what; undefined: positions have changed since. */
  margin: GroupMargin | undefined;
}

/** Orders of the last moments, to recognise duplicates: two generations, so that forgetting costs nothing. */
interface RecentOrders {
  since: Instant;
  younger: Map<string, Instant>;
  older: Map<string, Instant>;
}

/**
 * All that risk knows of an account. Changed in place by the functions of `apply` and `account-events` alone; what it
 * costs to keep does not depend on how many accounts there are.
 */
export interface AccountRisk {
  readonly accountId: AccountId;
  readonly accountType: AccountType;
  readonly dayTrading: DayTradingRule;
  optionLevel: number;
  shortSelling: boolean;
  limits: RiskLimits;
  /** What the house takes. */
  commissions: readonly CommissionSchedule[];
  hold: RiskHold<AccountRestriction>;
  readonly instrumentHolds: Map<InstrumentId, RiskHold<InstrumentRestriction>>;
  readonly locates: Map<string, Locate>;
  /** Trade-date cash: settled, plus proceeds on their way, less purchases to be paid. Below zero: a debit. */
  cash: Money;
  /** Claims to dividends until they are paid; below zero: owed by short positions. No cash, but worth something. */
  accrued: Money;
  /** Σ of the reserves of all open orders. */
  reserved: Money;
  readonly funding: CashFunding;
  /** Deposits that a bank may take back until the end of a day. */
  uncollected: Uncollected[];
  readonly violations: CashViolation[];
  readonly exposures: Map<InstrumentId, Exposure>;
  readonly optionGroups: Map<InstrumentId, OptionGroupRisk>;
  readonly stocks: StockTable;
  /** Exposures in futures and options: without them a cash account needs no valuation. */
  readonly derivatives: Set<Exposure>;
  /** Exposures with open orders that are to close a position. */
  readonly closing: Set<Exposure>;
  /** Σ of the worst-case values of open purchases and of open sales. */
  openBuys: Money;
  openSells: Money;
  openOrders: number;
  readonly messages: { second: Instant; count: number };
  readonly recent: RecentOrders;
  readonly dayTrades: DayTradeLog;
  /** Net liquidation value at the start of the day, moved by deposits and withdrawals; undefined: no day has begun. */
  dayStart: Money | undefined;
  /** Maintenance excess at the start of the day (legacy day-trading buying power). */
  dayStartExcess: Money;
  /** Value of what was opened today. */
  openedToday: Money;
  lossBreakerTripped: boolean;
}

/** An account that has nothing, is limited by nothing and may trade stock only. */
export function newAccountRisk(
  accountId: AccountId,
  accountType: AccountType = 'CASH',
  dayTrading: DayTradingRule = 'INTRADAY_MARGIN',
): AccountRisk {
  return {
    accountId,
    accountType,
    dayTrading,
    optionLevel: 0,
    shortSelling: false,
    limits: {},
    commissions: [],
    hold: { restriction: 'NONE', until: undefined },
    instrumentHolds: new Map(),
    locates: new Map(),
    cash: 0n,
    accrued: 0n,
    reserved: 0n,
    funding: newCashFunding(),
    uncollected: [],
    violations: [],
    exposures: new Map(),
    optionGroups: new Map(),
    stocks: newStockTable(),
    derivatives: new Set(),
    closing: new Set(),
    openBuys: 0n,
    openSells: 0n,
    openOrders: 0,
    messages: { second: -1n, count: 0 },
    recent: { since: 0n, younger: new Map(), older: new Map() },
    dayTrades: newDayTradeLog(),
    dayStart: undefined,
    dayStartExcess: 0n,
    openedToday: 0n,
    lossBreakerTripped: false,
  };
}

/** What is held on a day: a hold lapses after its last day. */
export function heldOn<R extends AccountRestriction | InstrumentRestriction>(
  hold: RiskHold<R> | undefined,
  date: CivilDate,
): R | 'NONE' {
  if (hold === undefined || (hold.until !== undefined && date > hold.until)) return 'NONE';
  return hold.restriction;
}
