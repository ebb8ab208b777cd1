import { EventFlag, EventKind } from '../protocol/codes.ts';
import type { EngineEvent } from '../protocol/engine-event.ts';
import { DisplayedBook } from './displayed-book.ts';
import { FeedSubscription, type SubscriptionOptions } from './feed-subscription.ts';
import type { FeedSnapshot, FeedUpdate, TradeTick } from './messages.ts';

/**
 * Market by order and market by price, made from the engine's events. Hand every event that `poll` gives to `apply`, in
 * order; each completed command that changed a displayed book becomes one update of its symbol.
 */
export class MarketFeed {
  readonly #books = new Map<number, DisplayedBook>();
  readonly #subscriptions = new Map<number, Set<FeedSubscription>>();
  #trades: TradeTick[] = [];

  apply(event: EngineEvent): void {
    const book = this.#bookOf(event.symbol);
    switch (event.kind) {
      case EventKind.RESTED:
      case EventKind.REFRESHED:
        book.add(event.handle, event.side, event.price, event.shown, event.sequence);
        break;
      case EventKind.RESTORED:
        if (event.shown > 0) {
          book.add(event.handle, event.side, event.price, event.shown, event.sequence);
        }
        break;
      case EventKind.REPLACED:
        book.show(event.handle, event.shown);
        break;
      case EventKind.CANCELLED:
        book.remove(event.handle);
        break;
      case EventKind.DECREMENTED:
        book.show(event.makerHandle, event.makerShown);
        break;
      case EventKind.TRADE:
        this.#trade(book, event);
        break;
      case EventKind.COMPLETED:
        this.#publish(book);
        break;
      case EventKind.ACCEPTED:
      case EventKind.REJECTED:
      case EventKind.TRIGGERED:
      case EventKind.UNCROSSED:
      case EventKind.INDICATIVE:
      case EventKind.PHASE_CHANGED:
        break;
    }
  }

  /** The displayed book of a symbol; empty for one that has not been heard of. */
  snapshot(symbol: number): FeedSnapshot {
    return this.#bookOf(symbol).snapshot();
  }

  /** Starts with a snapshot, then every update, or a conflated one when the reader falls behind. */
  subscribe(symbol: number, options: SubscriptionOptions): FeedSubscription {
    const subscribers = this.#subscriptions.get(symbol) ?? new Set();
    this.#subscriptions.set(symbol, subscribers);
    const end = (): boolean => subscribers.delete(subscription);
    const subscription = new FeedSubscription(this.#bookOf(symbol), options, end);
    subscribers.add(subscription);
    return subscription;
  }

  #trade(book: DisplayedBook, event: EngineEvent): void {
    const { price, quantity, side, sequence, isAuction: auction } = event;
    this.#trades.push({ price, quantity, side, auction, sequence });
    if ((event.flags & EventFlag.EXTERNAL) === 0) book.show(event.makerHandle, event.makerShown);
    // In an auction, and when a quote came through it, the nominal taker stands in the book as well.
    book.show(event.handle, event.shown);
  }

  #publish(book: DisplayedBook): void {
    const { orders, levels } = book.takeChanges();
    const trades = this.#trades;
    if (orders.length === 0 && trades.length === 0) return;
    this.#trades = [];
    book.sequence++;
    const subscribers = this.#subscriptions.get(book.symbol);
    if (subscribers === undefined || subscribers.size === 0) return;
    const { symbol, sequence, checksum } = book;
    const update: FeedUpdate = {
      kind: 'update',
      symbol,
      sequence,
      orders,
      levels,
      trades,
      checksum,
    };
    for (const subscription of subscribers) subscription.offer(update);
  }

  #bookOf(symbol: number): DisplayedBook {
    let book = this.#books.get(symbol);
    if (book === undefined) {
      book = new DisplayedBook(symbol);
      this.#books.set(symbol, book);
    }
    return book;
  }
}
