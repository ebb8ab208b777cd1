import { describe, expect, test } from 'vitest';
import { accepted, alice, AMZN, bob, market } from '../../test/trading-scene.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import type { PlaceOrderCommand } from '../order/commands.ts';
import type { TradingFact } from './facts.ts';
import { approveOrder, validateOrder } from './place-order.ts';
import type { TradingState } from './state.ts';

type Terms = PlaceOrderCommand['data'];

const buy: Terms = {
  accountId: alice,
  instrumentId: AMZN,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: 10n,
  limitPrice: parseDecimal('99'),
};
const { limitPrice: _, ...withoutLimit } = buy;
const marketOrder: Terms = { ...withoutLimit, type: 'MARKET', timeInForce: 'IOC' };

/** `limit reserved`, or `STAGE CODE` of the refusal. */
function check(state: TradingState, terms: Terms): string {
  const valid = validateOrder(state, terms);
  const result = valid.ok ? approveOrder(state, terms, valid.limitPrice) : valid;
  return result.ok
    ? `${formatDecimal(result.limitPrice)} ${formatDecimal(result.reserved)}`
    : `${result.stage} ${result.rejection.code}`;
}

const halted: TradingFact = {
  type: 'TradingHalted',
  data: { instrumentId: AMZN, reason: 'NEWS_PENDING', sourcePosition: 2n },
};

describe('an order is checked in this order, and the first failure is the answer', () => {
  const everythingWrong: Terms = {
    ...withoutLimit,
    accountId: 'nobody' as AccountId,
    instrumentId: 'NONE' as InstrumentId,
    quantity: 2_000n,
  };
  test.each<[string, TradingState, Terms]>([
    ['VALIDATION UNKNOWN_ACCOUNT', market(halted), everythingWrong],
    ['VALIDATION UNKNOWN_INSTRUMENT', market(halted), { ...everythingWrong, accountId: alice }],
    [
      'VALIDATION INSTRUMENT_HALTED',
      market(halted),
      { ...everythingWrong, accountId: alice, instrumentId: AMZN },
    ],
    [
      'VALIDATION INVALID_ORDER_TERMS',
      market(),
      { ...everythingWrong, accountId: alice, instrumentId: AMZN },
    ],
    ['VALIDATION QUANTITY_LIMIT', market(), { ...buy, quantity: 1_001n, limitPrice: 1n }],
    [
      'VALIDATION INVALID_TICK',
      market(),
      { ...buy, quantity: 1_000n, limitPrice: parseDecimal('99.005') },
    ],
    ['RISK INSUFFICIENT_FUNDS', market(), { ...buy, quantity: 1_000n }],
    ['99.00 990.00', market(), buy],
  ])('%s', (expected, state, terms) => {
    expect(check(state, terms)).toBe(expected);
  });
});

describe('terms', () => {
  test.each<[string, Terms]>([
    ['a market order with a limit', { ...buy, type: 'MARKET', timeInForce: 'IOC' }],
    ['a market order that would rest', { ...marketOrder, timeInForce: 'GTC' }],
    ['a limit order without a limit', withoutLimit],
    ['a price of more ticks than the engine can count', { ...buy, limitPrice: 2n ** 31n * 100n }],
  ])('%s is refused', (_what, terms) => {
    expect(check(market(), terms)).toBe('VALIDATION INVALID_ORDER_TERMS');
  });
});

describe('buying power', () => {
  test('reaches exactly as far as the cash that no other order holds', () => {
    const state = market(accepted(1, 'BUY', 50n, '100'));
    expect(check(state, { ...buy, quantity: 50n, limitPrice: parseDecimal('100') })).toBe(
      '100.00 5000.00',
    );
    expect(check(state, { ...buy, quantity: 50n, limitPrice: parseDecimal('100.01') })).toBe(
      'RISK INSUFFICIENT_FUNDS',
    );
  });

  test('of a market order is checked at its collar, 5 % from the reference price', () => {
    expect(check(market(), marketOrder)).toBe('105.00 1050.00');
    expect(check(market(), { ...marketOrder, accountId: bob, side: 'SELL' })).toBe('95.00 0.00');
  });
});

describe('selling', () => {
  const sell: Terms = { ...buy, accountId: bob, side: 'SELL' };
  test('is possible up to the shares that no other order has promised', () => {
    const state = market(accepted(1, 'SELL', 60n, '101'));
    expect(check(state, { ...sell, quantity: 40n })).toBe('99.00 0.00');
    expect(check(state, { ...sell, quantity: 41n })).toBe('RISK INSUFFICIENT_POSITION');
    expect(check(state, { ...sell, accountId: alice, quantity: 1n })).toBe(
      'RISK INSUFFICIENT_POSITION',
    );
  });
});
