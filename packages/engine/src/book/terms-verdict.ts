import { MAX_PRICE, MAX_TRANCHES, OrderType, RejectReason } from '../protocol/codes.ts';
import type { SymbolBook } from './symbol-book.ts';

const { LIMIT, STOP, STOP_LIMIT } = OrderType;

/** Whether a price is one that an order may name. */
export const isPrice = (price: number): boolean => price > 0 && price <= MAX_PRICE;

const isOffTick = (book: SymbolBook, price: number): boolean =>
  book.priceIncrement !== 1 && price % book.priceIncrement !== 0;

/** Why prices and quantities of an order do not go with its type, or NONE. Shared by new, replaced and restored orders. */
export const termsVerdict = (
  book: SymbolBook,
  type: number,
  quantity: number,
  price: number,
  stopPrice: number,
  display: number,
): RejectReason => {
  const isLimit = type === LIMIT || type === STOP_LIMIT;
  if (quantity <= 0) return RejectReason.INVALID_QUANTITY;
  if (!isPrice(price) && (isLimit || price !== 0)) return RejectReason.INVALID_PRICE;
  if (type >= STOP ? !isPrice(stopPrice) : stopPrice !== 0) return RejectReason.INVALID_STOP_PRICE;
  if ((isLimit && isOffTick(book, price)) || isOffTick(book, stopPrice))
    return RejectReason.OFF_TICK;
  return display === 0 || (isLimit && display > 0 && quantity <= display * MAX_TRANCHES)
    ? RejectReason.NONE
    : RejectReason.INVALID_DISPLAY;
};
