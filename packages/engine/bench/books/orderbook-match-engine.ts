import { Orderbook } from 'orderbook-match-engine';
import { MAX_PRICE } from '../../src/index.ts';
import { Op, OpKind } from '../flow.ts';
import type { BookFactory } from './book.ts';

const ASK = 0;
const BID = 1;

/** Knows limit orders only: a market order is a limit at the worst price whose remainder is cancelled; a move is cancel and add. */
export const orderbookMatchEngine: BookFactory = (ops) => {
  const book = new Orderbook();
  let volume = 0;
  const add = (ref: number, side: number, price: number, quantity: number): boolean => {
    const result = book.add(ref, side, price, quantity);
    const left = Number(result.order.leaveQuantity);
    volume += quantity - left;
    return left > 0;
  };
  const execute = (at: number): void => {
    const ref = ops[at + Op.REF]!;
    const side = ops[at + Op.SIDE] === 0 ? BID : ASK;
    const price = ops[at + Op.PRICE]!;
    const quantity = ops[at + Op.QUANTITY]!;
    const kind = ops[at + Op.KIND];
    if (kind === OpKind.CANCEL) book.cancel(ref);
    else if (kind === OpKind.REPLACE) add(ref, side, price, Number(book.cancel(ref).leaveQuantity));
    else if (kind === OpKind.LIMIT) add(ref, side, price, quantity);
    else if (add(ref, side, side === BID ? MAX_PRICE : 1, quantity)) book.cancel(ref);
  };
  return {
    run(from: number, to: number): void {
      for (let i = from; i < to; i++) execute(i * Op.WORDS);
    },
    volume: () => volume,
  };
};
