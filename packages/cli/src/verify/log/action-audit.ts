import type { Fact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { DataOf } from './fact-words.ts';

type Applied = DataOf<'CorporateActionApplied'>;

/** An action in force, with what the facts behind it have added up to. */
interface Action {
  readonly terms: Applied;
  readonly touched: Set<string>;
  issued: bigint;
  /** For parts of shares. */
  paid: bigint;
  accrued: bigint;
  /** For the shares of a merger, and shares of the other instrument. */
  bought: bigint;
  came: bigint;
  /** Options that follow a split: what each series is said to be, and what its positions add up to. */
  readonly series: Map<string, Series>;
  /** Claims that are not paid yet, by account. */
  readonly claims: Map<string, bigint>;
}

interface Series {
  readonly said: DataOf<'OptionSeriesAdjusted'>;
  positions: number;
  issued: bigint;
}

/** What of an action, or of an expiration, the ledger has to book. */
export interface Booking {
  readonly accountId: string;
  readonly instrumentId: string;
  /** Shares that the issuer adds, or contracts that the clearing house does. */
  readonly shares: bigint;
  /** Cash that they pay. */
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
  add(fact: Fact, held: (accountId: string, instrumentId: string) => bigint): readonly Booking[] {
    switch (fact.type) {
      case 'CorporateActionApplied':
        this.#apply(fact.data);
        return [];
      case 'OptionSeriesAdjusted':
        this.#follow(fact.data);
        return [];
      case 'PositionAdjusted':
        return [this.#adjust(fact.data, held(fact.data.accountId, fact.data.instrumentId))];
      case 'PositionExchanged':
        return this.#exchange(fact.data, held(fact.data.accountId, fact.data.instrumentId));
      case 'DividendAccrued':
        this.#accrue(fact.data, held(fact.data.accountId, fact.data.instrumentId));
        return [];
      case 'DividendPaid':
        return [this.#pay(fact.data)];
      default:
        return [];
    }
  }

  /** Compares the sums. To be called once, after the last fact. */
  conclude(): void {
    for (const [actionId, { terms, touched, issued, paid, accrued, ...other }] of this.#actions) {
      this.#invariant.count('corporate actions');
      const { paid: bought = 0n, otherIssued = 0n } = terms;
      const isExchange = terms.paid !== undefined;
      const said = [terms.positions, terms.issued, terms.cashInLieu, terms.accrued].join(' ');
      // Of positions in options there is an account’s name and the series’.
      const own = [...touched].filter((name) => !name.includes('/')).length;
      const added = [own, issued, paid, accrued].join(' ');
      for (const { said: of, positions, issued: contracts } of other.series.values())
        this.#invariant.check(
          of.positions === positions && of.issued === contracts,
          () =>
            `action ${actionId}: ${of.instrumentId} has ${positions} positions and ${contracts} contracts more, it says ${of.positions} ${of.issued}`,
        );
      this.#invariant.check(
        !isExchange || (bought === other.bought && otherIssued === other.came),
        () =>
          `action ${actionId}: cash for shares and shares of the other are ${other.bought} ${other.came}, it says ${bought} ${otherIssued}`,
      );
      this.#invariant.check(
        said === added,
        () =>
          `action ${actionId}: positions, shares, cash and claims are ${added}, it says ${said}`,
      );
    }
  }

  #apply(terms: Applied): void {
    this.#invariant.check(
      !this.#actions.has(terms.actionId),
      () => `action ${terms.actionId} was put in force twice`,
    );
    const sums = { issued: 0n, paid: 0n, accrued: 0n, bought: 0n, came: 0n };
    const seen = { touched: new Set<string>(), series: new Map<string, Series>() };
    this.#actions.set(terms.actionId, { terms, ...seen, ...sums, claims: new Map() });
  }

  /** A series follows the action that is in force, by its ratio. */
  #follow(said: DataOf<'OptionSeriesAdjusted'>): void {
    const { actionId, instrumentId, underlyingId, newShares, oldShares } = said;
    const action = this.#actions.get(actionId);
    const { terms } = action ?? {};
    this.#invariant.check(
      terms?.instrumentId === underlyingId &&
        terms.newShares === newShares &&
        terms.oldShares === oldShares &&
        newShares % oldShares === 0,
      () => `action ${actionId}: options ${instrumentId} follow ${newShares}:${oldShares}`,
    );
    action?.series.set(instrumentId, { said, positions: 0, issued: 0n });
  }

  #adjust(data: DataOf<'PositionAdjusted'>, held: bigint): Booking {
    const { actionId, accountId, instrumentId, quantity, quantityBefore, cash } = data;
    const series = this.#actions.get(actionId)?.series.get(instrumentId);
    const action = this.#touch(
      actionId,
      series === undefined ? accountId : `${accountId}/${instrumentId}`,
    );
    const { newShares = 1, oldShares = 1 } = action?.terms ?? {};
    const { fractions, cashInLieuPrice, previousClose } = action?.terms ?? {};
    const price = cashInLieuPrice ?? previousClose ?? 0n;
    const right = sharesFor(held, { newShares, oldShares, fractions, price });
    this.#invariant.check(
      quantityBefore === held && quantity === right.quantity && cash === right.cash,
      () =>
        `action ${actionId}: ${accountId} had ${held}, and has ${quantity} and ${cash} for it, not ${right.quantity} and ${right.cash}`,
    );
    const shares = quantity - quantityBefore;
    if (series !== undefined) {
      series.positions += 1;
      series.issued += shares;
    } else if (action !== undefined) {
      action.issued += shares;
      action.paid += cash;
    }
    return { accountId, instrumentId, shares, cash };
  }

  /** A position of a merger is gone, one of a spin-off stays; what comes follows from the terms alone. */
  #exchange(data: DataOf<'PositionExchanged'>, held: bigint): readonly Booking[] {
    const { actionId, accountId, instrumentId, otherInstrumentId: other, received } = data;
    const action = this.#touch(actionId, accountId);
    const { kind, mergerCash = 0n, newShares = 1, oldShares = 1, fractions } = action?.terms ?? {};
    const { cashInLieuPrice, otherClose = 0n, otherInstrumentId } = action?.terms ?? {};
    const price = cashInLieuPrice ?? otherClose;
    const comes =
      otherInstrumentId === undefined
        ? { quantity: 0n, cash: 0n }
        : sharesFor(held, { newShares, oldShares, fractions, price });
    const left = kind === 'SPIN_OFF' ? held : 0n;
    const cash = held * mergerCash;
    const is = [data.quantityBefore, data.quantity, data.cash, received, data.cashInLieu].join(' ');
    const right = [held, left, cash, comes.quantity, comes.cash].join(' ');
    this.#invariant.check(
      is === right && other === otherInstrumentId,
      () =>
        `action ${actionId}: ${accountId} had, has, is paid, gets and is paid for a part ${is}, not ${right}`,
    );
    if (action !== undefined) {
      action.issued += data.quantity - data.quantityBefore;
      action.bought += data.cash;
      action.came += received;
      action.paid += data.cashInLieu;
    }
    const gone = { accountId, instrumentId, shares: data.quantity - data.quantityBefore };
    const bookings = [{ ...gone, cash: data.cash }];
    if (other === undefined) return bookings;
    return [
      ...bookings,
      { accountId, instrumentId: other, shares: received, cash: data.cashInLieu },
    ];
  }

  #accrue(data: DataOf<'DividendAccrued'>, held: bigint): void {
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

/** Whole shares for a position, and cash for the part of one that is left; or that part rounded up. Shorts mirror longs. */
function sharesFor(
  held: bigint,
  terms: {
    readonly newShares: number;
    readonly oldShares: number;
    readonly fractions: Applied['fractions'];
    readonly price: bigint;
  },
): { readonly quantity: bigint; readonly cash: bigint } {
  const [size, sign] = held < 0n ? [-held, -1n] : [held, 1n];
  const [exact, divisor] = [size * BigInt(terms.newShares), BigInt(terms.oldShares)];
  const [wholes, rest] = [exact / divisor, exact % divisor];
  const isRoundedUp = terms.fractions === 'ROUND_UP' && rest > 0n;
  return {
    quantity: sign * (isRoundedUp ? wholes + 1n : wholes),
    cash: isRoundedUp ? 0n : (sign * (rest * terms.price)) / divisor,
  };
}
