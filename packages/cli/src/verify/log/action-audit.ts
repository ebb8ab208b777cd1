import type { Fact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { DataOf } from './fact-words.ts';

type Applied = DataOf<'CorporateActionApplied'>;

/** An action in force, with what the facts behind it have added up to. */
interface Action {
  readonly terms: Applied;
  readonly touched: Set<string>;
  issued: bigint;
  paid: bigint;
  accrued: bigint;
  /** Claims that are not paid yet, by account. */
  readonly claims: Map<string, bigint>;
}

/** What of an action the ledger has to book. */
interface Booking {
  readonly accountId: string;
  readonly instrumentId: string;
  /** Shares that the issuer adds. */
  readonly shares: bigint;
  /** Cash that the issuer pays. */
  readonly cash: bigint;
}

/**
 * Reckons corporate actions a second time, from their terms: what each position becomes, what is paid for parts of shares,
 * who has which claim, each once; and whether the sums that the issuer is said to add and pay are those of the accounts.
 */
export class ActionAudit {
  readonly #invariant: Invariant;
  readonly #actions = new Map<string, Action>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  /** @param held shares of the account before the fact. @returns what there is to book. */
  add(fact: Fact, held: (accountId: string, instrumentId: string) => bigint): Booking | undefined {
    switch (fact.type) {
      case 'CorporateActionApplied':
        return this.#apply(fact.data);
      case 'PositionAdjusted':
        return this.#adjust(fact.data, held(fact.data.accountId, fact.data.instrumentId));
      case 'DividendAccrued':
        return this.#accrue(fact.data, held(fact.data.accountId, fact.data.instrumentId));
      case 'DividendPaid':
        return this.#pay(fact.data);
      default:
        return undefined;
    }
  }

  /** Compares the sums. To be called once, after the last fact. */
  conclude(): void {
    for (const [actionId, { terms, touched, issued, paid, accrued }] of this.#actions) {
      this.#invariant.count('corporate actions');
      const said = [terms.positions, terms.issued, terms.cashInLieu, terms.accrued].join(' ');
      const added = [touched.size, issued, paid, accrued].join(' ');
      this.#invariant.check(
        said === added,
        () =>
          `action ${actionId}: positions, shares, cash and claims are ${added}, it says ${said}`,
      );
    }
  }

  #apply(terms: Applied): undefined {
    this.#invariant.check(
      !this.#actions.has(terms.actionId),
      () => `action ${terms.actionId} was put in force twice`,
    );
    const sums = { issued: 0n, paid: 0n, accrued: 0n };
    this.#actions.set(terms.actionId, { terms, touched: new Set(), ...sums, claims: new Map() });
  }

  #adjust(data: DataOf<'PositionAdjusted'>, held: bigint): Booking {
    const { actionId, accountId, instrumentId, quantity, quantityBefore, cash } = data;
    const action = this.#touch(actionId, accountId);
    const { newShares = 1, oldShares = 1 } = action?.terms ?? {};
    const { fractions, cashInLieuPrice, previousClose } = action?.terms ?? {};
    const [size, sign] = held < 0n ? [-held, -1n] : [held, 1n];
    const [exact, divisor] = [size * BigInt(newShares), BigInt(oldShares)];
    const [wholes, rest] = [exact / divisor, exact % divisor];
    const isRoundedUp = fractions === 'ROUND_UP' && rest > 0n;
    const price = cashInLieuPrice ?? previousClose ?? 0n;
    const right = {
      quantity: sign * (isRoundedUp ? wholes + 1n : wholes),
      cash: isRoundedUp ? 0n : (sign * (rest * price)) / divisor,
    };
    this.#invariant.check(
      quantityBefore === held && quantity === right.quantity && cash === right.cash,
      () =>
        `action ${actionId}: ${accountId} had ${held}, and has ${quantity} and ${cash} for it, not ${right.quantity} and ${right.cash}`,
    );
    const shares = quantity - quantityBefore;
    if (action !== undefined) {
      action.issued += shares;
      action.paid += cash;
    }
    return { accountId, instrumentId, shares, cash };
  }

  #accrue(data: DataOf<'DividendAccrued'>, held: bigint): undefined {
    const { actionId, accountId, quantity, amount } = data;
    const action = this.#touch(actionId, accountId);
    const right = held * (action?.terms.amount ?? 0n);
    this.#invariant.check(
      quantity === held && amount === right,
      () => `action ${actionId}: ${accountId} holds ${held}, and is due ${amount}, not ${right}`,
    );
    if (action === undefined) return;
    action.accrued += amount;
    action.claims.set(accountId, amount);
  }

  #pay({ actionId, accountId, instrumentId, amount }: DataOf<'DividendPaid'>): Booking {
    const claims = this.#actions.get(actionId)?.claims;
    const claim = claims?.get(accountId);
    claims?.delete(accountId);
    this.#invariant.check(
      claim === amount,
      () => `action ${actionId}: ${accountId} was paid ${amount} for a claim of ${claim}`,
    );
    return { accountId, instrumentId, shares: 0n, cash: amount };
  }

  /** Every account once in each action. */
  #touch(actionId: string, accountId: string): Action | undefined {
    const action = this.#actions.get(actionId);
    this.#invariant.check(
      action?.touched.has(accountId) === false,
      () => `action ${actionId} reached ${accountId} twice, or before it was in force`,
    );
    action?.touched.add(accountId);
    return action;
  }
}
