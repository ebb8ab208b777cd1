import { accepted, id, type Told } from './story.ts';

// A market of any length as facts: orders of a few accounts that trade, are cancelled and are replaced.

const source = { sourcePosition: 1n };
const ACCOUNTS = ['alice', 'bob', 'carol', 'dave'] as const;

/** What must stand before trading: an instrument and accounts with plenty of everything. */
export const MARKET_OPENING: readonly Told[] = ACCOUNTS.flatMap((accountId) => [
  { type: 'FundsAllocated', data: { accountId, amount: 10n ** 14n, ...source } },
  {
    type: 'SharesAllocated',
    data: { accountId, instrumentId: 'X', quantity: 900_000_000n, ...source },
  },
]);

/** One command of the market: a resting sell and, every other time, a buy that takes it in part. */
export function marketFacts(n: number): readonly Told[] {
  const seller = ACCOUNTS[n % 2] as string;
  const buyer = ACCOUNTS[2 + (n % 2)] as string;
  const price = 1_000_000n + BigInt(n % 50) * 100n;
  const sell = accepted(2 * n, seller, 'SELL', 10n, price);
  if (n % 2 === 0) return [sell];
  const buy = accepted(2 * n + 1, buyer, 'BUY', 6n, price);
  const trade = {
    type: 'TradeExecuted',
    data: {
      tradeId: `0-${n}`,
      instrumentId: 'X',
      price,
      quantity: 6n,
      aggressor: 'BUY',
      buyOrderId: id(2 * n + 1),
      buyAccountId: buyer,
      buyLeaves: 0n,
      buyReleased: 6n * price,
      sellOrderId: id(2 * n),
      sellAccountId: seller,
      sellLeaves: 4n,
    },
  };
  if (n % 4 === 1) return [sell, buy, trade];
  const cancel = {
    type: 'OrderCancelled',
    data: {
      orderId: id(2 * n),
      accountId: seller,
      instrumentId: 'X',
      side: 'SELL',
      quantity: 4n,
      released: 0n,
      reason: 'USER',
    },
  };
  return [sell, buy, trade, cancel];
}
