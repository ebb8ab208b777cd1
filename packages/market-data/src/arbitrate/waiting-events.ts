import { MarketUpdate } from '../update/market-update.ts';
import { copyUpdate } from './update-copy.ts';

/** An event that waits for those before it: its updates so far, in the order of their parts. */
interface WaitingEvent {
  sequence: number;
  count: number;
  readonly updates: MarketUpdate[];
}

/** Events that came before their turn, with their updates copied; records are used again. */
export class WaitingEvents {
  readonly #events = new Map<number, WaitingEvent>();
  readonly #spare: WaitingEvent[] = [];

  /** Events that wait. */
  get count(): number {
    return this.#events.size;
  }

  /** The least number that waits; Infinity where none does. */
  get first(): number {
    let least = Infinity;
    for (const sequence of this.#events.keys()) least = Math.min(least, sequence);
    return least;
  }

  /** Keeps an update, unless its part is there already. A hole among the parts stays one, for whoever is told them. */
  add(update: MarketUpdate): void {
    let event = this.#events.get(update.sequence);
    if (event === undefined) {
      event = this.#spare.pop() ?? { sequence: 0, count: 0, updates: [] };
      event.sequence = update.sequence;
      event.count = 0;
      this.#events.set(update.sequence, event);
    }
    if (event.count > 0 && update.part <= event.updates[event.count - 1]!.part) return;
    copyUpdate(update, (event.updates[event.count] ??= new MarketUpdate()));
    event.count++;
  }

  /** Tells an event's updates in their order, and forgets it. @returns whether it was there. */
  release(sequence: number, tell: (update: MarketUpdate) => void): boolean {
    const event = this.#events.get(sequence);
    if (event === undefined) return false;
    this.#events.delete(sequence);
    for (let index = 0; index < event.count; index++) tell(event.updates[index]!);
    this.#spare.push(event);
    return true;
  }
}
