import {
  instantOf,
  parseDate,
  parseDecimal,
  type AccountId,
  type CommandId,
  type InstrumentId,
  type OrderId,
  type TradeId,
} from '@bellwether/domain';
import type { Fact } from '@bellwether/projections/facts';
import { describe, expect, test } from 'vitest';
import { recordedAs, specificationOf } from '../../test/process-spec.ts';
import { dueToRefusal, reactionTo } from '../runtime/reaction.ts';
import { OPEN_PLANS, OpenPlans } from './open-orders.ts';
import { rebalancing } from './rebalancing.ts';

const usd = parseDecimal;
const accountId = 'alice' as AccountId;
const planId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const idOf = (n: number): OrderId => `0192f3a0-7c1e-5aaa-8bbb-00000000010${n}` as OrderId;
const lastDay = parseDate('2026-11-20');
const named = { accountId, planId };
const orderOf = (n: number, side: 'BUY' | 'SELL') =>
  ({
    orderId: idOf(n),
    instrumentId: `I${n}` as InstrumentId,
    side,
    quantity: 10n,
    limitPrice: usd('9.9'),
  }) as const;

const approved: Fact = {
  type: 'RebalancingApproved',
  data: {
    ...named,
    approver: 'bob',
    expiresOn: lastDay,
    orders: [orderOf(0, 'SELL'), orderOf(1, 'SELL')],
  },
};
const ended = (n: number): Fact => ({
  type: 'RebalancingOrderRecorded',
  data: { ...named, orderId: idOf(n), executed: 10n, cash: usd('99'), end: 'FILLED' },
});
const cancelled: Fact = {
  type: 'RebalancingCancelled',
  data: {
    ...named,
    reason: 'no',
    open: [0, 1].map((n) => ({ orderId: idOf(n), instrumentId: `I${n}` as InstrumentId })),
  },
};
const proposed = {
  type: 'RebalancingProposed',
  data: { ...named, lastDay, lines: [] },
} as unknown as Fact;

/** What is known after some facts. */
function known(...facts: readonly Fact[]): OpenPlans {
  const memory = new OpenPlans();
  facts.forEach((fact, n) => {
    const take = OPEN_PLANS[fact.type] as
      | ((memory: OpenPlans, data: unknown, recorded: unknown) => void)
      | undefined;
    take?.(memory, fact.data, recordedAs(fact, BigInt(n)));
  });
  return memory;
}
const dueTo = (fact: Fact, memory: OpenPlans) => reactionTo(rebalancing, recordedAs(fact), memory);
const sentFor = (fact: Fact, memory: OpenPlans) =>
  dueTo(fact, memory).map(({ command }) => command);

const trade: Fact = {
  type: 'TradeExecuted',
  data: {
    tradeId: '0-1' as TradeId,
    instrumentId: 'I0' as InstrumentId,
    price: usd('10'),
    quantity: 4n,
    aggressor: 'SELL',
    buyOrderId: idOf(9),
    buyAccountId: 'carol' as AccountId,
    buyLeaves: 0n,
    buyReleased: 0n,
    sellOrderId: idOf(0),
    sellAccountId: accountId,
    sellLeaves: 6n,
    sellFees: { commission: usd('1'), section31: usd('0.01'), taf: 0n, venue: 0n },
  },
};
const became = (n: number, told: object) => ({
  type: 'RecordRebalancingOrder',
  data: { ...named, orderId: idOf(n), executed: 0n, cash: 0n, ...told },
});

describe('orders of an approved plan', () => {
  test('are placed under the ids that the plan has given them, until its last day', () => {
    const due = dueTo(approved, known(approved));
    expect(due.map(({ id }) => id)).toEqual([idOf(0), idOf(1)]);
    expect(due[1]?.command).toEqual({
      type: 'PlaceOrder',
      data: {
        accountId,
        instrumentId: 'I1',
        side: 'SELL',
        type: 'LIMIT',
        timeInForce: 'GTD',
        expiresOn: lastDay,
        quantity: 10n,
        limitPrice: usd('9.9'),
      },
    });
  });

  test('that have ended are not placed again, however often the approval comes by', () => {
    expect(dueTo(approved, known(approved, ended(0))).map(({ id }) => id)).toEqual([idOf(1)]);
    const over = { type: 'PortfolioRebalanced', data: { ...named } } as unknown as Fact;
    expect(dueTo(approved, known(approved, ended(0), over))).toEqual([]);
  });

  test('are cancelled with the plan, those that are open', () => {
    expect(sentFor(cancelled, known(approved, ended(0), cancelled))).toEqual([
      { type: 'CancelOrder', data: { accountId, instrumentId: 'I1', orderId: idOf(1) } },
    ]);
  });
});

