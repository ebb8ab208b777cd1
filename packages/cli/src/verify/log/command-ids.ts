import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { IdSet } from './id-set.ts';

const JOURNAL = 'trading-';
/** The scope of what names an order, wherever it is traded. */
const ORDERS = 'orders';

/**
 * No command comes twice (I2). A command is known by its id in the stream that decided it, which remembers the ids of its
 * own commands: two accounts may use one id, and an account and an instrument. Two things hold beyond that, over all
 * journals: an order is named by its command's id alone, and what an instrument has left behind is not decided where it goes.
 */
export class CommandIds {
  readonly #invariant: Invariant;
  readonly #streams = new IdSet();
  /** Undefined where there is one journal, in which no id comes twice anyway. */
  readonly #traded: IdSet | undefined;

  /** @param partitions how many journals there are. */
  constructor(invariant: Invariant, partitions: number) {
    this.#invariant = invariant;
    this.#traded = partitions > 1 ? new IdSet() : undefined;
  }

  /** @param first of the command's facts. */
  add({ commandId, stream, fact }: RecordedFact): void {
    const isNew = this.#streams.add(stream, commandId);
    this.#invariant.check(isNew, () => `command ${commandId} comes twice in ${stream}`);
    if (!isNew || this.#traded === undefined || !stream.startsWith(JOURNAL)) return;
    const { type, data } = fact;
    const isOrder = type === 'OrderAccepted' || type === 'OrderRejected';
    const scope = isOrder ? ORDERS : 'instrumentId' in data ? data.instrumentId : undefined;
    if (scope === undefined) return;
    this.#invariant.check(
      this.#traded.add(`${scope}`, commandId),
      () => `command ${commandId} comes in ${stream} and in another journal, of ${scope}`,
    );
  }
}
