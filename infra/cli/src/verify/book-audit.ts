interface Resting {
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly entrySequence: bigint;
}

/**
 * Naive books, one per instrument: who should have been next, found by looking at everybody. Shares no code with the
 * engine, whose trades it judges.
 */
export class BookAudit {
  readonly #books = new Map<string, Map<string, Resting>>();

  /** Puts an order into the book, or at its new place. */
  rest(instrumentId: string, orderId: string, order: Resting): void {
    this.#bookOf(instrumentId).set(orderId, order);
  }

  has(instrumentId: string, orderId: string): boolean {
    return this.#bookOf(instrumentId).has(orderId);
  }

  remove(instrumentId: string, orderId: string): void {
    this.#bookOf(instrumentId).delete(orderId);
  }

  /** The order at the head of a side's best price: the one that an incoming order must meet. */
  next(instrumentId: string, side: 'BUY' | 'SELL'): string | undefined {
    let best: { readonly orderId: string; readonly order: Resting } | undefined;
    for (const [orderId, order] of this.#bookOf(instrumentId)) {
      if (order.side === side && (best === undefined || comesBefore(order, best.order)))
        best = { orderId, order };
    }
    return best?.orderId;
  }

  #bookOf(instrumentId: string): Map<string, Resting> {
    let book = this.#books.get(instrumentId);
    if (book === undefined) {
      book = new Map();
      this.#books.set(instrumentId, book);
    }
    return book;
  }
}

function comesBefore(a: Resting, b: Resting): boolean {
  if (a.price !== b.price) return a.side === 'BUY' ? a.price > b.price : a.price < b.price;
  return a.entrySequence < b.entrySequence;
}
