import type { MatchingEngine } from '../../src/book/matching-engine.ts';
import { OrderWord } from '../../src/book/order-pool.ts';
import { EventKind } from '../../src/index.ts';
import type { EngineEvent } from '../../src/protocol/engine-event.ts';

const { SHIFT, SHOWN, HIDDEN } = OrderWord;

interface Entry {
  readonly ref: number;
  ordered: number;
  open: number;
}

/**
 * Conservation of quantity, from the events alone: what was ordered is filled, prevented, cancelled or open, to the last
 * unit, and what the events leave open is what the engine holds. Throws at the first unit that is not accounted for.
 */
export class Ledger {
  readonly #entries = new Map<number, Entry>();

  apply(e: EngineEvent): void {
    switch (e.kind) {
      case EventKind.ACCEPTED:
        if (this.#entries.has(e.handle)) fail(`handle ${e.handle} was given twice`);
        this.#entries.set(e.handle, { ref: e.ref, ordered: e.quantity, open: e.quantity });
        return;
      case EventKind.TRADE:
      case EventKind.DECREMENTED:
        this.#reduce(e, e.handle, e.leaves);
        if (e.makerHandle !== 0) this.#reduce(e, e.makerHandle, e.makerLeaves);
        return;
      case EventKind.REPLACED:
        this.#replace(this.#entry(e.handle), e);
        return;
      case EventKind.RESTED:
      case EventKind.REFRESHED:
        same(`open quantity of ${e.ref}`, e.leaves, this.#entry(e.handle).open);
        return;
      case EventKind.CANCELLED:
        same(`quantity cancelled of ${e.ref}`, e.quantity, this.#entry(e.handle).open);
        this.#entries.delete(e.handle);
        return;
      default:
    }
  }

  /** After a command: the engine holds exactly the orders, with exactly the quantities, that the events left open. */
  compare(engine: MatchingEngine): void {
    same('orders alive', engine.orders.count, this.#entries.size);
    for (const [handle, { ref, open }] of this.#entries) {
      const slot = engine.refs.find(ref);
      if (slot === 0 || engine.orders.handleOf(slot) !== handle) fail(`order ${ref} is lost`);
      const at = slot << SHIFT;
      const held = engine.orderWords[at | SHOWN]! + engine.orderWords[at | HIDDEN]!;
      same(`quantity held of ${ref}`, held, open);
    }
  }

  #entry(handle: number): Entry {
    return this.#entries.get(handle) ?? fail(`an event about handle ${handle}, which is not alive`);
  }

  #reduce({ kind, quantity }: EngineEvent, handle: number, leaves: number): void {
    const entry = this.#entry(handle);
    if (quantity <= 0) fail('an execution of nothing');
    entry.open -= quantity;
    same(`leaves of ${entry.ref}`, leaves, entry.open);
    if (kind === EventKind.DECREMENTED) {
      // Prevented quantity counts as never ordered; an order brought to nothing by it is cancelled by an event of its own.
      entry.ordered -= quantity;
    } else if (leaves === 0) this.#entries.delete(handle);
  }

  #replace(entry: Entry, e: EngineEvent): void {
    entry.open += e.quantity - entry.ordered;
    entry.ordered = e.quantity;
    same(`leaves of ${entry.ref} replaced`, e.leaves, entry.open);
  }
}

const same = (what: string, actual: number, expected: number): void => {
  if (actual !== expected) fail(`${what}: ${actual}, should be ${expected}`);
};

const fail = (what: string): never => {
  throw new Error(`quantity is not conserved: ${what}`);
};
