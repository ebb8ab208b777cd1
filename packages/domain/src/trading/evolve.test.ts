import { describe, expect, test } from 'vitest';
import {
  accepted,
  alice,
  at,
  AMZN,
  bob,
  cancelled,
  known,
  ledgerOf,
  market,
  orderId,
  traded,
} from '../../test/trading-scene.ts';
import { InvariantViolation } from '../kernel/invariant.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { OrderAcceptedFact } from '../orders/facts.ts';
import { holdOrder } from './evolve-orders.ts';
import { evolve } from './evolve.ts';
import type { TradingFact } from './facts.ts';

describe('the ledger of a partition', () => {
  test('holds back cash for a buy and shares for a sell', () => {
    const state = market(accepted(1, 'BUY', 10n, '99'), accepted(2, 'SELL', 40n, '101'));
    expect(ledgerOf(state, alice)).toBe('10000 990 | 0 0');
    expect(ledgerOf(state, bob)).toBe('0 0 | 100 40');
  });

  test('a trade below the limit costs its price and gives the rest of the reservation back', () => {
    const state = market(
      accepted(1, 'SELL', 10n, '99'),
      accepted(2, 'BUY', 10n, '101'),
      traded({ buy: 2, buyLeaves: 0n, released: '1010' }, { sell: 1, sellLeaves: 0n }, 10n, '99'),
    );
    expect(ledgerOf(state, alice)).toBe('9010 0 | 10 0');
    expect(ledgerOf(state, bob)).toBe('990 0 | 90 0');
    expect(state.orders.size).toBe(0);
    expect(state.instruments.get(AMZN)).toMatchObject({
      referencePrice: parseDecimal('99'),
      trades: 1n,
    });
  });

  test('a partly executed order keeps the reservation of what is left, and a cancel returns it', () => {
    const state = market(
      accepted(1, 'SELL', 4n, '100'),
      accepted(2, 'BUY', 10n, '100'),
      traded({ buy: 2, buyLeaves: 6n, released: '400' }, { sell: 1, sellLeaves: 0n }, 4n, '100'),
    );
    expect(ledgerOf(state, alice)).toBe('9600 600 | 4 0');
    evolve(state, cancelled(2, 6n, '600'));
    expect(ledgerOf(state, alice)).toBe('9600 0 | 4 0');
  });

  test('a replaced order reserves for its new terms', () => {
    const state = market(accepted(1, 'BUY', 10n, '99'));
    evolve(state, {
      type: 'OrderReplaced',
      data: {
        orderId: orderId(1),
        accountId: alice,
        instrumentId: AMZN,
        side: 'BUY',
        quantity: 4n,
        leaves: 4n,
        previousLeaves: 10n,
        limitPrice: parseDecimal('98'),
        reserved: parseDecimal('392'),
        previouslyReserved: parseDecimal('990'),
        priorityKept: false,
        entrySequence: 2n,
      },
    });
    expect(ledgerOf(state, alice)).toBe('10000 392 | 0 0');
    expect(state.instruments.get(AMZN)?.entrySequence).toBe(2n);
  });

  test('a withdrawal leaves the ledger at once and is remembered until the account has booked it', () => {
    const state = market();
    const release = {
      accountId: alice,
      withdrawalId: orderId(9) as string as never,
      amount: parseDecimal('500'),
    };
    evolve(state, { type: 'FundsReleased', data: { ...release, sourcePosition: 7n } });
    expect(ledgerOf(state, alice)).toBe('9500 0 | 0 0');
    expect(state.releases.size).toBe(1);
    evolve(state, { type: 'FundsReleaseConfirmed', data: { ...release, sourcePosition: 8n } });
    expect(state.releases.size).toBe(0);
    expect(state.referencePosition).toBe(8n);
  });

  test('an order that the engine refuses leaves live what its refusal leaves in a replay', () => {
    const second = 1_000_000_000n;
    const timed = (n: number, at: bigint, name: string): OrderAcceptedFact => {
      const fact = accepted(n, 'BUY', 1n, '99');
      if (fact.type !== 'OrderAccepted') throw new TypeError('no order');
      return { ...fact, data: { ...fact.data, validatedAt: at, clientOrderId: name } };
    };
    const limits = { ordersPerSecond: 100, duplicateWindowMs: 500 };
    const limited: TradingFact = {
      type: 'RiskLimitsAdopted',
      data: { accountId: alice, limits, sourcePosition: 1n },
    };
    // Yesterday's, the one that is refused, and one that was held before the engine had refused it.
    const [first, taken, later] = [
      timed(1, at - 86_400n * second, 'a'),
      timed(2, at, 'b'),
      timed(3, at + second, 'c'),
    ];
    const live = market(limited, first);
    const { accountId, instrumentId, clientOrderId } = holdOrder(live, taken.data);
    holdOrder(live, later.data);
    const refusal: TradingFact = {
      type: 'OrderRejected',
      data: {
        orderId: orderId(2),
        accountId,
        instrumentId,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 1n,
        limitPrice: parseDecimal('99'),
        stage: 'ENGINE',
        code: 'POST_ONLY_WOULD_TAKE',
        message: '',
        rejectedAt: at,
        ...(clientOrderId === undefined ? {} : { clientOrderId }),
      },
    };
    evolve(live, refusal);
    evolve(live, later);
    expect(known(live)).toEqual(known(market(limited, first, refusal, later)));
  });

  test('an order that was held stands as if it had been accepted at once, and counts as held before', () => {
    const fact = accepted(1, 'BUY', 10n, '99');
    if (fact.type !== 'OrderAccepted') throw new TypeError('no order');
    const live = market();
    holdOrder(live, fact.data);
    expect(live.accounts.get(alice)?.risk).toEqual(market(fact).accounts.get(alice)?.risk);
    expect(live.sequence).toBe(market().sequence);
    evolve(live, fact);
    expect(known(live)).toEqual(known(market(fact)));
    expect(() => evolve(live, fact)).toThrow('accepted twice');
  });

  test('counts every fact, refusals too', () => {
    const state = market();
    const before = state.sequence;
    const data = {
      orderId: orderId(1),
      accountId: alice,
      code: 'UNKNOWN_ORDER' as const,
      message: '',
    };
    evolve(state, { type: 'CancelRejected', data });
    expect(state.sequence).toBe(before + 1n);
  });

  test.each([
    [
      'a trade of an order that is not open',
      traded({ buy: 8, buyLeaves: 0n, released: '0' }, { sell: 9, sellLeaves: 0n }, 1n, '1'),
    ],
    ['a cancel of more than is left', cancelled(1, 11n, '990')],
    ['an order accepted twice', accepted(1, 'BUY', 10n, '99')],
  ])('%s contradicts the state and is never applied silently', (_what, fact) => {
    const state = market(accepted(1, 'BUY', 10n, '99'));
    expect(() => evolve(state, fact)).toThrow(InvariantViolation);
  });
});
