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
  /** Between partitions. */
  readonly underWay: bigint;
  /** Paid as fees, and traded with other venues. */
  readonly elsewhere: bigint;
  readonly difference: bigint;
}

/**
 * Adds up every movement of cash and shares across the borders of the partitions, to be held against what the accounts
 * have by the partitions' own rules. Cash in 1/10 000 USD. Each journal is read to a head of its own: what has left one
 * and is not yet seen to have arrived in another one is under way (below zero where its leaving is not yet seen).
 */
export class ZeroSum {
  #cashIn = 0n;
  #cashElsewhere = 0n;
  readonly #sharesIn = new Map<InstrumentId, bigint>();
  readonly #sharesElsewhere = new Map<InstrumentId, bigint>();
  #cashUnderWay = 0n;
  readonly #sharesUnderWay = new Map<InstrumentId, bigint>();
  #cashHeld = 0n;
  readonly #sharesHeld = new Map<InstrumentId, bigint>();

  add(entry: JournalEntry): void {
    for (const fact of entry.facts) this.#fact(fact);
  }

  /** Adds what the accounts have in a partition at the head up to which its facts were added. */
  hold(state: TradingState): void {
    for (const { risk } of state.accounts.values()) {
      this.#cashHeld += risk.cash;
      for (const [instrumentId, { quantity }] of risk.exposures)
        add(this.#sharesHeld, instrumentId, quantity);
    }
  }

  /** Cash first, then the instruments by name. */
  lines(): readonly ZeroSumLine[] {
    const of = (id: InstrumentId) => (map: ReadonlyMap<InstrumentId, bigint>) => map.get(id) ?? 0n;
    const instruments = new Set([...this.#sharesIn.keys(), ...this.#sharesHeld.keys()]);
    return [
      line('USD', this.#cashIn, this.#cashHeld, this.#cashUnderWay, this.#cashElsewhere),
      ...[...instruments].toSorted().map((id) => {
        const [broughtIn = 0n, held = 0n, underWay = 0n, elsewhere = 0n] = [
          this.#sharesIn,
          this.#sharesHeld,
          this.#sharesUnderWay,
          this.#sharesElsewhere,
        ].map(of(id));
        return line(id, broughtIn, held, underWay, elsewhere);
      }),
    ];
  }

  #fact(fact: TradingFact): void {
    switch (fact.type) {
      case 'FundsAllocated':
        this.#cashIn += fact.data.amount;
        return;
      case 'CashBooked':
        this.#cashIn += fact.data.amount;
        return;
      case 'FundsReleased':
        this.#cashIn -= fact.data.amount;
        return;
      case 'FundsMovedOut':
        this.#cashUnderWay += fact.data.amount;
        return;
      case 'FundsMovedIn':
        this.#cashUnderWay -= fact.data.amount;
        return;
      case 'PositionMovedOut':
        this.#cashUnderWay += fact.data.cash;
        return add(this.#sharesUnderWay, fact.data.instrumentId, fact.data.quantity);
      case 'PositionMovedIn':
        this.#cashUnderWay -= fact.data.cash;
        return add(this.#sharesUnderWay, fact.data.instrumentId, -fact.data.quantity);
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
        return this.#fromOutside(fact);
    }
  }

  /** What issuers and the clearing house pay, add and take. */
  #fromOutside(fact: TradingFact): void {
    switch (fact.type) {
      case 'PositionAdjusted':
      case 'PositionExpired': {
        const { instrumentId, quantity, quantityBefore, cash } = fact.data;
        return this.#came(instrumentId, quantity - quantityBefore, cash);
      }
      case 'PositionExchanged': {
        const { instrumentId, otherInstrumentId = instrumentId, received, cashInLieu } = fact.data;
        const { quantity, quantityBefore, cash } = fact.data;
        this.#came(instrumentId, quantity - quantityBefore, cash);
        return this.#came(otherInstrumentId, received, cashInLieu);
      }
      case 'DividendPaid':
      case 'VariationPaid':
        return this.#came(fact.data.instrumentId, 0n, fact.data.amount);
      case 'OptionExercised': {
        const { instrumentId, underlyingId, contracts, quantity, principal, right } = fact.data;
        const [bought, sold] = [fact.data.buyAccountId, fact.data.sellAccountId].map((id) =>
          id === undefined ? 0n : 1n,
        ) as [bigint, bigint];
        const [holds, wrote] = right === 'CALL' ? [bought, sold] : [sold, bought];
        this.#came(instrumentId, (wrote - holds) * contracts, (sold - bought) * principal);
        return this.#came(underlyingId, (bought - sold) * quantity, 0n);
      }
      default:
    }
  }

  #came(id: InstrumentId, quantity: bigint, cash: bigint): void {
    this.#cashElsewhere -= cash;
    if (quantity !== 0n) add(this.#sharesElsewhere, id, -quantity);
  }
}

function line(
  what: string,
  broughtIn: bigint,
  held: bigint,
  underWay: bigint,
  elsewhere: bigint,
): ZeroSumLine {
  const difference = broughtIn - held - underWay - elsewhere;
  return { what, broughtIn, held, underWay, elsewhere, difference };
}

function add(map: Map<InstrumentId, bigint>, id: InstrumentId, quantity: bigint): void {
  map.set(id, (map.get(id) ?? 0n) + quantity);
}
