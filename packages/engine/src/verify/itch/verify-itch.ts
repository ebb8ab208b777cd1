import { Side } from '../../protocol/codes.ts';
import { FindingList, type Findings } from '../findings.ts';
import { ReplayBook, ReplayRefusedError } from '../replay-book.ts';
import { ItchFormatError, type ItchMessage } from './messages.ts';

export interface ItchMismatch {
  /** Number of the message among those read, from 0. */
  readonly message: number;
  readonly what: string;
}

export interface ItchReport {
  readonly messages: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly stocks: number;
  /** Messages that the production book could not carry out, or after which a price level was not what the messages add up to. */
  readonly mismatches: Findings<ItchMismatch>;
  /** Executions (E) of an order that was not first in line. */
  readonly skippedHeads: Findings<number>;
  /** Displayed orders left at the end. */
  readonly resting: number;
}

export interface ItchOptions {
  /** Most orders alive at a time; default 4,194,303. */
  readonly orderCapacity?: number;
}

interface LiveOrder {
  /** The order's name in the book; another one when it has to be entered anew. */
  ref: number;
  readonly locate: number;
  readonly side: Side;
  readonly price: number;
  shares: number;
}

const MOST_STOCKS = 65_536;
/** Market hours begin, New York, ns after midnight. */
const OPEN = 34_200_000_000_000;
/** Some forty cents: small, for there are thousands of stocks. */
const WINDOW_TICKS = 4096;

/**
 * Replays a day of ITCH through the production book. Each message must be possible, each execution (E) must hit the order
 * that is first in line at the best price, and each touched price level must hold what the messages add up to. First in
 * line is the oldest; of orders that are told before the open the one with the smallest reference number, for those were
 * entered in another order than they are told in. Throws what the messages throw, for example ItchFormatError.
 */
export const verifyItch = async (
  messages: AsyncIterable<ItchMessage>,
  options: ItchOptions = {},
): Promise<ItchReport> => {
  const verification = new ItchVerification(options.orderCapacity ?? 4_194_303);
  for await (const message of messages) verification.add(message);
  const { report } = verification;
  if (report.messages === 0) throw new ItchFormatError('there is no message of an order or trade');
  return report;
};

class ItchVerification {
  readonly #book: ReplayBook;
  readonly #orders = new Map<number, LiveOrder>();
  /** Shares by stock, side and price, added up from the messages alone. */
  readonly #ledger = new Map<string, number>();
  /** Orders told before the open, by their names in the book. */
  readonly #early = new Map<number, { readonly itchRef: number; readonly order: LiveOrder }>();
  readonly #byType: Record<string, number> = {};
  readonly #stocks = new Set<number>();
  readonly #mismatches = new FindingList<ItchMismatch>();
  readonly #skippedHeads = new FindingList<number>();
  #messages = 0;
  #nextRef = 1;

  constructor(orderCapacity: number) {
    this.#book = new ReplayBook(orderCapacity, MOST_STOCKS, WINDOW_TICKS);
  }

  get report(): ItchReport {
    return {
      messages: this.#messages,
      byType: this.#byType,
      stocks: this.#stocks.size,
      mismatches: this.#mismatches,
      skippedHeads: this.#skippedHeads,
      resting: this.#orders.size,
    };
  }

  add(message: ItchMessage): void {
    this.#byType[message.type] = (this.#byType[message.type] ?? 0) + 1;
    this.#stocks.add(message.locate);
    this.#book.open(message.locate);
    const problem = this.#tryApply(message);
    if (problem !== undefined)
      this.#mismatches.add({ message: this.#messages, what: `${message.type}: ${problem}` });
    this.#messages++;
  }

