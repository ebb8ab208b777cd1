import type { Fact } from '@bellwether/projections';

// What facts say, read here a second time on purpose: a check that asks the code it checks finds nothing.

/** The data of a fact's type. */
export type DataOf<T extends Fact['type']> = Extract<Fact, { readonly type: T }>['data'];

/** The side of the book on which an order stands. */
export function sideOf(side: string): 'BUY' | 'SELL' {
  return side === 'BUY' ? 'BUY' : 'SELL';
}

/** Cash that a trade moves, 1/10 000 USD. */
export function cashOf(trade: {
  readonly principal?: bigint;
  readonly price: bigint;
  readonly quantity: bigint;
}): bigint {
  return trade.principal === undefined ? trade.price * trade.quantity : trade.principal;
}

type Fees = DataOf<'TradeExecuted'>['buyFees'];

/** All that one side pays beyond the price; below zero: a rebate. */
export function feesOf(fees: Fees): bigint {
  let sum = 0n;
  for (const amount of Object.values(fees ?? {})) sum += amount;
  return sum;
}
