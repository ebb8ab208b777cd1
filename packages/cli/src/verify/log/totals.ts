import type { RecordedFact } from '@bellwether/projections';

/** Counts and sums over the whole log. */
export class Totals {
  facts = 0n;
  /** Of the places of facts in their events. */
  indices = 0n;
  trades = 0n;
  quantity = 0n;
  /** Of price times quantity, 1/10 000 USD. */
  notional = 0n;

  add(facts: readonly RecordedFact[]): void {
    for (const { fact, index } of facts) {
      this.facts += 1n;
      this.indices += BigInt(index);
      if (fact.type !== 'TradeExecuted') continue;
      this.trades += 1n;
      this.quantity += fact.data.quantity;
      this.notional += fact.data.price * fact.data.quantity;
    }
  }
}
