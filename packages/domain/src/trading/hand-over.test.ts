import { describe, expect, test } from 'vitest';
import { accepted, alice, AMZN, bob, ledgerOf, market, orderId } from '../../test/trading-scene.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { evolve } from './evolve.ts';
import type { TradingFact } from './facts.ts';
import { handOver, takeOver, whyItStays, type HandOver } from './hand-over.ts';
import type { MoveFact } from './move-facts.ts';
import { emptyTradingState, type TradingState } from './state.ts';

const usd = parseDecimal;
const source = { sourcePosition: 9n };
const move: HandOver = {
  moveId: '0192f3a0-7c1e-7aaa-8bbb-0000000000d1' as CommandId,
  instrumentId: AMZN,
  fromPartition: 0,
  toPartition: 1,
  commandsUntil: 77n,
  movedAt: 88n,
  ...source,
};
const { commandsUntil: _, movedAt: __, ...parties } = move;
const adopted: TradingFact = { type: 'InstrumentMoveAdopted', data: parties };
const halted: TradingFact = {
  type: 'TradingHalted',
  data: { instrumentId: AMZN, reason: 'OPERATIONAL', ...source },
};

/** The other partition: it knows accounts and instruments, and has nothing. */
function elsewhere(margin?: AccountId): TradingState {
  const state = emptyTradingState();
  const opening: readonly TradingFact[] = [
    {
      type: 'InstrumentAdmitted',
      data: {
        instrumentId: AMZN,
        symbol: 'AMZN',
        tickSize: 100n,
        maxOrderQuantity: 1_000n,
        referencePrice: usd('100'),
        ...source,
      },
    },
    ...[alice, bob].map((accountId): TradingFact => ({
      type: 'AccountAdmitted',
      data: { accountId, ...(accountId === margin ? { accountType: 'MARGIN' } : {}), ...source },
    })),
    adopted,
  ];
  for (const fact of opening) evolve(state, fact);
  return state;
}

/** Hands AMZN over; both sides afterwards. */
function moved(from: TradingState, to = elsewhere()): readonly [TradingState, TradingState] {
  evolve(from, adopted);
  const contents = handOver(from, move);
  for (const fact of contents) evolve(from, fact);
  for (const fact of takeOver(contents, 9n)) evolve(to, fact);
  return [from, to];
}

describe('a hand-over', () => {
  test('takes orders with their place in time, positions, and the cash that orders hold back', () => {
    const [from, to] = moved(
      market(
        accepted(1, 'BUY', 10n, '99'),
        accepted(2, 'SELL', 5n, '101'),
        accepted(3, 'SELL', 7n, '101'),
        halted,
      ),
    );
    expect([ledgerOf(from, alice), ledgerOf(from, bob)]).toEqual(['9010 0 | 0 0', '0 0 | 0 0']);
    expect([ledgerOf(to, alice), ledgerOf(to, bob)]).toEqual(['990 990 | 0 0', '0 0 | 100 12']);
    expect([from.orders.size, from.accounts.get(bob)?.risk.exposures.size]).toEqual([0, 0]);
    expect([...to.orders.values()].map((order) => [order.orderId, order.entrySequence])).toEqual([
      [orderId(1), 1n],
      [orderId(2), 2n],
      [orderId(3), 3n],
    ]);
    expect(to.instruments.get(AMZN)).toMatchObject({ partition: 1, move: undefined });
  });

  test('is remembered with whom decided until when, on both sides once', () => {
    const [from, to] = moved(market(halted));
    const owner = { moveId: move.moveId, partition: 0, until: 77n };
    const confirmed: MoveFact = {
      type: 'InstrumentMoveConfirmed',
      data: { ...parties, partition: 1, commandsUntil: 77n },
    };
    for (const state of [from, to]) {
      expect(state.handOvers.size).toBe(1);
      evolve(state, confirmed);
      expect(state.instruments.get(AMZN)?.owners).toEqual([owner]);
      expect(state.handOvers.size).toBe(0);
    }
  });

  test('takes the part of a debit that the position secures, and nothing of an account without any', () => {
    const from = elsewhere(alice);
    const facts: readonly TradingFact[] = [
      { type: 'FundsAllocated', data: { accountId: alice, amount: usd('500'), ...source } },
      {
        type: 'SharesAllocated',
        data: { accountId: alice, instrumentId: AMZN, quantity: 30n, ...source },
      },
      {
        type: 'FundsMovedOut',
        data: {
          transferId: move.moveId,
          accountId: alice,
          partition: 1,
          amount: usd('1500'),
          ...source,
        },
      },
    ];
    for (const fact of facts) evolve(from, fact);
    const [, to] = moved(from, elsewhere(alice));
    // Its only long position secures all of it.
    expect(ledgerOf(to, alice)).toBe('-1000 0 | 30 0');
    expect(ledgerOf(from, alice)).toBe('0 0 | 0 0');
  });

  test('that lost a part is not taken', () => {
    const from = market(accepted(1, 'BUY', 10n, '99'), halted);
    evolve(from, adopted);
    expect(() => takeOver(handOver(from, move).slice(0, -1), 9n)).toThrow(/torn/);
  });

  test('needs a halt, and no options', () => {
    expect(whyItStays(market(), AMZN)).toBe('INSTRUMENT_NOT_HALTED');
    expect(whyItStays(market(halted), AMZN)).toBeUndefined();
  });
});
