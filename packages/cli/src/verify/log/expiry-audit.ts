import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { dayText, newYorkDay } from './new-york-day.ts';
import type { Order } from './order-lives.ts';

/** What is over is ended by what the partition records next; this long after, by its own times, it must be done. */
const GRACE_NS = 60_000_000_000n;

interface Partition {
  session: { readonly phase: string; readonly date: number } | undefined;
  /** The latest day that is over, since when (ns since 1970 UTC), and whether orders were looked at. */
  over: { readonly through: number; readonly since: bigint; looked: boolean };
}

interface Dated {
  readonly order: Order;
  /** Journal of the partition that has it. */
  stream: string;
}

/** No order outlives its last day (I13): none is taken in after it, and none is open a minute later. */
export class ExpiryAudit {
  readonly #invariant: Invariant;
  readonly #partitions = new Map<string, Partition>();
  /** Open orders with a last day. */
  readonly #dated = new Map<string, Dated>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact, stream, at }: RecordedFact, changed: readonly Order[]): void {
    if (fact.type === 'SessionPhaseAdopted') {
      const { phase, sessionDate: date } = fact.data;
      this.#partitionOf(stream).session = { phase, date };
    }
    if (fact.type === 'OrderMovedIn') {
      const moved = this.#dated.get(fact.data.orderId);
      if (moved !== undefined) moved.stream = stream;
    }
    for (const order of changed) this.#note(order, stream);
    if (fact.type === 'OrderAccepted' && fact.data.timeInForce === 'GTD')
      this.#checkAccepted(fact.data, this.#through(stream, at));
  }

  /** Looks at what a partition has open, once the facts of an event are in. */
  endEvent({ stream, at }: RecordedFact): void {
    if (!stream.startsWith('trading-')) return;
    const { over } = this.#partitionOf(stream);
    const through = this.#through(stream, at);
    if (through > over.through) {
      this.#partitionOf(stream).over = { through, since: at, looked: false };
      return;
    }
    if (over.looked || at - over.since < GRACE_NS) return;
    over.looked = true;
    for (const { order, stream: where } of this.#dated.values())
      if (where === stream)
        this.#invariant.check(
          (order.expiresOn ?? through + 1) > over.through,
          () =>
            `${order.orderId} was good till ${dayText(order.expiresOn ?? 0)} and is open after ${dayText(over.through)} is over`,
        );
  }

  #note(order: Order, stream: string): void {
    const isDated = order.expiresOn !== undefined && order.timeInForce === 'GTD';
    if (!isDated || order.leaves <= 0n) this.#dated.delete(order.orderId);
    else {
      this.#dated.set(order.orderId, { order, stream });
      this.#invariant.count('changes of orders with a last day');
    }
  }

  #checkAccepted(
    { orderId, expiresOn }: { readonly orderId: string; readonly expiresOn?: number },
    over: number,
  ): void {
    this.#invariant.check(
      expiresOn === undefined || expiresOn > over,
      () => `${orderId} was taken in as good till ${dayText(expiresOn ?? 0)}, which was over`,
    );
  }

  /**
   * The latest day that is over. A session that is being held is not, nor is anything after it; between sessions, and where
   * none are held, New York's calendar decides.
   */
  #through(stream: string, at: bigint): number {
    const yesterday = newYorkDay(at) - 1;
    const { session } = this.#partitionOf(stream);
    if (session === undefined) return yesterday;
    const isHeld = session.phase !== 'CLOSED' && session.phase !== 'POST_CLOSE';
    return isHeld ? session.date - 1 : Math.max(session.date, yesterday);
  }

  #partitionOf(stream: string): Partition {
    let found = this.#partitions.get(stream);
    if (found === undefined) {
      found = { session: undefined, over: { through: -1, since: 0n, looked: true } };
      this.#partitions.set(stream, found);
    }
    return found;
  }
}
