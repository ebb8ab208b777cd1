import { describe, expect, test } from 'vitest';
import {
  accepted,
  alice,
  bob,
  ledgerOf,
  market,
  orderId,
  traded,
} from '../../test/trading-scene.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { Fees, TradeExecutedFact } from '../orders/facts.ts';
import { bustTrade } from './bust-trade.ts';
import { evolve } from './evolve.ts';
import type { TradingState } from './state.ts';

const usd = parseDecimal;
const fees = (commission: string): Fees => ({
  commission: usd(commission),
  section31: 0n,
  taf: 0n,
  venue: 0n,
});

// Alice bids for 20 at 100.00 and holds back 2,000.00 and 5.00 for fees; Bob offers shares that he has, and holds nothing.
const bid = accepted(1, 'BUY', 20n, '100', { reserved: usd('2005'), reservedFees: usd('5') });
const trade = (sellLeaves: bigint): TradeExecutedFact => {
  const { type, data } = traded(
    { buy: 1, buyLeaves: 14n, released: '602' },
    { sell: 2, sellLeaves },
    6n,
    '100',
  );
  return { type, data: { ...data, buyFees: fees('2'), sellFees: fees('1') } };
};

/** The state after the trade of 6 was taken back, and what the fact says of it. */
function busted(offered: bigint): [TradingState, ReturnType<typeof bustTrade>['data']] {
  const happened = trade(offered - 6n);
  const state = market(bid, accepted(2, 'SELL', offered, '100'), happened);
  const fact = bustTrade(state, happened.data, 'clearly erroneous');
  evolve(state, fact);
  return [state, fact.data];
}

describe('a trade that is taken back', () => {
  test('leaves both as if it had not been: cash, shares, open quantities and what is held back', () => {
    const before = market(bid, accepted(2, 'SELL', 10n, '100'));
    const [state] = busted(10n);
    for (const account of [alice, bob])
      expect(ledgerOf(state, account)).toBe(ledgerOf(before, account));
    expect(ledgerOf(state, alice)).toBe('10000 2005 | 0 0');
    expect(ledgerOf(state, bob)).toBe('0 0 | 100 10');
    expect(state.orders.get(orderId(1))?.leaves).toBe(20n);
    expect(state.orders.get(orderId(2))?.leaves).toBe(10n);
  });

  test('gives the buyer’s fees back to what is held for fees; a sale of what is owned holds nothing for them', () => {
    const [state, fact] = busted(10n);
    expect(fact).toMatchObject({ buyReserved: usd('602'), sellReserved: 0n });
    expect(state.orderFees.get(orderId(1))?.reserved).toBe(usd('5'));
    expect(state.orderFees.get(orderId(2))?.reserved ?? 0n).toBe(0n);
  });

  test('opens no order again that has ended', () => {
    const [state, fact] = busted(6n);
    expect(fact).toMatchObject({ buyRestored: 6n, sellRestored: 0n, sellReserved: 0n });
    expect(state.orders.get(orderId(2))).toBeUndefined();
    expect(ledgerOf(state, bob)).toBe('0 0 | 100 0');
  });
});
