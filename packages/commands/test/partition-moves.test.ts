import {
  emptyTradingState,
  evolve,
  parseDecimal,
  type AccountId,
  type CommandId,
  type FollowedFact,
  type InstrumentId,
  type OrderId,
  type TradingState,
} from '@bellwether/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateHash } from '../src/replica/state-hash.ts';
import { Partitions } from './support/partitions.ts';
import type { Sent } from './support/market.ts';
import { feesIn } from './simulation/naive-ledger.ts';

// The same orders in three partitions, between which cash and instruments move, and in one that nothing leaves.

const ACCOUNTS = ['alice', 'bob', 'carol'].map((name) => name as AccountId);
const INSTRUMENTS = ['AMZN', 'INTC', 'MSFT', 'IBM'].map((name) => name as InstrumentId);
const usd = parseDecimal;

/** Ids that are made one after the other: a millisecond lies between two of them. */
const id = (n: number): CommandId => {
  const time = (0x0192f3a07c1e + n).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;
};
const CASH = usd('3000000');
const SHARES = 10_000n;

type Step =
  | {
      readonly do: 'place';
      readonly account: number;
      readonly instrument: number;
      readonly buys: boolean;
      readonly quantity: number;
      readonly price: number;
      readonly type: 'LIMIT' | 'STOP';
      readonly display: boolean;
    }
  | { readonly do: 'cancel'; readonly order: number }
  | {
      readonly do: 'transfer';
      readonly account: number;
      readonly from: number;
      readonly to: number;
      readonly amount: number;
    }
  | { readonly do: 'move'; readonly instrument: number; readonly to: number };

const below = (n: number) => fc.integer({ min: 0, max: n - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      account: below(3),
      instrument: below(4),
      buys: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 60 }),
      price: fc.integer({ min: 95, max: 105 }),
      type: fc.constantFrom('LIMIT' as const, 'LIMIT' as const, 'STOP' as const),
      display: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), order: below(80) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('transfer' as const),
      account: below(3),
      from: below(3),
      to: below(3),
      amount: fc.integer({ min: 1, max: 900_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), instrument: below(4), to: below(3) }),
  },
);

describe('three partitions and one', () => {
  test('have the same cash, shares, orders and trades (I3, I4, I8), whatever moves between the three', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
        const [three, one] = [await opened(3), await opened(1)];
        for (const [n, each] of steps.entries()) {
          await run(three, n, each, true);
          await run(one, n, each, false);
        }
        expect(summary(three)).toEqual(summary(one));
        for (const { partition, journal } of three.members) {
          const replayed = emptyTradingState();
          for (const fact of journal) evolve(replayed, fact);
          expect(stateHash(replayed)).toBe(stateHash(partition.state));
        }
      }),
      { numRuns: 40 },
    );
  });
});

const accountsIn = (partitions: number): readonly FollowedFact[] =>
  ACCOUNTS.flatMap((accountId, n) => [
    { type: 'AccountOpened', data: { accountId, homePartition: n % partitions } },
    { type: 'CashDeposited', data: { accountId, amount: CASH } },
  ]);

async function opened(count: number): Promise<Partitions> {
  const partitions = await Partitions.open(count);
  for (const [n, instrumentId] of INSTRUMENTS.entries())
    partitions.append({
      type: 'InstrumentListed',
      data: {
        instrumentId,
        symbol: instrumentId,
        tickSize: 100n,
        referencePrice: usd('100'),
        maxOrderQuantity: 1_000n,
        partition: n % count,
      },
    });
  for (const fact of accountsIn(count)) partitions.append(fact);
  for (const accountId of ACCOUNTS)
    for (const instrumentId of INSTRUMENTS)
      partitions.append({
        type: 'SecuritiesDeposited',
        data: { accountId, instrumentId, quantity: SHARES },
      });
  // Enough everywhere: what an order needs is then there, wherever its instrument is traded.
  for (const [n, accountId] of ACCOUNTS.entries())
    for (let to = 0; to < count; to++)
      if (to !== n % count)
        transfer(partitions, 1_000 + n * 10 + to, accountId, n % count, to, usd('1000000'));
  await partitions.settle();
  return partitions;
}

function transfer(
  partitions: Partitions,
  n: number,
  accountId: AccountId,
  fromPartition: number,
  toPartition: number,
  amount: bigint,
): void {
  const transferId = id(n) as CommandId;
  partitions.append({
    type: 'FundsTransferRequested',
    data: { transferId, accountId, fromPartition, toPartition, amount },
  });
}

