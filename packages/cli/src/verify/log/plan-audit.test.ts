import type { Fact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { PlanAudit } from './plan-audit.ts';

const terms = { instrumentId: 'X', side: 'SELL', quantity: 10n, limitPrice: 99n };
const approved = {
  type: 'RebalancingApproved',
  data: { accountId: 'alice', planId: 'p', orders: [{ orderId: 'o', ...terms }] },
};
const placed = (more: object = {}, principal = 'processes') => ({
  type: 'OrderAccepted',
  data: { orderId: 'o', accountId: 'alice', ...terms, ...more },
  principal,
});
const boughtIn = {
  type: 'BuyInOrdered',
  data: { orderId: 'o', accountId: 'alice', instrumentId: 'X', quantity: 10n },
};
const MARKET = { side: 'BUY', type: 'MARKET' };
const fees = { commission: 3n, section31: 1n, taf: 0n, venue: -1n };
const trade = {
  type: 'TradeExecuted',
  data: { price: 100n, quantity: 4n, sellOrderId: 'o', buyOrderId: 'b', sellFees: fees },
};
const elsewhere = {
  type: 'OrderExecuted',
  data: { orderId: 'o', side: 'SELL', price: 99n, quantity: 2n },
};
const over = (executed: bigint, cash: bigint) => ({
  type: 'PortfolioRebalanced',
  data: { planId: 'p', orders: [{ orderId: 'o', executed, cash }] },
});

const overdue = {
  type: 'MarginLiquidationOrdered',
  data: {
    accountId: 'alice',
    orders: [{ orderId: 'o', instrumentId: 'X', side: 'SELL', quantity: 10n }],
  },
};

/** The first violation of some facts. */
function broken(facts: readonly object[]): string | undefined {
  const invariant = new Invariant('I17', 'a test');
  const audit = new PlanAudit(invariant);
  for (const { principal = 'alice', ...fact } of facts as { principal?: string }[])
    audit.add({ fact: fact as unknown as Fact, principal });
  return invariant.result.violations[0];
}

test.each<[string, readonly object[], string | undefined]>([
  // 400 − 3 and 198.
  ['nothing wrong', [approved, placed(), trade, elsewhere, over(6n, 595n)], undefined],
  [
    'nor with what an overdue margin call has ordered',
    [overdue, placed({ type: 'MARKET' })],
    undefined,
  ],
  [
    'another quantity than an overdue margin call has ordered',
    [overdue, placed({ type: 'MARKET', quantity: 11n })],
    'order o is “alice: SELL MARKET 11 X”, it was to be “alice: SELL MARKET 10 X”',
  ],
  ['nor with orders of others', [placed({ orderId: 'z' }, 'alice')], undefined],
  ['nor with the order of a buy-in', [boughtIn, placed(MARKET)], undefined],
  [
    'an order of a buy-in that buys more',
    [boughtIn, placed({ ...MARKET, quantity: 11n })],
    'order o is “alice: BUY MARKET 11 X”, it was to be “alice: BUY MARKET 10 X”',
  ],
  [
    'an order that nobody has approved',
    [placed()],
    'order o is “alice: SELL 10 X at 99”, by approved plans it is “none”',
  ],
  [
    'an order of another size',
    [approved, placed({ quantity: 11n })],
    'order o is “alice: SELL 11 X at 99”, by approved plans it is “alice: SELL 10 X at 99”',
  ],
  [
    'an order of another account',
    [approved, placed({ accountId: 'bob' })],
    'order o is “bob: SELL 10 X at 99”, by approved plans it is “alice: SELL 10 X at 99”',
  ],
  [
    'a plan that tells other sums',
    [approved, placed(), trade, over(4n, 398n)],
    'plan p: order o traded 4 for 397, it says 4 for 398',
  ],
  [
    'an order that is placed when its plan is over',
    [approved, placed(), over(0n, 0n), placed()],
    'order o is “alice: SELL 10 X at 99”, by approved plans it is “none”',
  ],
])('the audit finds %s (I17)', (_, facts, violation) => {
  expect(broken(facts)).toBe(violation);
});
