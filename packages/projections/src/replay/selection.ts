import { accountsOf, idsOf, ordersOf } from '../runtime/fact-ids.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import type { Point } from './point.ts';

/** Which facts of the log: all conditions that are given hold. */
export interface Selection {
  /** From here on: a time, a position, or the first fact of an order. */
  readonly from?: Point | undefined;
  /** Up to here: a time, a position, or the last fact of an order. */
  readonly to?: Point | undefined;
  readonly stream?: string | undefined;
  /** The part of a stream's name before its first `-`. */
  readonly category?: string | undefined;
  readonly account?: string | undefined;
  readonly instrument?: string | undefined;
  /** Type of the fact. */
  readonly type?: string | undefined;
}

/** Whether facts are in a selection; asked in the order of the log. */
export class Selector {
  readonly #selection: Selection;
  #begun: boolean;
  /** The last fact of the order that ends it; the end is known when it was seen before. */
  readonly #last: { readonly position: bigint; readonly index: number } | undefined;

  /** @param last the last fact of the order that `to` names. */
  constructor(selection: Selection, last?: { readonly position: bigint; readonly index: number }) {
    this.#selection = selection;
    this.#begun = selection.from?.kind !== 'order';
    this.#last = last;
  }

  /** Whether nothing of this position or any later one can be in it. */
  over(position: bigint): boolean {
    const { to } = this.#selection;
    if (to?.kind === 'position') return position > to.position;
    return to?.kind === 'order' && this.#last !== undefined && position > this.#last.position;
  }

  takes(recorded: RecordedFact): boolean {
    return this.#after(recorded) && this.#before(recorded) && this.#matches(recorded);
  }

  #after({ fact, position, at }: RecordedFact): boolean {
    const { from } = this.#selection;
    if (from?.kind === 'time') return at >= from.at;
    if (from?.kind === 'position') return position >= from.position;
    if (from?.kind === 'order') this.#begun ||= ordersOf(fact).includes(from.orderId);
    return this.#begun;
  }

  #before({ position, index, at }: RecordedFact): boolean {
    const { to } = this.#selection;
    if (to?.kind === 'time') return at <= to.at;
    if (to?.kind === 'position') return position <= to.position;
    if (to?.kind !== 'order') return true;
    const last = this.#last;
    if (last === undefined) return false;
    return position < last.position || (position === last.position && index <= last.index);
  }

  #matches({ fact, stream }: RecordedFact): boolean {
    const { stream: wanted, category, account, instrument, type } = this.#selection;
    return (
      (wanted === undefined || stream === wanted) &&
      (category === undefined || stream.startsWith(`${category}-`)) &&
      (type === undefined || fact.type === type) &&
      (instrument === undefined || idsOf(fact).instrumentId === instrument) &&
      (account === undefined || accountsOf(fact).includes(account))
    );
  }
}
