import { zip } from './zip.ts';

interface Order {
  readonly id: number;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  size: number;
}

const LEVELS = 5;
const TICK = 100;
const MIDDLE = 1_000_000;

/** A made-up day in LOBSTER's format: the same for the same seed, sound in every row. */
export function syntheticDay(rows: number, seed: number): Buffer {
  const market = new SyntheticMarket(seed);
  const messages: string[] = [];
  const books: string[] = [];
  for (let i = 0; i < 40; i++) market.add();
  while (messages.length < rows) {
    for (const message of market.step(messages.length)) {
      messages.push(message.text);
      books.push(message.book);
    }
  }
  return zip({
    'X_2020-01-02_message_5.csv': messages.slice(0, rows).join('\n'),
    'X_2020-01-02_orderbook_5.csv': books.slice(0, rows).join('\n'),
  });
}

class SyntheticMarket {
  #orders: Order[] = [];
  #next = 1;
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  add(): Order {
    const side = this.#below(2) === 0 ? 'BUY' : 'SELL';
    const distance = (1 + this.#below(12)) * TICK;
    const price = side === 'BUY' ? MIDDLE - distance : MIDDLE + distance;
    const order: Order = { id: this.#next++, side, price, size: 1 + this.#below(200) };
    this.#orders.push(order);
    return order;
  }

  /** One event: a new order, a partial or whole cancel, or a sweep of one to three executions. */
  step(row: number): { text: string; book: string }[] {
    const time = `${34_200 + row / 10}`;
    const chance = this.#below(10);
    if (chance < 5 || this.#orders.length < 30) return [this.#told(time, 1, this.add())];
    if (chance < 8) {
      const order = this.#orders[this.#below(this.#orders.length)] as Order;
      const part = order.size > 1 && this.#below(3) === 0;
      return [
        this.#reduce(
          time,
          part ? 2 : 3,
          order,
          part ? 1 + this.#below(order.size - 1) : order.size,
        ),
      ];
    }
    const side = this.#below(2) === 0 ? 'BUY' : 'SELL';
    return Array.from({ length: 1 + this.#below(3) }).flatMap(() => {
      const [head] = this.#queue(side);
      return head === undefined ? [] : [this.#reduce(time, 4, head, 1 + this.#below(head.size))];
    });
  }

  #reduce(time: string, type: number, order: Order, by: number): { text: string; book: string } {
    order.size -= by;
    if (order.size === 0) this.#orders = this.#orders.filter((other) => other !== order);
    return this.#told(time, type, { ...order, size: by });
  }

  #told(
    time: string,
    type: number,
    { id, side, price, size }: Order,
  ): { text: string; book: string } {
    return {
      text: [time, type, id, size, price, side === 'BUY' ? 1 : -1].join(','),
      book: this.#book(),
    };
  }

  #book(): string {
    const [asks, bids] = [this.#levels('SELL'), this.#levels('BUY')];
    return Array.from({ length: LEVELS }, (_, i) => [
      ...(asks[i] ?? [9_999_999_999, 0]),
      ...(bids[i] ?? [-9_999_999_999, 0]),
    ]).join(',');
  }

  #levels(side: 'BUY' | 'SELL'): [number, number][] {
    const levels = new Map<number, number>();
    for (const { price, size } of this.#queue(side))
      levels.set(price, (levels.get(price) ?? 0) + size);
    return [...levels].slice(0, LEVELS);
  }

  #queue(side: 'BUY' | 'SELL'): readonly Order[] {
    return this.#orders
      .filter((order) => order.side === side)
      .toSorted((a, b) => (side === 'BUY' ? b.price - a.price : a.price - b.price) || a.id - b.id);
  }

  #below(bound: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * bound);
  }
}
