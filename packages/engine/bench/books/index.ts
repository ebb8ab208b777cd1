import { bellwether, bellwetherDoor } from './bellwether.ts';
import type { BookFactory } from './book.ts';
import { hftLimitOrderBook, nodejsOrderBook } from './nodejs-order-book.ts';
import { orderbookMatchEngine } from './orderbook-match-engine.ts';

/** Every engine under test by name. */
export const books: Readonly<Record<string, BookFactory>> = {
  bellwether,
  'bellwether (door)': bellwetherDoor,
  'nodejs-order-book': nodejsOrderBook,
  'hft-limit-order-book': hftLimitOrderBook,
  'orderbook-match-engine': orderbookMatchEngine,
};
