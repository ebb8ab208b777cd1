import type { RecordedFact } from '../src/runtime/recorded-fact.ts';

// A small market as facts: Alice buys ten of Bob's shares in two trades; the rest of her order is cancelled.

/** The n-th id. */
export const id = (n: number): string => `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}`;

const at = { sourcePosition: 1n };

export interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export const story: readonly Told[] = [
  {
    type: 'InstrumentListed',
    data: {
      instrumentId: 'X',
      symbol: 'X',
      tickSize: 100n,
      referencePrice: 1_000_000n,
      maxOrderQuantity: 100n,
    },
  },
  { type: 'AccountOpened', data: { accountId: 'alice' } },
  { type: 'AccountOpened', data: { accountId: 'bob' } },
  { type: 'CashDeposited', data: { accountId: 'alice', amount: 50_000_000n } },
  { type: 'FundsAllocated', data: { accountId: 'alice', amount: 50_000_000n, ...at } },
  { type: 'SharesAllocated', data: { accountId: 'bob', instrumentId: 'X', quantity: 100n, ...at } },
  accepted(1, 'bob', 'SELL', 6n, 1_000_000n),
  accepted(2, 'bob', 'SELL', 6n, 1_010_000n),
  accepted(3, 'alice', 'BUY', 12n, 1_010_000n),
  trade(1, 6n, 1_000_000n, [6n, 0n], { buy: 3, sell: 1 }),
  trade(2, 4n, 1_010_000n, [2n, 2n], { buy: 3, sell: 2 }),
  {
    type: 'OrderCancelled',
    data: {
      orderId: id(3),
      accountId: 'alice',
      instrumentId: 'X',
      side: 'BUY',
      quantity: 2n,
      released: 2_020_000n,
      reason: 'USER',
    },
  },
];

/** An order as its acceptance tells it; a buy reserves its limit. */
export function accepted(
  n: number,
  accountId: string,
  side: string,
  quantity: bigint,
  limitPrice: bigint,
): Told {
  const reserved = side === 'BUY' ? quantity * limitPrice : 0n;
  const terms = { side, type: 'LIMIT', timeInForce: 'GTC', quantity, limitPrice, reserved };
  const times = { entrySequence: BigInt(n), validatedAt: 1n, approvedAt: 2n };
  return {
    type: 'OrderAccepted',
    data: { orderId: id(n), accountId, instrumentId: 'X', ...terms, ...times },
  };
}

/** Alice buys of Bob. @param orders theirs, by number. */
export function trade(
  n: number,
  quantity: bigint,
  price: bigint,
  [buyLeaves, sellLeaves]: readonly [bigint, bigint],
  { buy, sell }: { readonly buy: number; readonly sell: number },
): Told {
  const buyReleased = quantity * 1_010_000n;
  const buyer = { buyOrderId: id(buy), buyAccountId: 'alice', buyLeaves, buyReleased };
  const seller = { sellOrderId: id(sell), sellAccountId: 'bob', sellLeaves };
  const terms = { tradeId: `0-${n}`, instrumentId: 'X', price, quantity, aggressor: 'BUY' };
  return { type: 'TradeExecuted', data: { ...terms, ...buyer, ...seller } };
}

/** Facts as the log has them: one event each, from position 100 on, or from another. */
export function recorded(facts: readonly Told[], from = 100): readonly RecordedFact[] {
  return facts.map((fact, index) => ({
    fact: fact as unknown as RecordedFact['fact'],
    position: BigInt(from + index),
    index: 0,
    entryIndex: 0,
    stream: 'trading-0',
    at: BigInt(900 + from + index),
    commandId: id(from - 100 + index),
    principal: 'p',
  }));
}