describe('a plan is told', () => {
  test('what its orders trade, net of fees, and nothing of others', () => {
    const memory = known(approved);
    // 4 × 10 less 1.01.
    expect(sentFor(trade, memory)).toEqual([became(0, { executed: 4n, cash: usd('38.99') })]);
    expect(rebalancing.memory?.concerns?.(memory, recordedAs(trade))).toBe(true);
    const others = { ...trade, data: { ...trade.data, sellOrderId: idOf(8) } } as Fact;
    expect(rebalancing.memory?.concerns?.(memory, recordedAs(others))).toBe(false);
    expect(rebalancing.memory?.isIdle?.(known(approved, ended(0), ended(1)))).toBe(true);
  });

  test('to go on when an order has ended', () => {
    const go = { type: 'AdvanceRebalancing', data: named };
    expect(sentFor(ended(0), known(approved, ended(0)))).toEqual([go]);
    const part = { ...named, orderId: idOf(0), executed: 1n, cash: 1n };
    expect(sentFor({ type: 'RebalancingOrderRecorded', data: part }, known(approved))).toEqual([]);
  });

  test('both sides of a trade between plans, and the end of what is filled', () => {
    const both = { ...trade.data, buyOrderId: idOf(1) };
    expect(sentFor({ type: 'TradeExecuted', data: both } as Fact, known(approved))).toEqual([
      became(1, { executed: 4n, cash: usd('-40'), end: 'FILLED' }),
      became(0, { executed: 4n, cash: usd('38.99') }),
    ]);
  });

  test('what was executed elsewhere, and what ended unfilled', () => {
    const common = { orderId: idOf(0), accountId, instrumentId: 'I0', side: 'SELL' };
    const elsewhere = { ...common, price: usd('10'), quantity: 10n, leaves: 0n };
    expect(
      sentFor({ type: 'OrderExecuted', data: elsewhere } as unknown as Fact, known(approved)),
    ).toEqual([became(0, { executed: 10n, cash: usd('100'), end: 'FILLED' })]);
    const rest = { ...common, quantity: 10n, released: 0n, reason: 'EXPIRED' };
    expect(
      sentFor({ type: 'OrderCancelled', data: rest } as unknown as Fact, known(approved)),
    ).toEqual([became(0, { end: 'CANCELLED', code: 'EXPIRED' })]);
  });

  test('of an order that is refused, also where it was refused before', () => {
    const memory = known(approved);
    const [order] = dueTo(approved, memory);
    const rejected = {
      status: 'rejected',
      id: order!.id,
      code: 'INSTRUMENT_HALTED',
      message: '',
    } as const;
    const told = dueToRefusal(rebalancing, order!, rejected, memory);
    expect(told?.command).toEqual(became(0, { end: 'REJECTED', code: 'INSTRUMENT_HALTED' }));
    const repeat = { status: 'duplicate', id: order!.id, original: rejected } as const;
    expect(dueToRefusal(rebalancing, order!, repeat, memory)).toEqual(told);
    const [cancel] = dueTo(cancelled, memory);
    expect(dueToRefusal(rebalancing, cancel!, rejected, memory)).toBeUndefined();
  });
});

test('a plan ends at midnight in New York after its last day, unless it is over or ending', () => {
  const { whenTime } = specificationOf(rebalancing);
  const midnight = instantOf(parseDate('2026-11-21'), 0n);
  const expire = { type: 'ExpireRebalancing', data: named } as const;
  whenTime(midnight - 1n, known(proposed)).thenSends();
  whenTime(midnight, known(proposed, approved)).thenSends(expire);
  whenTime(midnight, known(proposed, approved, cancelled)).thenSends();
});
