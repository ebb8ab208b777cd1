import {
  encodeBatch,
  parseDate,
  parseDecimal,
  type FollowedFact,
  type JournalEntry,
  type Phase,
} from '@bellwether/domain';
import { createThreadedEngine, type Engine } from '@bellwether/engine';
import { systemRuntime } from '@bellwether/platform/runtime';
import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_JOURNAL, Journal } from '../src/journal/journal.ts';
import { openPartition } from '../src/partition/open-partition.ts';
import { PartitionReplica } from '../src/replica/replica.ts';
import { stateHash } from '../src/replica/state-hash.ts';
import { decodeSnapshot, encodeSnapshot } from '../src/snapshot/snapshot.ts';
import { AMZN, smallEngine, type Market, type Sent } from './support/market.ts';
import { MemoryStore } from './support/memory-store.ts';
import { carol, openWithCarol, special, step } from './support/order-stream.ts';

// I8: one journal, one state. A day of trading with every order type is decided once with the engine inline and once
// with the engine in its own thread behind the rings; then it is folded again from a snapshot and from nothing.

const COMMANDS = 2_400;
/** Commands of one turn, over and over: the time of an order is read once in each. */
const TURNS = [1, 7, 100, 23];

const sessionDate = parseDate('2026-11-20');
const enter = (phase: Phase): FollowedFact => ({
  type: 'SessionPhaseEntered',
  data: { sessionDate, phase },
});
const halt: FollowedFact = {
  type: 'InstrumentHalted',
  data: { instrumentId: AMZN, reason: 'NEWS_PENDING' },
};
const resume: FollowedFact = { type: 'InstrumentResumed', data: { instrumentId: AMZN } };
const limits: FollowedFact = {
  type: 'RiskLimitsSet',
  data: { accountId: carol, limits: { maxPositionQuantity: 40n, maxDailyLoss: 10_000n } },
};
const cash: FollowedFact = {
  type: 'CashDeposited',
  data: { accountId: carol, amount: parseDecimal('500') },
};

/** What happens beside the orders, each when so many of a hundred parts of them have been sent. */
const DAY: readonly (readonly [number, FollowedFact])[] = [
  [0, enter('PRE_OPEN')],
  [4, enter('OPENING_AUCTION')],
  [10, enter('CONTINUOUS')],
  [30, limits],
  [40, halt],
  [45, cash],
  [50, resume],
  [80, enter('CLOSING_AUCTION')],
  [90, enter('POST_CLOSE')],
  [95, enter('CLOSED')],
];

function commandsOf(seed: number): readonly Sent[] {
  const kind = fc.oneof({ weight: 2, arbitrary: step }, { weight: 1, arbitrary: special });
  const array = fc.array(kind, { minLength: COMMANDS, maxLength: COMMANDS, size: 'max' });
  const [steps = []] = fc.sample(array, { numRuns: 1, seed });
  return steps.map((make, i) => make(i + 1));
}

/** Sends a day's commands in turns, and what happens beside them in between. */
async function trade(engine: Engine, commands: readonly Sent[]): Promise<Market> {
  const market = await openWithCarol(engine);
  const beside = [...DAY];
  for (let at = 0, turn = 0; at < commands.length; turn++) {
    while (beside[0] !== undefined && (at * 100) / commands.length >= beside[0][0])
      await market.follow(beside.shift()![1]);
    const size = TURNS[turn % TURNS.length] ?? 1;
    await market.send(...commands.slice(at, at + size));
    at += size;
  }
  for (const [, fact] of beside) await market.follow(fact);
  return market;
}

/** Appends the entries in batches of a few, as group commits do. Returns the hash of the journal's chain. */
async function store(into: MemoryStore, entries: readonly JournalEntry[]): Promise<string> {
  const journal = new Journal(into, systemRuntime(), 0, EMPTY_JOURNAL);
  for (let at = 0; at < entries.length; at += 37) await journal.append(entries.slice(at, at + 37));
  return journal.head.hash;
}

const SEEDS = [42, 43];

describe.each(SEEDS)('a day of trading, seed %i', (seed) => {
  const commands = commandsOf(seed);
  let threaded: Engine;
  beforeAll(async () => {
    threaded = await createThreadedEngine({
      commandCapacity: 1_024,
      eventCapacity: 1_024,
      orderCapacity: 4_096,
      warmUpCommands: 1_000,
    });
  });
  afterAll(() => threaded.stop());

  test('is the same inline and in a thread: facts, chain of hashes, state and books', async () => {
    const [one, other] = [await trade(smallEngine(), commands), await trade(threaded, commands)];
    expect(encodeBatch(other.journal)).toEqual(encodeBatch(one.journal));
    expect(stateHash(other.partition.state)).toBe(stateHash(one.partition.state));
    const [inlineStore, threadedStore] = [new MemoryStore(), new MemoryStore()];
    expect(await store(threadedStore, other.journal)).toBe(await store(inlineStore, one.journal));
  });

  test('is the same live, from a snapshot with the tail, and from the first fact', async () => {
    const engine = smallEngine();
    const market = await trade(engine, commands);
    const stored = new MemoryStore();
    await store(stored, market.journal);
    const early = new PartitionReplica(stored.until(stored.revisions / 2), 0);
    await early.catchUp();
    const tailed = new PartitionReplica(
      stored,
      0,
      decodeSnapshot(0, 'test', encodeSnapshot(0, 'test', early)),
    );
    expect(await tailed.catchUp()).toBeGreaterThan(0);
    const replayed = new PartitionReplica(stored, 0);
    await replayed.catchUp();
    const live = stateHash(market.partition.state);
    expect([tailed.stateHash(), replayed.stateHash()]).toEqual([live, live]);
    expect(tailed.head).toEqual(replayed.head);
    expect(stateHash(tailed.commands.image())).toBe(stateHash(replayed.commands.image()));
    const rebuilt = smallEngine();
    await openPartition(0, tailed, rebuilt, () => 0n);
    expect([await rebuilt.top(0), await rebuilt.depth(0, 1_000)]).toEqual([
      await engine.top(0),
      await engine.depth(0, 1_000),
    ]);
  });
});

test('the days have everything that orders can meet', async () => {
  const days = SEEDS.map((seed) => trade(smallEngine(), commandsOf(seed)));
  const kinds = new Set(
    (await Promise.all(days)).flatMap(({ journal }) =>
      journal.flatMap(({ facts }) => facts.map(({ type }) => type)),
    ),
  );
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'TradeExecuted',
      'OrderTriggered',
      'OrderReplaced',
      'OrderRefreshed',
      'OrderDecremented',
      'AuctionCompleted',
      'TradingHalted',
      'LossBreakerTripped',
    ]),
  );
});
