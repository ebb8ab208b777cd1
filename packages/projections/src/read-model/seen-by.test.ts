import type { Actor } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { maySee, withoutOthersSides } from './seen-by.ts';

const trader: Actor = { name: 'ann', roles: ['trader'], accounts: ['alice'] };
const auditor: Actor = { name: 'audrey', roles: ['auditor'], accounts: [] };

describe('what somebody sees', () => {
  test('is what its accounts own, and what nobody does', () => {
    expect(maySee(trader, 'alice')).toBe(true);
    expect(maySee(trader, 'bob')).toBe(false);
    expect(maySee(auditor, 'bob')).toBe(true);
    expect(maySee(trader, null)).toBe(true);
  });

  test('of a trade is its own side, and what the market sees', () => {
    const market = { tradeId: '0-1', price: 5n, quantity: 2n };
    const bought = { buyOrderId: 'b', buyAccountId: 'alice', buyFees: 1n };
    const sold = { sellOrderId: 's', sellAccountId: 'bob', sellFees: 3n };
    const trade = { ...market, ...bought, ...sold };
    expect(withoutOthersSides(trade, trader)).toEqual({ ...market, ...bought });
    expect(withoutOthersSides(trade, auditor)).toEqual(trade);
    expect(withoutOthersSides(trade, { ...trader, accounts: [] })).toEqual(market);
    expect(trade).toHaveProperty('sellOrderId');
  });
});
