import { bookSideOf, type Side } from '@bellwether/domain';
import { ordersProjection } from '../orders/projection.ts';
import type { OrderRow } from '../orders/table.ts';
import type { FactContext, RecordedFact } from '../runtime/recorded-fact.ts';
import { BookSide, type QuoteLevel } from './book-side.ts';

/** The best prices of a book; undefined: nobody buys, or sells. */
export interface Quote {
  readonly bid: QuoteLevel | undefined;
  readonly ask: QuoteLevel | undefined;
}

/** The best prices of an instrument's book, from this place in the log on. */
export interface QuoteRow extends FactContext, Quote {
  readonly key: string;
  readonly instrumentId: string;
}

/** An open order, as far as quotes depend on it. */
export type StandingOrder = Pick<
  OrderRow,
  'orderId' | 'instrumentId' | 'side' | 'limitPrice' | 'displayQuantity' | 'leaves' | 'shown'
>;

interface Standing {
  readonly order: StandingOrder;
  /** Whether it is among the orders that are kept, perhaps as it was. */
  readonly kept: boolean;
}

/** What has changed since the books were last kept. */
export interface UnkeptOrders {
  readonly standing: readonly StandingOrder[];
  /** Ids of kept orders that have ended. */
  readonly ended: readonly string[];
}

interface Book {
  readonly bids: BookSide;
  readonly asks: BookSide;
  bid: QuoteLevel | undefined;
  ask: QuoteLevel | undefined;
}

/**
 * Folds orders into books and says what was best on either side after each command. Orders are folded as the read model
 * of orders folds them, and forgotten when they end: what it keeps is as large as the books.
 */
export class QuoteFold {
  readonly #orders = new Map<string, Standing>();
  readonly #books = new Map<string, Book>();
  readonly #unkept = new Set<string>();
  #ended: string[] = [];

  /** Adds orders that stand, as they were kept; their quotes have been told. */
  restore(orders: readonly StandingOrder[]): void {
    for (const order of orders) {
      this.#orders.set(order.orderId, { order, kept: true });
      this.#show(order, 1);
      const book = this.#bookOf(order.instrumentId);
      [book.bid, book.ask] = [book.bids.best, book.asks.best];
    }
  }

  /** What has to be kept, or forgotten, for the kept orders to be these books. */
  get unkept(): UnkeptOrders {
    const standing = [...this.#unkept].map((id) => this.#orders.get(id)?.order);
    return { standing: standing.filter((order) => order !== undefined), ended: this.#ended };
  }

  /** What `unkept` told is kept now. */
  kept(): void {
    for (const id of this.#unkept) {
      const order = this.#orders.get(id)?.order;
      if (order !== undefined) this.#orders.set(id, { order, kept: true });
    }
    this.#unkept.clear();
    this.#ended = [];
  }

  /**
   * Takes the facts of whole events, in the order of the log.
   * @param onExecution told of each execution, with the book's best prices as its command came in.
   * @returns what changed, in the same order.
   */
  add(
    facts: readonly RecordedFact[],
    onExecution?: (recorded: RecordedFact, arrival: Quote) => void,
  ): readonly QuoteRow[] {
    const rows: QuoteRow[] = [];
    const touched = new Set<string>();
    facts.forEach((recorded, index) => {
      const { type, data } = recorded.fact;
      if (type === 'TradeExecuted' || type === 'OrderExecuted')
        onExecution?.(recorded, this.#told(data.instrumentId));
      for (const orderId of ordersProjection.keysOf(recorded))
        touched.add(this.#change(recorded, orderId));
      const next = facts[index + 1];
      // Between the facts of one command a book may be crossed: it is told as the command leaves it.
      if (next !== undefined && next.entryIndex > 0 && next.position === recorded.position) return;
      for (const instrumentId of touched) rows.push(...this.#changed(instrumentId, recorded));
      touched.clear();
    });
    return rows;
  }

  #change(recorded: RecordedFact, orderId: string): string {
    const known = this.#orders.get(orderId);
    const before = known && { ...UNTOLD, ...known.order };
    const after = ordersProjection.evolve(before, recorded, orderId) as OrderRow | undefined;
    if (before !== undefined) this.#show(before, -1);
    if (after === undefined || after.leaves === 0n) this.#end(orderId, known);
    else {
      this.#show(after, 1);
      this.#orders.set(orderId, { order: standing(after), kept: known?.kept ?? false });
      this.#unkept.add(orderId);
    }
    return (after ?? before)?.instrumentId ?? '';
  }

  #end(orderId: string, known: Standing | undefined): void {
    if (known === undefined) return;
    this.#orders.delete(orderId);
    this.#unkept.delete(orderId);
    if (known.kept) this.#ended.push(orderId);
  }

  #show({ instrumentId, side, limitPrice, shown }: StandingOrder, times: 1 | -1): void {
    if (shown === 0n) return;
    const book = this.#bookOf(instrumentId);
    const half = bookSideOf(side as Side) === 'BUY' ? book.bids : book.asks;
    half.change(limitPrice, BigInt(times) * shown, times);
  }

  #changed(instrumentId: string, recorded: RecordedFact): readonly QuoteRow[] {
    const book = this.#books.get(instrumentId);
    if (book === undefined) return [];
    const [bid, ask] = [book.bids.best, book.asks.best];
    if (isSame(bid, book.bid) && isSame(ask, book.ask)) return [];
    [book.bid, book.ask] = [bid, ask];
    const { position, index } = recorded;
    const key = `${instrumentId}/${position}/${index}`;
    const { entryIndex, stream, at, commandId, principal } = recorded;
    const context = { position, index, entryIndex, stream, at, commandId, principal };
    return [{ ...context, key, instrumentId, bid, ask }];
  }

  /** What was best as the last command left the book. */
  #told(instrumentId: string): Quote {
    const book = this.#books.get(instrumentId);
    return { bid: book?.bid, ask: book?.ask };
  }

  #bookOf(instrumentId: string): Book {
    let book = this.#books.get(instrumentId);
    if (book === undefined) {
      const [bids, asks] = [new BookSide('BUY'), new BookSide('SELL')];
      book = { bids, asks, bid: undefined, ask: undefined };
      this.#books.set(instrumentId, book);
    }
    return book;
  }
}

/** Of an order that stands, what folding needs and quotes do not depend on. */
const UNTOLD = { quantity: 0n, executed: 0n, notional: 0n, fees: 0n } as const;

function standing(row: OrderRow): StandingOrder {
  const { orderId, instrumentId, side, limitPrice, displayQuantity, leaves, shown } = row;
  return { orderId, instrumentId, side, limitPrice, displayQuantity, leaves, shown };
}

function isSame(a: QuoteLevel | undefined, b: QuoteLevel | undefined): boolean {
  return a?.price === b?.price && a?.quantity === b?.quantity;
}
