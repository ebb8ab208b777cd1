import {
  emptyTradingState,
  evolve,
  type AccountId,
  type CommandId,
  type InstrumentId,
  type JournalEntry,
  type TradingFact,
} from '@bellwether/domain';
import { expect, test } from 'vitest';
import { ZeroSum } from './zero-sum.ts';

const [alice, AMZN] = ['alice' as AccountId, 'AMZN' as InstrumentId];
const listing = {
  instrumentId: AMZN,
  symbol: 'AMZN',
  tickSize: 100n,
  referencePrice: 1_000_000n,
  maxOrderQuantity: 1_000n,
};
const facts: readonly TradingFact[] = [
  { type: 'InstrumentAdmitted', data: { ...listing, sourcePosition: 1n } },
  { type: 'AccountAdmitted', data: { accountId: alice, sourcePosition: 2n } },
  { type: 'FundsAllocated', data: { accountId: alice, amount: 100n, sourcePosition: 3n } },
  {
    type: 'SharesAllocated',
    data: { accountId: alice, instrumentId: AMZN, quantity: 7n, sourcePosition: 4n },
  },
];
const entry: JournalEntry = {
  commandId: '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId,
  principal: 'system',
  fingerprint: 0n,
  receivedAt: 0n,
  facts,
};

function folded(): { sum: ZeroSum; state: ReturnType<typeof emptyTradingState> } {
  const [sum, state] = [new ZeroSum(), emptyTradingState()];
  for (const fact of facts) evolve(state, fact);
  sum.add(entry);
  return { sum, state };
}

test('what came in is what is there', () => {
  const { sum, state } = folded();
  sum.hold(state);
  expect(sum.lines()).toEqual([
    { what: 'USD', broughtIn: 100n, held: 100n, underWay: 0n, elsewhere: 0n, difference: 0n },
    { what: 'AMZN', broughtIn: 7n, held: 7n, underWay: 0n, elsewhere: 0n, difference: 0n },
  ]);
});

test('a unit that vanished shows', () => {
  const { sum, state } = folded();
  state.accounts.get(alice)!.risk.cash -= 1n;
  sum.hold(state);
  expect(sum.lines()[0]?.difference).toBe(1n);
});

test('what has left one partition and is not seen to have arrived in another is under way', () => {
  const { sum, state } = folded();
  const transferId = '0192f3a0-7c1e-7aaa-8bbb-000000000002' as CommandId;
  const out: TradingFact = {
    type: 'FundsMovedOut',
    data: { transferId, accountId: alice, partition: 1, amount: 40n, sourcePosition: 5n },
  };
  evolve(state, out);
  sum.add({ ...entry, facts: [out] });
  sum.hold(state);
  expect(sum.lines()[0]).toMatchObject({ held: 60n, underWay: 40n, difference: 0n });
});
