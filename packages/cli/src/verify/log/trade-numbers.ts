import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';

const NUMBERED: ReadonlySet<string> = new Set([
  'TradeExecuted',
  'OrderExecuted',
  'OptionExercised',
]);

/** Executions are numbered one by one within a partition, `<partition>-<n>`: none comes twice, and none is left out (I2). */
export class TradeNumbers {
  readonly #invariant: Invariant;
  /** The last number of each partition. */
  readonly #last = new Map<string, bigint>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact, stream }: RecordedFact): void {
    if (!NUMBERED.has(fact.type) || !('tradeId' in fact.data)) return;
    const { tradeId } = fact.data;
    const [partition = '', number = ''] = tradeId.split('-');
    const last = this.#last.get(partition) ?? 0n;
    const found = BigInt(number);
    this.#invariant.check(stream === `trading-${partition}`, () => `trade ${tradeId} in ${stream}`);
    this.#invariant.check(found > last, () => `trade ${tradeId} comes twice`);
    this.#invariant.check(
      found <= last + 1n,
      () => `trade ${tradeId} follows ${partition}-${last}`,
    );
    if (found > last) this.#last.set(partition, found);
  }
}
