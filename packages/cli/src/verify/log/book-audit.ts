import { PriceOrder } from './price-order.ts';

interface Resting {
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly entrySequence: bigint;
}

interface Queued {
  readonly orderId: string;
  readonly entrySequence: bigint;
  gone: boolean;
}

/** Those at one price, first come first. Who is gone is passed over, and taken out when there are many. */
class Queue {
  #waiting: Queued[] = [];
  #first = 0;
  #gone = 0;

  add(queued: Queued): void {
    let at = this.#waiting.length;
    while (at > this.#first && isLater(this.#waiting[at - 1], queued)) at -= 1;
    this.#waiting.splice(at, 0, queued);
  }

  remove(queued: Queued): void {
    queued.gone = true;
    this.#gone += 1;
    while (this.#waiting[this.#first]?.gone === true) this.#first += 1;
    if (this.#gone * 2 <= this.#waiting.length) return;
    this.#waiting = this.#waiting.filter(({ gone }) => !gone);
    this.#first = 0;
    this.#gone = 0;
  }

  get head(): string | undefined {
    return this.#waiting[this.#first]?.orderId;
  }
}

function isLater(a: Queued | undefined, b: Queued): boolean {
  return a !== undefined && a.entrySequence > b.entrySequence;
}

/** One side of a book: prices in order, and a queue at each. */
class Side {
  readonly #prices: PriceOrder;
  readonly #queues = new Map<bigint, Queue>();

  constructor(side: 'BUY' | 'SELL') {
    this.#prices = new PriceOrder(side);
  }

  add(price: bigint, queued: Queued): void {
    let queue = this.#queues.get(price);
    if (queue === undefined) {
      queue = new Queue();
      this.#queues.set(price, queue);
      this.#prices.insert(price);
    }
    queue.add(queued);
  }

  remove(price: bigint, queued: Queued): void {
    const queue = this.#queues.get(price);
    queue?.remove(queued);
    if (queue?.head !== undefined) return;
    this.#queues.delete(price);
    this.#prices.delete(price);
  }

  get next(): string | undefined {
    const { best } = this.#prices;
    return best === undefined ? undefined : this.#queues.get(best)?.head;
  }
}

/** Books, one per instrument: who should be next. Shares no code with the engine, whose trades it judges. */
export class BookAudit {
  readonly #sides = new Map<string, Side>();
  readonly #resting = new Map<
    string,
    { readonly side: Side; readonly price: bigint; readonly queued: Queued }
  >();

  /** Puts an order into the book, or at its new place. */
  rest(instrumentId: string, orderId: string, { side, price, entrySequence }: Resting): void {
    this.remove(orderId);
    const key = `${side}/${instrumentId}`;
    const half = this.#sides.get(key) ?? new Side(side);
    this.#sides.set(key, half);
    const queued = { orderId, entrySequence, gone: false };
    half.add(price, queued);
    this.#resting.set(orderId, { side: half, price, queued });
  }

  has(orderId: string): boolean {
    return this.#resting.has(orderId);
  }

  remove(orderId: string): void {
    const found = this.#resting.get(orderId);
    if (found === undefined) return;
    found.side.remove(found.price, found.queued);
    this.#resting.delete(orderId);
  }

  /** The order at the head of a side's best price: the one that an incoming order must meet. */
  next(instrumentId: string, side: 'BUY' | 'SELL'): string | undefined {
    return this.#sides.get(`${side}/${instrumentId}`)?.next;
  }
}
