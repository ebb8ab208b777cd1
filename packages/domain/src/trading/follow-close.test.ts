import { describe, expect, test } from 'vitest';
import { market } from '../../test/trading-scene.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId, OrderId } from '../kernel/ids.ts';
import type { TradeExecutedFact } from '../orders/facts.ts';
import { parseDate } from '../time/civil-date.ts';
import { evolve } from './evolve.ts';
import type { TradingFact } from './facts.ts';
import { followClose, type CloseFact } from './follow-close.ts';
import { followExpiration } from './follow-expiration.ts';
import type { TradingState } from './state.ts';

// A future of 50 USD a point: carol buys two of dave at 4000, and sells one back to him at 4010.

const usd = parseDecimal;
const ES = 'ES' as InstrumentId;
const [carol, dave] = ['carol', 'dave'] as AccountId[] as [AccountId, AccountId];
const source = { sourcePosition: 1n };
const tradeDate = parseDate('2026-11-20');
const here = { partition: 0 };

const future = (settlement: 'CASH' | 'PHYSICAL'): TradingFact => ({
  type: 'InstrumentAdmitted',
  data: {
    instrumentId: ES,
    symbol: 'ESZ6',
    tickSize: 2_500n,
    maxOrderQuantity: 1_000n,
    referencePrice: usd('3990'),
    assetClass: 'FUTURE',
    multiplier: 50,
    future: {
      root: 'XX',
      expiresOn: tradeDate,
      initialMargin: 1n,
      maintenanceMargin: 1n,
      settlement,
    },
    ...source,
  },
});
const orderOf = (n: number) => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as OrderId;

function trade(n: number, buyer: AccountId, seller: AccountId, quantity: bigint, price: string) {
  const limitPrice = usd(price);
  const order = (id: number, accountId: AccountId, side: 'BUY' | 'SELL'): TradingFact => ({
    type: 'OrderAccepted',
    data: {
      orderId: orderOf(id),
      accountId,
      instrumentId: ES,
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity,
      limitPrice,
      reserved: 0n,
      entrySequence: BigInt(id),
      validatedAt: 0n,
      approvedAt: 0n,
    },
  });
  const executed: TradingFact = {
    type: 'TradeExecuted',
    data: {
      tradeId: `0-${n}` as TradeExecutedFact['data']['tradeId'],
      instrumentId: ES,
      price: limitPrice,
      quantity,
      principal: 0n,
      aggressor: 'BUY',
      buyOrderId: orderOf(2 * n),
      buyAccountId: buyer,
      buyLeaves: 0n,
      buyReleased: 0n,
      sellOrderId: orderOf(2 * n + 1),
      sellAccountId: seller,
      sellLeaves: 0n,
    },
  };
  return [order(2 * n, buyer, 'BUY'), order(2 * n + 1, seller, 'SELL'), executed];
}

function scene(settlement: 'CASH' | 'PHYSICAL' = 'CASH'): TradingState {
  const accounts = [carol, dave].flatMap((accountId): readonly TradingFact[] => [
    { type: 'AccountAdmitted', data: { accountId, accountType: 'MARGIN', ...source } },
    { type: 'FundsAllocated', data: { accountId, amount: usd('10000'), ...source } },
  ]);
  return market(
    future(settlement),
    ...accounts,
    ...trade(1, carol, dave, 2n, '4000'),
    ...trade(2, dave, carol, 1n, '4010'),
    { type: 'PhaseChanged', data: { instrumentId: ES, phase: 'CLOSED' } },
  );
}
function close(state: TradingState, fact: CloseFact): readonly TradingFact[] {
  const facts = followClose(state, fact, 2n, here);
  for (const one of facts) evolve(state, one);
  return facts;
}
const published = (price: string): CloseFact => ({
  type: 'ClosePublished',
  data: { instrumentId: ES, tradeDate, price: usd(price) },
});
const settle: CloseFact = { type: 'FutureSettlementDue', data: { instrumentId: ES, tradeDate } };
const cash = (state: TradingState) =>
  [carol, dave].map((id) => formatDecimal(state.accounts.get(id)?.risk.cash ?? 0n));
const paid = (facts: readonly TradingFact[]) =>
  facts.flatMap(({ type, data }) => (type === 'VariationPaid' ? [formatDecimal(data.amount)] : []));

describe('a day of a future', () => {
  test('pays what each has gained or lost at the settlement price, in facts of their own', () => {
    const state = scene();
    // One sold at +10 points, one held at +20: 30 points of 50 USD.
    const facts = close(state, published('4020'));
    expect(facts[0]).toMatchObject({ type: 'CloseAdopted', data: { variations: 2 } });
    expect(paid(facts)).toEqual(['1500.00', '-1500.00']);
    expect(cash(state)).toEqual(['11500.00', '8500.00']);
  });

  test('counts from the settlement before', () => {
    const state = scene();
    close(state, published('4020'));
    expect(paid(close(state, published('4015')))).toEqual(['-250.00', '250.00']);
  });

  test('without a published price is settled at the last sale, and nothing is paid twice', () => {
    const state = scene();
    // Neither sale is worth another price to who has bought and sold one, but the one that is held gained ten points.
    expect(paid(close(state, settle))).toEqual(['1000.00', '-1000.00']);
    expect(paid(close(state, settle))).toEqual([]);
    close(state, published('4020'));
    expect(paid(close(state, settle))).toEqual([]);
    expect(cash(state)).toEqual(['11500.00', '8500.00']);
  });

  test('is settled by the partition that trades it alone', () => {
    expect(followClose(scene(), settle, 2n, { partition: 1 })).toEqual([]);
  });

  test('an entry of before there were facts about variation pays it itself', () => {
    const state = scene();
    const data = { instrumentId: ES, tradeDate, price: usd('4020'), ...source };
    evolve(state, { type: 'CloseAdopted', data });
    expect(cash(state)).toEqual(['11500.00', '8500.00']);
  });
});

describe('its last day', () => {
  const named = {
    instrumentId: ES,
    expirationId: '0192f3a0-7c1e-7aaa-8bbb-000000000009' as CommandId,
    kind: 'EXPIRATION',
    attempt: 1,
  } as const;
  const due = (settlementPrice?: bigint) => ({
    type: 'ExpirationDue' as const,
    data: {
      ...named,
      tradeDate,
      settlementDate: tradeDate,
      exercises: [],
      instructions: [],
      ...(settlementPrice === undefined ? {} : { settlementPrice }),
    },
  });

  test('pays the last variation, and everybody is flat', () => {
    const state = scene();
    close(state, settle);
    for (const fact of followExpiration(state, due(usd('4000')), 3n, here)) evolve(state, fact);
    expect(cash(state)).toEqual(['10500.00', '9500.00']);
    const { exposures } = state.accounts.get(carol)!.risk;
    expect(exposures.get(ES)).toBeUndefined();
    expect(state.instruments.get(ES)?.delisted).toBe(true);
  });

  test('of one that is delivered is declined while anybody has a position', () => {
    const state = scene('PHYSICAL');
    expect(followExpiration(state, due(), 3n, here)).toMatchObject([
      { type: 'ExpirationDeclined', data: { code: 'DELIVERY_NOT_OFFERED' } },
    ]);
  });
});
