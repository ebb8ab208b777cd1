import { bookSideOf, type Side } from '@bellwether/domain';
import { ordersProjection } from '../../postgres/orders/projection.ts';
import type { OrderRow } from '../../postgres/orders/table.ts';
import type { FactContext, RecordedFact } from '../../runtime/recorded-fact.ts';
import { BookSide, type QuoteLevel } from './book-side.ts';

/** The best prices of an instrument's book, from this place in the log on. */
export interface QuoteRow extends FactContext {
  readonly key: string;
  readonly instrumentId: string;
  readonly bid: QuoteLevel | undefined;
  readonly ask: QuoteLevel | undefined;
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
  readonly #orders = new Map<string, OrderRow>();
  readonly #books = new Map<string, Book>();

  /** Takes the facts of whole events, in the order of the log. @returns what changed, in the same order. */
  add(facts: readonly RecordedFact[]): readonly QuoteRow[] {
    const rows: QuoteRow[] = [];
    const touched = new Set<string>();
    facts.forEach((recorded, index) => {
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
    const before = this.#orders.get(orderId);
    const after = ordersProjection.evolve(before, recorded, orderId) as OrderRow | undefined;
    if (before !== undefined) this.#show(before, -1);
    if (after !== undefined) this.#show(after, 1);
    if (after === undefined || after.leaves === 0n) this.#orders.delete(orderId);
    else this.#orders.set(orderId, after);
    return (after ?? before)?.instrumentId ?? '';
  }

  #show({ instrumentId, side, limitPrice, shown }: OrderRow, times: 1 | -1): void {
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

function isSame(a: QuoteLevel | undefined, b: QuoteLevel | undefined): boolean {
  return a?.price === b?.price && a?.quantity === b?.quantity;
}
