import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  type AccountId,
  type Command,
  type CommandId,
  type InstrumentId,
  type TradingState,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JournalReader, PartitionReplica } from '../src/index.ts';
import { CommandProcess } from './support/command-process.ts';
import { told } from './support/market.ts';
import { feesIn } from './simulation/naive-ledger.ts';

// Two partitions as processes of their own that are killed while cash and an instrument move between them.

const AMZN = 'AMZN' as InstrumentId;
const [alice, bob] = ['alice' as AccountId, 'bob' as AccountId];
const usd = parseDecimal;
const DEPOSIT = usd('100000');
const SHARES = 1_000n;
const ROUNDS = 6;
/** Says which side is killed in a round, and when after the command was sent. */
const SEED = Number(process.env['SEED'] ?? 20_261_123);

let stack: WriteStack;
let owners: readonly CommandProcess[];
let client: CommandClient;

/** Repeats a command under its id until it is decided. */
async function sure(command: Command, id = newId()): Promise<string> {
  for (;;) {
    const outcome = await client.send(command, { id, deadlineMs: 20_000 });
    if (outcome.status === 'duplicate') return told(outcome.original);
    if (outcome.status !== 'unknown') return told(outcome);
  }
}

const place = (side: 'BUY' | 'SELL', quantity: bigint, price: string): Command => ({
  type: 'PlaceOrder',
  data: {
    accountId: side === 'BUY' ? alice : bob,
    instrumentId: AMZN,
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity,
    limitPrice: usd(price),
  },
});

beforeAll(async () => {
  stack = await startWriteStack(2);
  owners = [0, 1].map(
    (partition) => new CommandProcess(stack, `p${partition}`, 400, { partition, partitions: 2 }),
  );
  client = new CommandClient({
    connection: await stack.connectAs('cli'),
    user: 'cli',
    partitions: 2,
    inFlight: 1,
  });
  const opening: readonly Command[] = [
    {
      type: 'ListInstrument',
      data: {
        instrumentId: AMZN,
        symbol: 'AMZN',
        tickSize: 100n,
        referencePrice: usd('100'),
        maxOrderQuantity: 1_000n,
        partition: 0,
      },
    },
    { type: 'OpenAccount', data: { accountId: alice, homePartition: 0 } },
    { type: 'OpenAccount', data: { accountId: bob, homePartition: 1 } },
    { type: 'DepositCash', data: { accountId: alice, amount: DEPOSIT } },
    {
      type: 'AllocateFunds',
      data: { accountId: alice, fromPartition: 0, toPartition: 1, amount: usd('30000') },
    },
    {
      type: 'DepositSecurities',
      data: { accountId: bob, instrumentId: AMZN, quantity: SHARES },
    },
  ];
  for (const command of opening) expect(await sure(command)).toBe('accepted');
});

afterAll(async () => {
  await Promise.all(owners.map((owner) => owner.stop()));
  await stack.stop();
  expect(owners.flatMap((owner) => owner.complaints)).toEqual([]);
});

