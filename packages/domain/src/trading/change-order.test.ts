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
import type { ReplaceOrderCommand } from '../orders/commands.ts';
import type { OrderAcceptedFact } from '../orders/facts.ts';
import { parseDate } from '../time/civil-date.ts';
import type { TradingFact } from './facts.ts';
import { approveReplace, findOwnOrder } from './change-order.ts';
import { orderReplaced } from './order-replaced.ts';
import type { TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

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

describe('a replace holds the order to the terms that an order is placed by', () => {
  const today = parseDate('2026-11-20');
  const replaced = (
    order: Partial<OrderAcceptedFact['data']>,
    change: Partial<ReplaceOrderCommand['data']>,
  ): string => {
    const state = market(accepted(1, 'BUY', 50n, '100', order));
    const open = state.orders.get(orderId(1));
    if (open === undefined) throw new Error('no order');
    const command = { ...data, quantity: 50n, ...change };
    const result = approveReplace(state, open, command, rulesOf(state), at);
    return result.ok ? 'approved' : `${result.rejection.code}: ${result.rejection.message}`;
  };
  const gtd = { timeInForce: 'GTD', expiresOn: today } as const;
  const reserve = { displayQuantity: 20n } as const;

  test.each([
    [{}, { displayQuantity: 500n }, 'INVALID_ORDER_TERMS: displayQuantity is at most'],
    [reserve, { displayQuantity: 50n }, 'approved'],
    // A reserve order that is reduced below its display quantity shows all that is left.
    [reserve, { quantity: 18n }, 'approved'],
    [{ displayQuantity: 1n }, { limitPrice: 10_000n, quantity: 1_000n }, 'approved'],
    [{}, gtd, 'approved'],
    [{}, { timeInForce: 'GTD' }, 'INVALID_ORDER_TERMS: a GTD order needs expiresOn'],
    [{}, { expiresOn: today }, 'INVALID_ORDER_TERMS: only a GTD order has expiresOn'],
    [gtd, { timeInForce: 'GTC', expiresOn: today }, 'INVALID_ORDER_TERMS: only a GTD order'],
    [gtd, { timeInForce: 'GTC' }, 'approved'],
    [gtd, { quantity: 40n }, 'approved'],
    [
      gtd,
      { expiresOn: parseDate('2026-11-19') },
      'INVALID_ORDER_TERMS: expiresOn 2026-11-19 is over',
    ],
    [gtd, { expiresOn: parseDate('2026-11-21') }, 'approved'],
  ] as const)('%o with %o: %s', (order, change, verdict) => {
    expect(replaced(order, change)).toContain(verdict);
  });

  test('GTD to GTC leaves no last day behind, and the order can be changed again', () => {
    const change = orderReplaced(openOrder(accepted(1, 'BUY', 50n, '100', gtd)), {
      quantity: 50n,
      leaves: 50n,
      limitPrice: 1_000_000n,
      reserved: 50_000_000n,
      priorityKept: true,
      entrySequence: 1n,
      timeInForce: 'GTC',
    });
    const state = market(accepted(1, 'BUY', 50n, '100', gtd), change);
    const order = state.orders.get(orderId(1));
    expect(order).toMatchObject({ timeInForce: 'GTC' });
    expect(order?.expiresOn).toBeUndefined();
    const next = { ...data, quantity: 40n };
    expect(order && approveReplace(state, order, next, rulesOf(state), at).ok).toBe(true);
  });
});

function openOrder(fact: OrderAcceptedFact): OpenOrder {
  const order = market(fact).orders.get(fact.data.orderId);
  if (order === undefined) throw new Error('no order');
  return order;
}
