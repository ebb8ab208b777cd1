import { bookSideOf, type BookSide, type Fees } from '@bellwether/domain';
import type { Reaction } from '../runtime/projection.ts';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';

/** What an execution traded. */
export interface Executed {
  readonly instrumentId: string;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly principal?: bigint;
}

/** One side of an execution. */
export interface Side {
  readonly accountId: string;
  readonly side: BookSide;
  readonly fees: Fees | undefined;
}

/** Sides of our own accounts, the seller's first, as positions book them. */
function sidesOf(data: DataOf<'TradeExecuted'> | DataOf<'OrderExecuted'>): readonly Side[] {
  if ('orderId' in data)
    return [{ accountId: data.accountId, side: bookSideOf(data.side), fees: data.fees }];
  return [
    { accountId: data.sellAccountId, side: 'SELL', fees: data.sellFees },
    { accountId: data.buyAccountId, side: 'BUY', fees: data.buyFees },
  ];
}

/** An execution that changes one row for each account that has a side of it. */
export function executed<Row extends { position: bigint }>(
  keyOf: (accountId: string, instrumentId: string, context: FactContext) => string,
  fresh: (key: string, accountId: string, instrumentId: string, context: FactContext) => Row,
  book: (row: Row, trade: Executed, side: Side) => Row,
  counts: (trade: Executed) => boolean = () => true,
): Reaction<Row, DataOf<'TradeExecuted'> | DataOf<'OrderExecuted'>> {
  return {
    keys: (data, context) =>
      counts(data)
        ? [
            ...new Set(
              sidesOf(data).map(({ accountId }) => keyOf(accountId, data.instrumentId, context)),
            ),
          ]
        : [],
    evolve: (row, data, context, key) => {
      let changed = row;
      for (const side of sidesOf(data)) {
        if (keyOf(side.accountId, data.instrumentId, context) !== key) continue;
        changed = book(
          changed ?? fresh(key, side.accountId, data.instrumentId, context),
          data,
          side,
        );
      }
      return changed && { ...changed, position: context.position };
    },
  };
}
