import { OrderBook as CurrentBook } from 'nodejs-order-book';
import { OrderBook as FormerBook } from 'hft-limit-order-book';
import { Op, OpKind } from '../flow.ts';
import type { BookFactory } from './book.ts';

/** What the benchmark uses of either package: they are one project under its present and its former name. */
interface PeerBook {
  limit(order: { side: string; size: number; price: number; id: string }): PeerResult;
  market(order: { side: string; size: number }): PeerResult;
  modify(id: string, update: { price: number; size: number }): PeerResult | undefined;
  cancel(id: string): unknown;
  order(id: string): { size: number } | undefined;
}

interface PeerResult {
  readonly done: readonly { size: number }[];
  readonly partial: { size: number } | null;
  readonly partialQuantityProcessed?: number;
  readonly quantityLeft: number;
  readonly err: unknown;
}

const drive =
  (create: () => PeerBook): BookFactory =>
  (ops) => {
    const book = create();
    const ids: string[] = [];
    for (let at = 0; at < ops.length; at += Op.WORDS)
      ids[ops[at + Op.REF]!] ??= `o${ops[at + Op.REF]!}`;
    let volume = 0;
    const execute = (at: number): void => {
      const id = ids[ops[at + Op.REF]!]!;
      const side = ops[at + Op.SIDE] === 0 ? 'buy' : 'sell';
      const size = ops[at + Op.QUANTITY]!;
      const price = ops[at + Op.PRICE]!;
      const kind = ops[at + Op.KIND];
      if (kind === OpKind.CANCEL) book.cancel(id);
      else if (kind === OpKind.REPLACE) book.modify(id, { price, size: book.order(id)?.size ?? 0 });
      else if (kind === OpKind.MARKET) volume += size - book.market({ side, size }).quantityLeft;
      else volume += size - book.limit({ side, size, price, id }).quantityLeft;
    };
    return {
      run(from: number, to: number): void {
        for (let i = from; i < to; i++) execute(i * Op.WORDS);
      },
      volume: () => volume,
    };
  };

export const nodejsOrderBook: BookFactory = drive(() => new CurrentBook() as unknown as PeerBook);
export const hftLimitOrderBook: BookFactory = drive(() => new FormerBook() as unknown as PeerBook);
