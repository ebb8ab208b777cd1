import { parseDecimal } from '../src/kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../src/kernel/ids.ts';
import type { PlaceOrderCommand } from '../src/orders/commands.ts';
import { evolve } from '../src/trading/evolve.ts';
import { emptyTradingState, type TradingState } from '../src/trading/state.ts';

/** Positions of each account. */
export const POSITIONS = 20;

const source = { sourcePosition: 0n };

const accountOf = (n: number): AccountId => `acc${n}` as AccountId;
const instrumentOf = (n: number): InstrumentId => `I${n % POSITIONS}` as InstrumentId;

/** A partition of so many accounts, each with cash and 100 shares of each of twenty stocks at 100 USD. */
export function partitionOf(accounts: number, accountType: 'CASH' | 'MARGIN'): TradingState {
  const state = emptyTradingState();
  for (let i = 0; i < POSITIONS; i++)
    evolve(state, {
      type: 'InstrumentAdmitted',
      data: {
        instrumentId: instrumentOf(i),
        symbol: `S${i}`,
        tickSize: 100n,
        referencePrice: parseDecimal('100'),
        maxOrderQuantity: 1_000_000n,
        ...source,
      },
    });
  for (let n = 0; n < accounts; n++) {
    const accountId = accountOf(n);
    evolve(state, { type: 'AccountAdmitted', data: { accountId, accountType, ...source } });
    const amount = parseDecimal('1000000');
    evolve(state, { type: 'FundsAllocated', data: { accountId, amount, ...source } });
    for (let i = 0; i < POSITIONS; i++) {
      const instrumentId = instrumentOf(i);
      evolve(state, {
        type: 'SharesAllocated',
        data: { accountId, instrumentId, quantity: 100n, ...source },
      });
    }
  }
  return state;
}

/** A stride that visits all accounts of a power of ten before it comes back, and no neighbours in turn. */
const STRIDE = 7_919;

/** The n-th order: buys and sells in turn, in changing accounts and stocks, near the market. */
export function orderOf(n: number, accounts: number): PlaceOrderCommand['data'] {
  return {
    accountId: accountOf((n * STRIDE) % accounts),
    instrumentId: instrumentOf(n),
    side: n % 2 === 0 ? 'BUY' : 'SELL',
    type: 'LIMIT',
    timeInForce: 'DAY',
    quantity: BigInt(1 + (n % 50)),
    limitPrice: parseDecimal(`${99 + (n % 3)}.${10 + (n % 90)}`),
  };
}
