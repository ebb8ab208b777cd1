import type { Fact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { Booking } from './action-audit.ts';
import { sideOf, type DataOf } from './fact-words.ts';

/** What an account has in a future, and what its contracts were last counted from. */
interface Stake {
  quantity: bigint;
  /** Σ of price × contracts × multiplier, signed; undefined: they came from outside, at a price that no fact says. */
  basis: bigint | undefined;
}

/**
 * Reckons the variation of futures a second time, from the trades themselves: over its life a contract pays the difference
 * between the price at which it ended and that at which it began, day by day from settlement to settlement.
 */
export class VariationAudit {
  readonly #invariant: Invariant;
  readonly #multipliers = new Map<string, bigint>();
  /** By instrument and account. */
  readonly #stakes = new Map<string, Map<string, Stake>>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  isFuture(instrumentId: string): boolean {
    return this.#multipliers.has(instrumentId);
  }

  /** @returns what there is to book. */
  add(fact: Fact): readonly Booking[] {
    switch (fact.type) {
      case 'InstrumentListed': {
        const { instrumentId, future, multiplier = 1 } = fact.data;
        if (future !== undefined) this.#multipliers.set(instrumentId, BigInt(multiplier));
        return [];
      }
      case 'TradeExecuted':
      case 'TradeBusted': {
        const { instrumentId, buyAccountId, sellAccountId, quantity, price } = fact.data;
        const signed = fact.type === 'TradeBusted' ? -quantity : quantity;
        this.#trade(instrumentId, buyAccountId, signed, price);
        this.#trade(instrumentId, sellAccountId, -signed, price);
        return [];
      }
      case 'OrderExecuted': {
        const { instrumentId, accountId, side, quantity, price } = fact.data;
        const signed = sideOf(side) === 'BUY' ? quantity : -quantity;
        this.#trade(instrumentId, accountId, signed, price);
        return [];
      }
      case 'SharesAllocated': {
        const stake = this.#stakeOf(fact.data);
        if (stake === undefined) return [];
        stake.quantity += fact.data.quantity;
        stake.basis = undefined;
        return [];
      }
      case 'CloseAdopted':
        if (fact.data.variations === undefined) this.#settleAll(fact.data);
        return [];
      case 'VariationPaid':
        return [this.#pay(fact.data, fact.data.settlementPrice, fact.data.amount, 0n)];
      case 'PositionExpired': {
        const { settlementPrice, cash, quantityBefore } = fact.data;
        return settlementPrice === undefined
          ? []
          : [this.#pay(fact.data, settlementPrice, cash, -quantityBefore)];
      }
      default:
        return [];
    }
  }

  #stakeOf({ instrumentId, accountId }: { instrumentId: string; accountId: string }) {
    if (!this.#multipliers.has(instrumentId)) return undefined;
    const stakes = this.#stakes.get(instrumentId) ?? new Map<string, Stake>();
    this.#stakes.set(instrumentId, stakes);
    const stake = stakes.get(accountId) ?? { quantity: 0n, basis: 0n };
    stakes.set(accountId, stake);
    return stake;
  }

  #trade(instrumentId: string, accountId: string, quantity: bigint, price: bigint): void {
    const stake = this.#stakeOf({ instrumentId, accountId });
    if (stake === undefined) return;
    stake.quantity += quantity;
    if (stake.basis !== undefined) stake.basis += quantity * price * this.#of(instrumentId);
  }

  #of(instrumentId: string): bigint {
    return this.#multipliers.get(instrumentId) ?? 1n;
  }

  /** Journals of before have no facts about variation: everybody was settled at once. */
  #settleAll({ instrumentId, price }: DataOf<'CloseAdopted'>): void {
    for (const stake of this.#stakes.get(instrumentId)?.values() ?? [])
      stake.basis = stake.quantity * price * this.#of(instrumentId);
  }

  #pay(
    data: { readonly instrumentId: string; readonly accountId: string },
    price: bigint,
    cash: bigint,
    ends: bigint,
  ): Booking {
    const { instrumentId, accountId } = data;
    const stake = this.#stakeOf(data);
    const value = (stake?.quantity ?? 0n) * price * this.#of(instrumentId);
    this.#invariant.count('variations');
    this.#invariant.check(
      stake !== undefined && (stake.basis === undefined || cash === value - stake.basis),
      () =>
        `${accountId}/${instrumentId}: paid ${cash} at ${price}, not ${value - (stake?.basis ?? 0n)}`,
    );
    if (stake !== undefined) {
      stake.quantity += ends;
      stake.basis = stake.quantity * price * this.#of(instrumentId);
    }
    return { accountId, instrumentId, shares: ends, cash };
  }
}