describe('an instrument that moves between partitions', () => {
  test('keeps orders, priority, positions and cash, though both sides are killed on the way', async () => {
    const random = randomFrom(SEED);
    const queue: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Bob's offers at one price, in the order of their entry; Alice's bid below.
      for (let n = 0; n < 3; n++) {
        const id = newId();
        expect(await sure(place('SELL', 10n, '101'), id)).toBe('accepted 0/10');
        queue.push(id);
      }
      expect(await sure(place('BUY', 1n, `${90 - round}`))).toBe('accepted 0/1');
      const toPartition = (round + 1) % 2;
      expect(await sure({ type: 'HaltInstrument', data: haltOf })).toBe('accepted');
      const kills = owners.map((owner) => {
        if (random() < 0.25) return undefined;
        return setTimeout(() => owner.kill(), random() * 250);
      });
      const cash: Command = {
        type: 'AllocateFunds',
        data: {
          accountId: alice,
          fromPartition: 1 - toPartition,
          toPartition,
          amount: usd('2000'),
        },
      };
      const [moved, allocated] = await Promise.all([
        sure({ type: 'MoveInstrument', data: { instrumentId: AMZN, toPartition } }),
        sure(cash),
      ]);
      for (const kill of kills) clearTimeout(kill);
      expect(moved).toBe('accepted');
      expect(allocated).toBe('accepted');
      expect(await sure({ type: 'ResumeInstrument', data: { instrumentId: AMZN } })).toBe(
        'accepted',
      );
      // The oldest offer is executed first.
      expect(await sure(place('BUY', 10n, '101'))).toBe('accepted 10/0');
      queue.shift();
      expect((await offers()).map(({ orderId }) => orderId)).toEqual(queue);
    }
    await conserved();
  });

  test('answers a repeat of what was decided before, wherever it is now', async () => {
    const id = newId();
    const order = place('BUY', 1n, '50');
    expect(await sure(order, id)).toBe('accepted 0/1');
    const state = await stateOfOwner();
    const toPartition = 1 - (state.instruments.get(AMZN)?.partition ?? 0);
    expect(await sure({ type: 'HaltInstrument', data: haltOf })).toBe('accepted');
    expect(await sure({ type: 'MoveInstrument', data: { instrumentId: AMZN, toPartition } })).toBe(
      'accepted',
    );
    // A client that knows nothing of before the move asks the new partition first.
    const stranger = new CommandClient({
      connection: await stack.connectAs('cli'),
      user: 'cli',
      partitions: 2,
    });
    expect(told(await stranger.send(order, { id }))).toBe('duplicate of accepted 0/1');
    const bids = [...(await stateOfOwner()).orders.values()].filter(
      ({ limitPrice }) => limitPrice === usd('50'),
    );
    expect(bids.length).toBe(1);
  });

  test('stays where it trades', async () => {
    await sure({ type: 'ResumeInstrument', data: { instrumentId: AMZN } });
    for (const toPartition of [0, 1])
      expect(
        await sure({ type: 'MoveInstrument', data: { instrumentId: AMZN, toPartition } }),
      ).toMatch(/INSTRUMENT_NOT_HALTED|NOTHING_TO_CHANGE/);
  });
});

const haltOf = { instrumentId: AMZN, reason: 'OPERATIONAL' } as const;

async function states(): Promise<readonly TradingState[]> {
  const store = stack.eventStoreClient();
  return Promise.all(
    [0, 1].map(async (partition) => {
      const replica = new PartitionReplica(store, partition);
      await replica.catchUp();
      return replica.state;
    }),
  );
}

async function stateOfOwner(): Promise<TradingState> {
  const all = await states();
  const { partition } = all[0]!.instruments.get(AMZN)!;
  return all[partition]!;
}

async function offers() {
  return [...(await stateOfOwner()).orders.values()]
    .filter(({ side }) => side === 'SELL')
    .toSorted((a, b) => Number(a.entrySequence - b.entrySequence));
}

/** Cash and shares over both partitions are what came in; nothing is on its way; no command and no fact is there twice. */
async function conserved(): Promise<void> {
  const all = await states();
  let [cash, shares] = [0n, 0n];
  for (const { accounts, transfers, handOvers } of all) {
    for (const { risk } of accounts.values()) {
      cash += risk.cash;
      shares += risk.exposures.get(AMZN)?.quantity ?? 0n;
    }
    expect([transfers.size, handOvers.size]).toEqual([0, 0]);
  }
  const ids = new Set<CommandId>();
  let commands = 0;
  for (const partition of [0, 1])
    for await (const { entries } of new JournalReader(stack.eventStoreClient(), partition).read())
      for (const { commandId, principal, facts } of entries) {
        for (const { type, data } of facts)
          if (type === 'TradeExecuted') cash += feesIn(data.buyFees) + feesIn(data.sellFees);
        if (principal === 'system') continue;
        ids.add(commandId);
        commands += 1;
      }
  expect(ids.size).toBe(commands);
  expect({ cash, shares }).toEqual({ cash: DEPOSIT, shares: SHARES });
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