  #tryApply(message: ItchMessage): string | undefined {
    try {
      return this.#apply(message);
    } catch (error) {
      if (error instanceof ReplayRefusedError) return error.message;
      throw error;
    }
  }

  #apply(message: ItchMessage): string | undefined {
    switch (message.type) {
      case 'A':
      case 'F':
        return this.#enter(message, message.side === 'B' ? Side.BUY : Side.SELL);
      case 'P':
      case 'Q':
        return undefined;
      case 'E':
      case 'C':
      case 'X':
      case 'D':
      case 'U':
        break;
    }
    const order = this.#orders.get(message.ref);
    if (order === undefined) return 'the order is unknown';
    if (order.locate !== message.locate) return 'the order is of another stock';
    if (message.type === 'D') return this.#takeOff(message.ref, order, order.shares);
    if (message.type === 'U') return this.#replace(message, order);
    if (message.shares > order.shares) return 'more shares than the order has';
    if (message.type === 'E') return this.#execute(message, order);
    return this.#takeOff(message.ref, order, message.shares);
  }

  #enter(
    message: { ref: number; locate: number; shares: number; price: number; time: number },
    side: Side,
  ): string | undefined {
    if (this.#orders.has(message.ref)) return 'the order is known already';
    const { locate, price, shares } = message;
    const order = { ref: 0, locate, side, price, shares };
    const isEarly = message.time < OPEN;
    const overtaken = isEarly ? this.#enteredAfter(message.ref, order) : [];
    for (const { order: later } of overtaken) this.#leaveQueue(later);
    if (!this.#joinQueue(order)) return 'a displayed order traded on arrival';
    if (isEarly) this.#early.set(order.ref, { itchRef: message.ref, order });
    for (const { itchRef, order: later } of overtaken) {
      this.#joinQueue(later);
      this.#early.set(later.ref, { itchRef, order: later });
    }
    this.#orders.set(message.ref, order);
    return this.#account(order, shares);
  }

  /** Orders at an order's price with larger reference numbers, all told before the open, first in line first. */
  #enteredAfter(
    itchRef: number,
    { locate, side, price }: LiveOrder,
  ): readonly { readonly itchRef: number; readonly order: LiveOrder }[] {
    if (!this.#ledger.has(levelKey(locate, side, price))) return [];
    return this.#book
      .refsAt(locate, side, price)
      .map((ref) => this.#early.get(ref))
      .filter((early) => early !== undefined && early.itchRef > itchRef)
      .map((early) => early!);
  }

  #leaveQueue({ locate, ref }: LiveOrder): void {
    this.#book.remove(locate, ref);
    this.#early.delete(ref);
  }

  /** Enters an order at the end of its queue under a new name. Returns false if it traded. */
  #joinQueue(order: LiveOrder): boolean {
    order.ref = this.#nextRef++;
    const { locate, ref, side, price, shares } = order;
    return this.#book.add(locate, ref, side, price, shares).length === 0;
  }

  #execute(
    message: { ref: number; locate: number; shares: number },
    order: LiveOrder,
  ): string | undefined {
    const { locate, side, price } = order;
    if (this.#book.headOf(locate, side) !== order.ref) {
      this.#skippedHeads.add(this.#messages);
      return this.#takeOff(message.ref, order, message.shares);
    }
    const taker = side === Side.BUY ? Side.SELL : Side.BUY;
    const fills = this.#book.take(locate, taker, price, message.shares);
    const [fill] = fills;
    const same = fills.length === 1 && fill!.ref === order.ref && fill!.quantity === message.shares;
    this.#shrink(message.ref, order, message.shares);
    const difference = this.#account(order, -message.shares);
    return same ? difference : `executed ${JSON.stringify(fills)}`;
  }

  #replace(message: Extract<ItchMessage, { type: 'U' }>, order: LiveOrder): string | undefined {
    if (this.#orders.has(message.newRef)) return 'the new order is known already';
    const gone = this.#takeOff(message.ref, order, order.shares);
    return gone ?? this.#enter({ ...message, ref: message.newRef }, order.side);
  }

  #takeOff(ref: number, order: LiveOrder, shares: number): string | undefined {
    this.#book.reduce(order.locate, order.ref, shares);
    this.#shrink(ref, order, shares);
    return this.#account(order, -shares);
  }

  #shrink(ref: number, order: LiveOrder, shares: number): void {
    order.shares -= shares;
    if (order.shares > 0) return;
    this.#orders.delete(ref);
    this.#early.delete(order.ref);
  }

  /** Adds to the ledger and compares the level with the book's. */
  #account(order: LiveOrder, shares: number): string | undefined {
    const { locate, side, price } = order;
    const key = levelKey(locate, side, price);
    const expected = (this.#ledger.get(key) ?? 0) + shares;
    if (expected === 0) this.#ledger.delete(key);
    else this.#ledger.set(key, expected);
    const actual = this.#book.quantityAt(locate, side, price);
    return actual === expected ? undefined : `${actual} shares at ${price}, ${expected} expected`;
  }
}

const levelKey = (locate: number, side: Side, price: number): string =>
  `${locate} ${side} ${price}`;
