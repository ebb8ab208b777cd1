import { describe, expect, test } from 'vitest';
import {
  accepted,
  alice,
  AMZN,
  at,
  bob,
  market,
  orderId,
  rulesOf,
  traded,
} from '../../test/trading-scene.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { ReplaceOrderCommand } from '../order/commands.ts';
import type { TradingFact } from './facts.ts';
import { approveReplace, findOwnOrder } from './change-order.ts';
import type { TradingState } from './state.ts';

const data = { accountId: alice, instrumentId: AMZN, orderId: orderId(1) };
const resting = accepted(1, 'BUY', 50n, '100');

describe('finding the order to change', () => {
  const find = (state: TradingState, change: object, wasOrder = false): string => {
    const found = findOwnOrder(state, { ...data, ...change }, { wasOrder: () => wasOrder });
    return found.ok ? 'found' : found.rejection.code;
  };

  test('works for its owner only; for others it is as unknown as one that never was', () => {
    expect(find(market(resting), {})).toBe('found');
    expect(find(market(resting), { accountId: bob })).toBe('UNKNOWN_ORDER');
    expect(find(market(resting), { instrumentId: 'OTHER' })).toBe('UNKNOWN_ORDER');
    expect(find(market(resting), { orderId: orderId(2) })).toBe('UNKNOWN_ORDER');
    expect(find(market(resting), { accountId: 'nobody' })).toBe('UNKNOWN_ACCOUNT');
  });

  test('an order that has ended is too late, not unknown', () => {
    expect(find(market(), {}, true)).toBe('ORDER_ALREADY_TERMINAL');
  });
});

describe('replacing 50 @ 100, with 5,000 of 10,000 USD reserved', () => {
  const replace = (
    terms: { quantity: bigint; limitPrice: string },
    ...more: readonly TradingFact[]
  ): string => {
    const state = market(resting, ...more);
    const order = state.orders.get(orderId(1));
    if (order === undefined) throw new Error('no order');
    const command: ReplaceOrderCommand['data'] = {
      ...data,
      ...terms,
      limitPrice: parseDecimal(terms.limitPrice),
    };
    const result = approveReplace(state, order, command, rulesOf(state), at);
    return result.ok
      ? `${result.leaves} left, ${result.reserved / 10_000n} reserved`
      : result.rejection.code;
  };

  test('only what is needed beyond the present reservation must be free', () => {
    expect(replace({ quantity: 100n, limitPrice: '100' })).toBe('100 left, 10000 reserved');
    expect(replace({ quantity: 101n, limitPrice: '100' })).toBe('INSUFFICIENT_FUNDS');
    expect(replace({ quantity: 50n, limitPrice: '102' })).toBe('50 left, 5100 reserved');
    expect(replace({ quantity: 50n, limitPrice: '200' })).toBe('PRICE_COLLAR');
    expect(replace({ quantity: 10n, limitPrice: '100' })).toBe('10 left, 1000 reserved');
  });

  test('the quantity is the new total: what is executed counts', () => {
    const fills = [
      accepted(2, 'SELL', 20n, '100'),
      traded({ buy: 1, buyLeaves: 30n, released: '2000' }, { sell: 2, sellLeaves: 0n }, 20n, '100'),
    ] as const;
    expect(replace({ quantity: 40n, limitPrice: '100' }, ...fills)).toBe('20 left, 2000 reserved');
    expect(replace({ quantity: 20n, limitPrice: '100' }, ...fills)).toBe('0 left, 0 reserved');
  });

  test('is refused off the tick, past the limit, or without a change', () => {
    expect(replace({ quantity: 40n, limitPrice: '100.001' })).toBe('INVALID_TICK');
    expect(replace({ quantity: 1_001n, limitPrice: '1' })).toBe('QUANTITY_LIMIT');
    expect(replace({ quantity: 50n, limitPrice: '100' })).toBe('NOTHING_TO_CHANGE');
  });
});
