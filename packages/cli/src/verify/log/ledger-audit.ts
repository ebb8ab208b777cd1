import type { Fact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { ActionAudit, type Booking } from './action-audit.ts';
import { ExpirationAudit } from './expiration-audit.ts';
import { cashOf, feesOf, sideOf, type DataOf } from './fact-words.ts';
import { VariationAudit } from './variation-audit.ts';

/** Amounts of 1/10 000 USD. */
export interface Account {
  cash: bigint;
  /** Paid in and not yet there, or on its way out. */
  underWay: bigint;
  reserved: bigint;
  /** May owe cash and shares. */
  readonly onMargin: boolean;
  /** A trade that was taken back has left it owing; until it is covered again. */
  owes: boolean;
  /** What was taken from it and is not booked yet. */
  taken: number;
}

const NOTHING = { cash: 0n, underWay: 0n, reserved: 0n, owes: false, taken: 0 };

export interface Holding {
  readonly accountId: string;
  readonly instrumentId: string;
  quantity: bigint;
  reserved: bigint;
  owes: boolean;
}

/** Books every movement of cash and shares a second time, and adds everything up: nothing may appear or vanish. */
export class LedgerAudit {
  readonly #invariant: Invariant;
  readonly accounts: Map<string, Account> = new Map<string, Account>();
  /** By account and instrument, `<account>/<instrument>`. */
  readonly holdings: Map<string, Holding> = new Map<string, Holding>();
  /** What each account was charged by kind. */
  readonly charged: Map<string, Record<string, bigint>> = new Map();
  readonly #issued = new Map<string, bigint>();
  #deposited = 0n;
  #withdrawn = 0n;
  #arriving = 0n;
  #leaving = 0n;
  /** Of banks and the house, either way, and not in the trading ledger yet. */
  #booking = 0n;
  /** Paid to venues and authorities, and to sellers at other venues less what came from buyers there. */
  #fees = 0n;
  #elsewhere = 0n;
  /** Paid by issuers and the clearing house, less what was owed to them. */
  #issuers = 0n;
  readonly #actions: ActionAudit;
  readonly #expirations: ExpirationAudit;
  readonly #variations: VariationAudit;

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
    this.#actions = new ActionAudit(invariant);
    this.#expirations = new ExpirationAudit(invariant);
    this.#variations = new VariationAudit(invariant);
  }

  add(fact: Fact): void {
    const owed = this.#expirations.add(fact, (instrumentId) => this.#held(instrumentId));
    for (const booking of [...owed, ...this.#variations.add(fact)]) this.#end(booking);
    switch (fact.type) {
      case 'AccountOpened': {
        const onMargin = fact.data.accountType === 'MARGIN';
        this.accounts.set(fact.data.accountId, { ...NOTHING, onMargin });
        return;
      }
      case 'CashDeposited':
        this.#deposited += fact.data.amount;
        this.#arriving += fact.data.amount;
        this.#account(fact.data.accountId).underWay += fact.data.amount;
        return;
      case 'FundsAllocated':
        this.#arriving -= fact.data.amount;
        this.#account(fact.data.accountId).underWay -= fact.data.amount;
        return this.#move(fact.data.accountId, fact.data.amount, 0n);
      case 'FundsReleased':
        this.#leaving += fact.data.amount;
        this.#account(fact.data.accountId).underWay += fact.data.amount;
        return this.#move(fact.data.accountId, -fact.data.amount, 0n);
      case 'CashWithdrawn':
        this.#leaving -= fact.data.amount;
        this.#account(fact.data.accountId).underWay -= fact.data.amount;
        this.#withdrawn += fact.data.amount;
        return;
      case 'DepositReturned':
        return this.#outside(fact.data.accountId, -fact.data.amount, true);
      case 'WithdrawalReturned':
        return this.#outside(fact.data.accountId, fact.data.amount, false);
      case 'InterestPosted':
        return this.#outside(fact.data.accountId, fact.data.amount, fact.data.amount < 0n);
      case 'CashBooked':
        return this.#book(fact.data);
      case 'SharesAllocated': {
        const { accountId, instrumentId, quantity } = fact.data;
        this.#issue(instrumentId, quantity);
        return this.#hold(accountId, instrumentId, quantity, 0n);
      }
      case 'CorporateActionApplied':
      case 'PositionAdjusted':
      case 'PositionExchanged':
      case 'OptionSeriesAdjusted':
      case 'DividendAccrued':
      case 'DividendPaid':
        return this.#act(fact);
      default:
        return this.#order(fact);
    }
  }

  /** Banks and the house pay or take; the trading ledger books it a moment later. @param mayOwe whether it may be spent already. */
  #outside(accountId: string, amount: bigint, mayOwe: boolean): void {
    const account = this.#account(accountId);
    this.#deposited += amount;
    this.#booking += amount;
    account.underWay += amount;
    if (mayOwe) account.taken += 1;
  }

  #book({ accountId, amount }: DataOf<'CashBooked'>): void {
    const account = this.#account(accountId);
    this.#booking -= amount;
    account.underWay -= amount;
    if (amount < 0n) {
      this.#invariant.check(account.taken > 0, () => `${accountId}: ${amount} taken by nobody`);
      account.taken -= 1;
      account.owes = true;
    }
    this.#move(accountId, amount, 0n);
  }

  /** Contracts end and pay; whoever is assigned may come to owe cash or shares. */
  #end({ accountId, instrumentId, shares, cash }: Booking): void {
    this.#issuers += cash;
    this.#issue(instrumentId, shares);
    if (cash < 0n) this.#account(accountId).owes = true;
    if (shares < 0n) this.#holding(accountId, instrumentId).owes = true;
    this.#move(accountId, cash, 0n);
    if (shares !== 0n) this.#hold(accountId, instrumentId, shares, 0n);
  }

  #held(instrumentId: string): readonly (readonly [string, bigint])[] {
    return [...this.holdings.values()].flatMap((one) =>
      one.instrumentId === instrumentId ? [[one.accountId, one.quantity] as const] : [],
    );
  }

  /** What issuers add and pay comes from outside. */
  #act(fact: Fact): void {
    const holding = (accountId: string, instrumentId: string): bigint =>
      this.holdings.get(`${accountId}/${instrumentId}`)?.quantity ?? 0n;
    for (const { accountId, instrumentId, shares, cash } of this.#actions.add(fact, holding)) {
      this.#issuers += cash;
      this.#issue(instrumentId, shares);
      this.#move(accountId, cash, 0n);
      if (shares !== 0n) this.#hold(accountId, instrumentId, shares, 0n);
    }
  }

  /** Adds up. To be called once, after the last fact. */
  conclude(): void {
    let cash = 0n;
    for (const account of this.accounts.values()) cash += account.cash;
    this.#actions.conclude();
    this.#expirations.conclude((instrumentId) => this.#held(instrumentId));
    const kept = this.#deposited - this.#withdrawn - this.#fees - this.#elsewhere + this.#issuers;
    this.#invariant.count('accounts', this.accounts.size);
    this.#invariant.count('holdings', this.holdings.size);
    this.#invariant.check(
      cash + this.#arriving + this.#leaving + this.#booking === kept,
      () =>
        `cash ${cash} + arriving ${this.#arriving} + leaving ${this.#leaving} + to be booked ${this.#booking} is not ${kept}`,
    );
    this.#invariant.check(
      this.#arriving >= 0n && this.#leaving >= 0n,
      () => `${this.#arriving} arriving, ${this.#leaving} leaving: moved without having been there`,
    );
    const held = new Map<string, bigint>();
    for (const { instrumentId, quantity } of this.holdings.values())
      held.set(instrumentId, (held.get(instrumentId) ?? 0n) + quantity);
    this.#invariant.count('instruments', this.#issued.size);
    for (const [instrumentId, issued] of this.#issued)
      this.#invariant.check(
        (held.get(instrumentId) ?? 0n) === issued,
        () => `${instrumentId}: ${held.get(instrumentId)} shares held, ${issued} came in`,
      );
  }

  #order(fact: Fact): void {
    switch (fact.type) {
      case 'OrderAccepted': {
        const { accountId, instrumentId, side, quantity, reserved } = fact.data;
        this.#move(accountId, 0n, reserved);
        return side === 'BUY' ? undefined : this.#hold(accountId, instrumentId, 0n, quantity);
      }
      case 'OrderCancelled': {
        const { accountId, instrumentId, side, quantity, released } = fact.data;
        this.#move(accountId, 0n, -released);
        return side === 'BUY' ? undefined : this.#hold(accountId, instrumentId, 0n, -quantity);
      }
      case 'OrderReplaced': {
        const {
          accountId,
          instrumentId,
          side,
          leaves,
          previousLeaves,
          reserved,
          previouslyReserved,
        } = fact.data;
        this.#move(accountId, 0n, reserved - previouslyReserved);
        if (side === 'BUY') return;
        return this.#hold(accountId, instrumentId, 0n, leaves - previousLeaves);
      }
      case 'OrderDecremented': {
        const { accountId, instrumentId, side, quantity, released } = fact.data;
        this.#move(accountId, 0n, -released);
        return side === 'BUY' ? undefined : this.#hold(accountId, instrumentId, 0n, -quantity);
      }
      case 'TradeExecuted':
        return this.#traded(fact.data);
      case 'OrderExecuted':
        return this.#executed(fact.data);
      case 'TradeBusted':
        return this.#busted(fact.data);
      default:
    }
  }

  #traded(data: DataOf<'TradeExecuted'>): void {
    const { instrumentId, quantity, buyAccountId, buyReleased, sellAccountId } = data;
    const cash = cashOf(data);
    this.#invariant.count('trades');
    this.#move(buyAccountId, -cash - this.#paid(buyAccountId, data.buyFees), -buyReleased);
    this.#hold(buyAccountId, instrumentId, quantity, 0n);
    const received = cash - this.#paid(sellAccountId, data.sellFees);
    this.#move(sellAccountId, received, -(data.sellReleased ?? 0n));
    this.#hold(sellAccountId, instrumentId, -quantity, -quantity);
  }

  /** The other side is no account here: cash and shares come from outside, or go there. */
  #executed(data: DataOf<'OrderExecuted'>): void {
    const { accountId, instrumentId, quantity, released } = data;
    const isBuy = sideOf(data.side) === 'BUY';
    const cash = isBuy ? cashOf(data) : -cashOf(data);
    this.#invariant.count('executions elsewhere');
    this.#elsewhere += cash;
    this.#issue(instrumentId, isBuy ? quantity : -quantity);
    this.#move(accountId, -cash - this.#paid(accountId, data.fees), -released);
    if (isBuy) this.#hold(accountId, instrumentId, quantity, 0n);
    else this.#hold(accountId, instrumentId, -quantity, -quantity);
  }

  /** Everything goes back, whether or not it is still there: who has spent it owes it. */
  #busted(data: DataOf<'TradeBusted'>): void {
    const { instrumentId, quantity, buyAccountId, sellAccountId } = data;
    const [buyFees, sellFees] = [feesOf(data.buyFees), feesOf(data.sellFees)];
    this.#fees -= buyFees + sellFees;
    this.#charge(buyAccountId, data.buyFees, -1n);
    this.#charge(sellAccountId, data.sellFees, -1n);
    this.#account(sellAccountId).owes = true;
    this.#holding(buyAccountId, instrumentId).owes = true;
    this.#move(buyAccountId, cashOf(data) + buyFees, data.buyReserved);
    this.#hold(buyAccountId, instrumentId, -quantity, 0n);
    this.#move(sellAccountId, -cashOf(data) + sellFees, data.sellReserved);
    this.#hold(sellAccountId, instrumentId, quantity, data.sellRestored);
  }

  #paid(accountId: string, fees: DataOf<'OrderExecuted'>['fees']): bigint {
    const amount = feesOf(fees);
    this.#fees += amount;
    this.#charge(accountId, fees, 1n);
    return amount;
  }

  #charge(accountId: string, fees: DataOf<'OrderExecuted'>['fees'], sign: 1n | -1n): void {
    if (fees === undefined) return;
    const kinds = this.charged.get(accountId) ?? {};
    this.charged.set(accountId, kinds);
    for (const [kind, amount] of Object.entries(fees))
      kinds[kind] = (kinds[kind] ?? 0n) + sign * amount;
  }

  #issue(instrumentId: string, quantity: bigint): void {
    this.#issued.set(instrumentId, (this.#issued.get(instrumentId) ?? 0n) + quantity);
  }

  #account(accountId: string): Account {
    let account = this.accounts.get(accountId);
    if (account === undefined) {
      account = { ...NOTHING, onMargin: false };
      this.accounts.set(accountId, account);
    }
    return account;
  }

  #holding(accountId: string, instrumentId: string): Holding {
    const key = `${accountId}/${instrumentId}`;
    let holding = this.holdings.get(key);
    if (holding === undefined) {
      holding = { accountId, instrumentId, quantity: 0n, reserved: 0n, owes: false };
      this.holdings.set(key, holding);
    }
    return holding;
  }

  #move(accountId: string, cash: bigint, reserved: bigint): void {
    const account = this.#account(accountId);
    account.cash += cash;
    account.reserved += reserved;
    const covered = account.cash >= account.reserved;
    if (covered) account.owes = false;
    this.#invariant.check(
      account.reserved >= 0n && (covered || account.onMargin || account.owes),
      () => `${accountId}: cash ${account.cash}, reserved ${account.reserved}`,
    );
  }

  #hold(accountId: string, instrumentId: string, quantity: bigint, reserved: bigint): void {
    const holding = this.#holding(accountId, instrumentId);
    holding.quantity += quantity;
    holding.reserved += reserved;
    const covered = holding.quantity >= holding.reserved;
    if (covered) holding.owes = false;
    const mayOwe = holding.owes || this.accounts.get(accountId)?.onMargin === true;
    this.#invariant.check(
      holding.reserved >= 0n && (covered || mayOwe),
      () =>
        `${accountId}/${instrumentId}: ${holding.quantity} shares, ${holding.reserved} reserved`,
    );
  }
}