/** @param moving whether there is anywhere to move to. */
async function run(partitions: Partitions, n: number, each: Step, moving: boolean): Promise<void> {
  const instrumentId = INSTRUMENTS['instrument' in each ? each.instrument : 0]!;
  switch (each.do) {
    case 'place':
    case 'cancel': {
      const sent = each.do === 'place' ? orderOf(n, each) : cancelOf(partitions, n, each.order);
      if (sent !== undefined) await partitions.send(sent);
      break;
    }
    case 'transfer':
      // What is asked for may be more than is free: then nothing moves, and enough stays.
      if (moving && each.from !== each.to)
        transfer(
          partitions,
          5_000 + n,
          ACCOUNTS[each.account]!,
          each.from,
          each.to,
          usd(`${each.amount % 10_000}.01`),
        );
      break;
    case 'move': {
      partitions.append({
        type: 'InstrumentHalted',
        data: { instrumentId, reason: 'OPERATIONAL' },
      });
      await partitions.settle();
      const from = ownerOf(partitions, instrumentId);
      if (moving && from !== each.to) {
        const moveId = id(9_000 + n) as CommandId;
        const parties = { instrumentId, moveId, fromPartition: from, toPartition: each.to };
        partitions.append({ type: 'InstrumentMoveRequested', data: parties });
      }
      // Each follows at its own pace; cash and shares are conserved at every step.
      for (let k = 0; k < 12; k++) {
        await partitions.step(k % partitions.members.length);
        conserved(partitions);
      }
      await partitions.settle();
      partitions.append({ type: 'InstrumentResumed', data: { instrumentId } });
      break;
    }
  }
  await partitions.settle();
  conserved(partitions);
}

const ownerOf = ({ members }: Partitions, instrumentId: InstrumentId): number =>
  members[0]!.partition.state.instruments.get(instrumentId)!.partition;

function orderOf(n: number, step: Extract<Step, { do: 'place' }>): Sent {
  const price = usd(`${step.price}`);
  return {
    id: id(n),
    command: {
      type: 'PlaceOrder',
      data: {
        accountId: ACCOUNTS[step.account]!,
        instrumentId: INSTRUMENTS[step.instrument]!,
        side: step.buys ? 'BUY' : 'SELL',
        timeInForce: 'GTC',
        quantity: BigInt(step.quantity),
        ...(step.type === 'STOP'
          ? { type: 'STOP', stopPrice: price }
          : {
              type: 'LIMIT',
              limitPrice: price,
              ...(step.display && step.quantity > 10 ? { displayQuantity: 5n } : {}),
            }),
      },
    },
  };
}

function cancelOf(partitions: Partitions, n: number, order: number): Sent | undefined {
  const orderId = id(order) as string as OrderId;
  for (const { partition } of partitions.members) {
    const open = partition.state.orders.get(orderId);
    if (open === undefined) continue;
    const { accountId, instrumentId } = open;
    return {
      id: id(n),
      command: { type: 'CancelOrder', data: { accountId, instrumentId, orderId } },
    };
  }
  return undefined;
}

/** I3: what the accounts have, and what is on its way, is what came in. */
function conserved({ members }: Partitions): void {
  let cash = 0n;
  const shares = new Map<InstrumentId, bigint>();
  for (const { partition, journal } of members) {
    for (const { risk } of partition.state.accounts.values()) {
      cash += risk.cash;
      for (const [instrumentId, { quantity }] of risk.exposures)
        shares.set(instrumentId, (shares.get(instrumentId) ?? 0n) + quantity);
    }
    for (const { type, data } of journal) {
      if (type === 'TradeExecuted') cash += feesIn(data.buyFees) + feesIn(data.sellFees);
      else if (type === 'FundsMovedOut') cash += data.amount;
      else if (type === 'FundsMovedIn') cash -= data.amount;
      else if (type === 'PositionMovedOut' || type === 'PositionMovedIn') {
        const sign = type === 'PositionMovedOut' ? 1n : -1n;
        cash += sign * data.cash;
        shares.set(data.instrumentId, (shares.get(data.instrumentId) ?? 0n) + sign * data.quantity);
      }
    }
  }
  expect(cash).toBe(CASH * BigInt(ACCOUNTS.length));
  for (const instrumentId of INSTRUMENTS)
    expect(shares.get(instrumentId)).toBe(SHARES * BigInt(ACCOUNTS.length));
}

/** What all partitions together know, without where. */
function summary({ members }: Partitions): unknown {
  const states = members.map(({ partition }) => partition.state);
  const sum = (of: (state: TradingState) => bigint): bigint =>
    states.reduce((total, state) => total + of(state), 0n);
  return {
    accounts: ACCOUNTS.map((accountId) => ({
      cash: sum(({ accounts }) => accounts.get(accountId)!.risk.cash),
      reserved: sum(({ accounts }) => accounts.get(accountId)!.risk.reserved),
      openOrders: sum(({ accounts }) => BigInt(accounts.get(accountId)!.risk.openOrders)),
      shares: INSTRUMENTS.map((instrumentId) =>
        sum(
          ({ accounts }) =>
            accounts.get(accountId)!.risk.exposures.get(instrumentId)?.quantity ?? 0n,
        ),
      ),
    })),
    trades: sum(({ trades }) => trades),
    books: INSTRUMENTS.map((instrumentId) =>
      states
        .flatMap(({ orders }) => [...orders.values()])
        .filter((order) => order.instrumentId === instrumentId)
        .map((order) => ({ ...order, ref: undefined }))
        .toSorted((a, b) => Number(a.entrySequence - b.entrySequence)),
    ),
  };
}
