import { principalOf } from '@bellwether/domain';
import type { Fact } from '@bellwether/projections';
import type { Invariant } from './result.ts';

interface Account {
  cash: bigint;
  reserved: bigint;
  /** May owe cash and shares. */
  readonly onMargin: boolean;
}

interface Holding {
  quantity: bigint;
  reserved: bigint;
}

/** Books every movement of cash and shares a second time, and adds everything up: nothing may appear or vanish. */
export class LedgerAudit {
  readonly #invariant: Invariant;
  readonly #accounts = new Map<string, Account>();
  readonly #holdings = new Map<string, Holding>();
  readonly #issued = new Map<string, bigint>();
  #deposited = 0n;
  #withdrawn = 0n;
  #arriving = 0n;
  #leaving = 0n;

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add(fact: Fact): void {
    switch (fact.type) {
      case 'AccountOpened': {
        const onMargin = fact.data.accountType === 'MARGIN';
        this.#accounts.set(fact.data.accountId, { cash: 0n, reserved: 0n, onMargin });
        return;
      }
      case 'CashDeposited':
        this.#deposited += fact.data.amount;
        this.#arriving += fact.data.amount;
        return;
      case 'FundsAllocated':
        this.#arriving -= fact.data.amount;
        return this.#move(fact.data.accountId, fact.data.amount, 0n);
      case 'FundsReleased':
        this.#leaving += fact.data.amount;
        return this.#move(fact.data.accountId, -fact.data.amount, 0n);
      case 'CashWithdrawn':
        this.#leaving -= fact.data.amount;
        this.#withdrawn += fact.data.amount;
        return;
      case 'SharesAllocated': {
        const { accountId, instrumentId, quantity } = fact.data;
        this.#issued.set(instrumentId, (this.#issued.get(instrumentId) ?? 0n) + quantity);
        return this.#hold(accountId, instrumentId, quantity, 0n);
      }
      default:
        return this.#order(fact);
    }
  }

  /** Adds up. To be called once, after the last fact. */
  conclude(): void {
    const cash = total([...this.#accounts.values()].map((account) => account.cash));
    const kept = this.#deposited - this.#withdrawn;
    this.#invariant.count('accounts', this.#accounts.size);
    this.#invariant.count('holdings', this.#holdings.size);
    this.#invariant.check(
      cash + this.#arriving + this.#leaving === kept,
      () => `cash ${cash} + arriving ${this.#arriving} + leaving ${this.#leaving} is not ${kept}`,
    );
    this.#invariant.check(
      this.#arriving >= 0n && this.#leaving >= 0n,
      () => `${this.#arriving} arriving, ${this.#leaving} leaving: moved without having been there`,
    );
    for (const [instrumentId, issued] of this.#issued) {
      const held = total(
        [...this.#holdings].flatMap(([key, holding]) =>
          key.endsWith(`/${instrumentId}`) ? [holding.quantity] : [],
        ),
      );
      this.#invariant.count('instruments');
      this.#invariant.check(
        held === issued,
        () => `${instrumentId}: ${held} shares held, ${issued} transferred in`,
      );
    }
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
      case 'TradeExecuted': {
        const { instrumentId, quantity, buyAccountId, buyReleased, sellAccountId } = fact.data;
        const principal = principalOf(fact.data);
        this.#invariant.count('trades');
        this.#move(buyAccountId, -principal, -buyReleased);
        this.#hold(buyAccountId, instrumentId, quantity, 0n);
        this.#move(sellAccountId, principal, -(fact.data.sellReleased ?? 0n));
        return this.#hold(sellAccountId, instrumentId, -quantity, -quantity);
      }
      default:
    }
  }

  #move(accountId: string, cash: bigint, reserved: bigint): void {
    const account = this.#accounts.get(accountId) ?? { cash: 0n, reserved: 0n, onMargin: false };
    this.#accounts.set(accountId, account);
    account.cash += cash;
    account.reserved += reserved;
    const covered = account.onMargin || account.cash >= account.reserved;
    const sound = account.reserved >= 0n && covered;
    this.#invariant.check(
      sound,
      () => `${accountId}: cash ${account.cash}, reserved ${account.reserved}`,
    );
  }

  #hold(accountId: string, instrumentId: string, quantity: bigint, reserved: bigint): void {
    const key = `${accountId}/${instrumentId}`;
    const holding = this.#holdings.get(key) ?? { quantity: 0n, reserved: 0n };
    this.#holdings.set(key, holding);
    holding.quantity += quantity;
    holding.reserved += reserved;
    const onMargin = this.#accounts.get(accountId)?.onMargin === true;
    const sound = holding.reserved >= 0n && (onMargin || holding.quantity >= holding.reserved);
    this.#invariant.check(
      sound,
      () => `${key}: ${holding.quantity} shares, ${holding.reserved} reserved`,
    );
  }
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
