import type { Fact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { Booking } from './action-audit.ts';
import type { DataOf } from './fact-words.ts';

/** What an option is, as it was listed and adjusted. */
interface Series {
  readonly isCall: boolean;
  readonly multiplier: bigint;
  strike: bigint;
}

/** An exercise or expiration, with what the facts behind it have added up to. */
interface Run {
  readonly said: DataOf<'ExpirationApplied'>;
  /** Contracts that accounts have to exercise by the rules; facts take them out. */
  readonly owed: Map<string, bigint>;
  /** Accounts that asked for it themselves: how much of that can be done only their partition knows. */
  readonly asked: ReadonlyMap<string, bigint>;
  exercised: bigint;
  assigned: bigint;
  cash: bigint;
  positions: number;
}

/** Positions in an instrument: account and contracts. */
type Held = readonly (readonly [accountId: string, quantity: bigint])[];

/** A cent in the money, 1/10 000 USD (OCC Rule 805). */
const EXERCISED_FROM = 100n;

/**
 * Reckons exercise and expiration a second time, from the terms of the option and what accounts have said: who has to exercise
 * how much, what it costs and brings, that as much is assigned as is exercised, and that nothing is left of what has ended.
 */
export class ExpirationAudit {
  readonly #invariant: Invariant;
  readonly #series = new Map<string, Series>();
  /** What was due last, by instrument. */
  readonly #due = new Map<string, DataOf<'ExpirationDue'>>();
  readonly #runs = new Map<string, Run>();
  readonly #ended = new Set<string>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  /** @param heldOf positions before the fact. @returns what there is to book. */
  add(fact: Fact, heldOf: (instrumentId: string) => Held): readonly Booking[] {
    switch (fact.type) {
      case 'InstrumentListed': {
        const { instrumentId, option, multiplier = 1 } = fact.data;
        if (option === undefined) return [];
        const { right, strike } = option;
        const series = { isCall: right === 'CALL', strike, multiplier: BigInt(multiplier) };
        this.#series.set(instrumentId, series);
        return [];
      }
      case 'OptionSeriesAdjusted': {
        const series = this.#series.get(fact.data.instrumentId);
        if (series !== undefined) series.strike = fact.data.strike;
        return [];
      }
      case 'ExpirationDue':
        this.#due.set(fact.data.instrumentId, fact.data);
        return [];
      case 'ExpirationApplied':
        this.#begin(fact.data, heldOf(fact.data.instrumentId));
        return [];
      case 'OptionExercised':
        return this.#exercise(fact.data);
      case 'PositionExpired':
        return this.#expire(fact.data);
      default:
        return [];
    }
  }

  /** Compares the sums. To be called once, after the last fact. */
  conclude(heldOf: (instrumentId: string) => Held): void {
    for (const [expirationId, run] of this.#runs) {
      const { said, owed, exercised, assigned, cash, positions } = run;
      this.#invariant.count('expirations');
      const is = [exercised, assigned, cash, positions].join(' ');
      const says = [said.exercised, said.assigned, said.cash, said.positions].join(' ');
      this.#invariant.check(
        is === says,
        () =>
          `expiration ${expirationId}: exercised, assigned, cash and positions are ${is}, it says ${says}`,
      );
      for (const [accountId, contracts] of owed)
        this.#invariant.check(
          contracts === 0n,
          () => `expiration ${expirationId}: ${accountId} was to exercise ${contracts} more`,
        );
    }
    for (const instrumentId of this.#ended)
      this.#invariant.check(
        heldOf(instrumentId).every(([, quantity]) => quantity === 0n),
        () => `${instrumentId} has expired, and somebody holds it`,
      );
  }

  #begin(said: DataOf<'ExpirationApplied'>, held: Held): void {
    const { instrumentId, expirationId, kind, price } = said;
    const due = this.#due.get(instrumentId);
    const series = this.#series.get(instrumentId);
    this.#invariant.check(
      !this.#runs.has(expirationId) && due?.expirationId === expirationId,
      () => `expiration ${expirationId} happens twice, or was never due`,
    );
    const asked = new Map(due?.exercises.map((one) => [one.accountId as string, one.contracts]));
    const instructed = new Map(
      due?.instructions.map((one) => [one.accountId as string, one.contracts]),
    );
    const owed = new Map<string, bigint>();
    const isPaid = series !== undefined && worthOf(series, price) >= EXERCISED_FROM;
    for (const [accountId, quantity] of held) {
      if (kind !== 'EXPIRATION' || series === undefined || quantity <= 0n) continue;
      const wanted = instructed.get(accountId) ?? (isPaid ? quantity : 0n);
      owed.set(accountId, wanted < quantity ? wanted : quantity);
    }
    const sums = { exercised: 0n, assigned: 0n, cash: 0n, positions: 0 };
    this.#runs.set(expirationId, { said, owed, asked, ...sums });
    if (kind === 'EXPIRATION') this.#ended.add(instrumentId);
  }

  #exercise(data: DataOf<'OptionExercised'>): readonly Booking[] {
    const { instrumentId, underlyingId, contracts, quantity, principal, price } = data;
    const { buyAccountId, sellAccountId, expirationId } = data;
    const series = this.#series.get(instrumentId);
    const shares = contracts * (series?.multiplier ?? 0n);
    this.#invariant.check(
      price === series?.strike && quantity === shares && principal === shares * price,
      () =>
        `${data.tradeId}: ${contracts} of ${instrumentId} are ${shares} at ${series?.strike}, it says ${quantity} at ${price} for ${principal}`,
    );
    const [holder, writer] =
      series?.isCall === true ? [buyAccountId, sellAccountId] : [sellAccountId, buyAccountId];
    const run = this.#runs.get(expirationId);
    this.#invariant.check(run !== undefined, () => `${data.tradeId} is of no expiration`);
    if (run !== undefined) {
      run.positions += 1;
      if (holder !== undefined) this.#take(run, holder, contracts);
      if (writer !== undefined) run.assigned += contracts;
    }
    const contractsOf = (accountId: string | undefined, by: bigint): readonly Booking[] =>
      accountId === undefined ? [] : [{ accountId, instrumentId, shares: by, cash: 0n }];
    const sharesOf = (accountId: string | undefined, sign: bigint): readonly Booking[] =>
      accountId === undefined
        ? []
        : [
            {
              accountId,
              instrumentId: underlyingId,
              shares: sign * quantity,
              cash: -sign * principal,
            },
          ];
    return [
      ...contractsOf(holder, -contracts),
      ...contractsOf(writer, contracts),
      ...sharesOf(buyAccountId, 1n),
      ...sharesOf(sellAccountId, -1n),
    ];
  }

  /** A future is reckoned elsewhere; its cash counts here too. */
  #expire(data: DataOf<'PositionExpired'>): readonly Booking[] {
    const { expirationId, accountId, instrumentId, quantityBefore, quantity, cash } = data;
    const run = this.#runs.get(expirationId);
    const series = this.#series.get(instrumentId);
    this.#invariant.check(run !== undefined, () => `${instrumentId} of ${accountId} ends unasked`);
    if (run !== undefined) {
      run.positions += 1;
      run.cash += cash;
    }
    if (series === undefined || run === undefined) return [];
    const worth = worthOf(series, run.said.price);
    const sign = quantityBefore > 0n ? 1n : -1n;
    const right = sign * data.exercised * (worth > 0n ? worth : 0n) * series.multiplier;
    this.#invariant.check(
      cash === right,
      () => `${accountId}: ${data.exercised} of ${instrumentId} bring ${right}, not ${cash}`,
    );
    if (quantityBefore > 0n) this.#take(run, accountId, data.exercised);
    else run.assigned += data.exercised;
    return [{ accountId, instrumentId, shares: quantity - quantityBefore, cash }];
  }

  #take(run: Run, accountId: string, contracts: bigint): void {
    run.exercised += contracts;
    const left = (run.owed.get(accountId) ?? 0n) - contracts;
    const asked = run.asked.get(accountId) ?? 0n;
    this.#invariant.check(
      left + asked >= 0n,
      () => `${accountId} exercises ${-left} contracts more than it has asked for`,
    );
    if (left >= 0n) run.owed.set(accountId, left);
    else run.owed.delete(accountId);
  }
}

/** What one unit of an option is worth when it is exercised. */
function worthOf({ isCall, strike }: Series, price: bigint): bigint {
  return isCall ? price - strike : strike - price;
}
