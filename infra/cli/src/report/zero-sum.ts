import {
  feeTotal,
  principalOf,
  type InstrumentId,
  type JournalEntry,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';

/** One thing that can only change hands: what came in, less what went out, less what is there. Must be zero. */
export interface ZeroSumLine {
  /** `USD`, or an instrument. */
  readonly what: string;
  /** Brought in from outside the partition; below zero: taken out. */
  readonly broughtIn: bigint;
  /** With all accounts together. */
  readonly held: bigint;
  /** Paid as fees, and traded with other venues. */
  readonly elsewhere: bigint;
  readonly difference: bigint;
}

/**
 * Adds up every movement of cash and shares across the partition's border, to be held against what the accounts have
 * by the partition's own rules. Cash in 1/10 000 USD.
 */
export class ZeroSum {
  #cashIn = 0n;
  #cashElsewhere = 0n;
  readonly #sharesIn = new Map<InstrumentId, bigint>();
  readonly #sharesElsewhere = new Map<InstrumentId, bigint>();

  add(entry: JournalEntry): void {
    for (const fact of entry.facts) this.#fact(fact);
  }

  /** Cash first, then the instruments by name. */
  lines(state: TradingState): readonly ZeroSumLine[] {
    let cash = 0n;
    const shares = new Map<InstrumentId, bigint>();
    for (const { risk } of state.accounts.values()) {
      cash += risk.cash;
      for (const [instrumentId, { quantity }] of risk.exposures)
        add(shares, instrumentId, quantity);
    }
    const instruments = new Set([...this.#sharesIn.keys(), ...shares.keys()]);
    return [
      line('USD', this.#cashIn, cash, this.#cashElsewhere),
      ...[...instruments]
        .toSorted()
        .map((id) =>
          line(
            id,
            this.#sharesIn.get(id) ?? 0n,
            shares.get(id) ?? 0n,
            this.#sharesElsewhere.get(id) ?? 0n,
          ),
        ),
    ];
  }

  #fact(fact: TradingFact): void {
    switch (fact.type) {
      case 'FundsAllocated':
        this.#cashIn += fact.data.amount;
        return;
      case 'FundsReleased':
        this.#cashIn -= fact.data.amount;
        return;
      case 'SharesAllocated':
        return add(this.#sharesIn, fact.data.instrumentId, fact.data.quantity);
      case 'TradeExecuted':
        this.#cashElsewhere += feeTotal(fact.data.buyFees) + feeTotal(fact.data.sellFees);
        return;
      case 'TradeBusted':
        this.#cashElsewhere -= feeTotal(fact.data.buyFees) + feeTotal(fact.data.sellFees);
        return;
      case 'OrderExecuted': {
        const { side, instrumentId, quantity, fees } = fact.data;
        const bought = side === 'BUY';
        add(this.#sharesElsewhere, instrumentId, bought ? -quantity : quantity);
        const principal = principalOf(fact.data);
        this.#cashElsewhere += feeTotal(fees) + (bought ? principal : -principal);
        return;
      }
      default:
    }
  }
}

function line(what: string, broughtIn: bigint, held: bigint, elsewhere: bigint): ZeroSumLine {
  return { what, broughtIn, held, elsewhere, difference: broughtIn - held - elsewhere };
}

function add(map: Map<InstrumentId, bigint>, id: InstrumentId, quantity: bigint): void {
  map.set(id, (map.get(id) ?? 0n) + quantity);
}
