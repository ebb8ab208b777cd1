import type { AccountId, InstrumentId, OrderId } from '../src/kernel/ids.ts';
import { parseDecimal } from '../src/kernel/fixed-point.ts';
import type { OrderAcceptedFact, OrderFact, TradeExecutedFact } from '../src/orders/facts.ts';
import { evolve } from '../src/trading/evolve.ts';
import type { TradingFact } from '../src/trading/facts.ts';
import { emptyTradingState, type TradingState } from '../src/trading/state.ts';
import { newTradingDay } from '../src/trading/trading-day.ts';
import { DEFAULT_POLICY, type RiskContext } from '../src/risk/context.ts';
import { parseDate } from '../src/time/civil-date.ts';
import { instantOf, wall } from '../src/time/new-york.ts';

// A small market to tell rules in: AMZN at 100.00 with a cent tick; alice has cash, bob has shares.

export const alice = 'alice' as AccountId;
export const bob = 'bob' as AccountId;
export const AMZN = 'AMZN' as InstrumentId;
export const orderId = (n: number): OrderId =>
  `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as OrderId;

const source = { sourcePosition: 1n };

/** Ten in the morning of Friday, 20 November 2026. */
export const at: bigint = instantOf(parseDate('2026-11-20'), wall(10));

/** The rules of that day. */
export function rulesOf(state: TradingState): RiskContext {
  return newTradingDay(state, parseDate('2026-11-20'), DEFAULT_POLICY).risk;
}

/** Alice has 10,000.00 USD, Bob 100 shares; then `facts` happen. */
export function market(...facts: readonly TradingFact[]): TradingState {
  const state = emptyTradingState();
  const terms = { instrumentId: AMZN, symbol: 'AMZN', tickSize: 100n, maxOrderQuantity: 1_000n };
  const opening: readonly TradingFact[] = [
    {
      type: 'InstrumentAdmitted',
      data: { ...terms, referencePrice: parseDecimal('100'), ...source },
    },
    { type: 'AccountAdmitted', data: { accountId: alice, ...source } },
    { type: 'AccountAdmitted', data: { accountId: bob, ...source } },
    {
      type: 'FundsAllocated',
      data: { accountId: alice, amount: parseDecimal('10000'), ...source },
    },
    {
      type: 'SharesAllocated',
      data: { accountId: bob, instrumentId: AMZN, quantity: 100n, ...source },
    },
  ];
  for (const fact of [...opening, ...facts]) evolve(state, fact);
  return state;
}

/** A resting limit order, its worst case reserved. */
export function accepted(
  n: number,
  side: 'BUY' | 'SELL',
  quantity: bigint,
  price: string,
  more: Partial<OrderAcceptedFact['data']> = {},
): OrderAcceptedFact {
  const limitPrice = parseDecimal(price);
  return {
    type: 'OrderAccepted',
    data: {
      orderId: orderId(n),
      accountId: side === 'BUY' ? alice : bob,
      instrumentId: AMZN,
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity,
      limitPrice,
      reserved: side === 'BUY' ? limitPrice * quantity : 0n,
      entrySequence: BigInt(n),
      validatedAt: 0n,
      approvedAt: 0n,
      ...more,
    },
  };
}

/** Orders `buy` and `sell` meet. */
export function traded(
  { buy, buyLeaves, released }: { buy: number; buyLeaves: bigint; released: string },
  { sell, sellLeaves }: { sell: number; sellLeaves: bigint },
  quantity: bigint,
  price: string,
): TradeExecutedFact {
  return {
    type: 'TradeExecuted',
    data: {
      tradeId: '0-1' as TradeExecutedFact['data']['tradeId'],
      instrumentId: AMZN,
      price: parseDecimal(price),
      quantity,
      aggressor: 'BUY',
      buyOrderId: orderId(buy),
      buyAccountId: alice,
      buyLeaves,
      buyReleased: parseDecimal(released),
      sellOrderId: orderId(sell),
      sellAccountId: bob,
      sellLeaves,
    },
  };
}

/** What is left of a buy is cancelled. */
export function cancelled(n: number, quantity: bigint, released: string): OrderFact {
  return {
    type: 'OrderCancelled',
    data: {
      orderId: orderId(n),
      accountId: alice,
      instrumentId: AMZN,
      side: 'BUY',
      quantity,
      released: parseDecimal(released),
      reason: 'USER',
    },
  };
}

/** All that a state knows. The numbers of its orders are no part of it: they go by what was open at once. */
export function known(state: TradingState): object {
  return {
    ...state,
    orders: new Map([...state.orders].map(([id, order]) => [id, { ...order, ref: undefined }])),
  };
}

/** An account's money and shares as text: `cash reserved | shares reserved`. */
export function ledgerOf(state: TradingState, accountId: AccountId): string {
  const risk = state.accounts.get(accountId)?.risk;
  const exposure = risk?.exposures.get(AMZN);
  const usd = (units = 0n): string => `${units / 10_000n}`;
  return `${usd(risk?.cash)} ${usd(risk?.reserved)} | ${exposure?.quantity ?? 0n} ${exposure?.sells.quantity ?? 0n}`;
}
