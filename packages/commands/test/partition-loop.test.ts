import type { Outcome } from '@bellwether/domain';
import { systemRuntime } from '@bellwether/platform/runtime';
import { describe, expect, test } from 'vitest';
import type { EventStore } from '../src/runtime/event-store.ts';
import type { Refusal } from '../src/lanes/refusal.ts';
import { fingerprint } from '../src/intake/fingerprint.ts';
import { GroupCommit } from '../src/journal/group-commit.ts';
import { EMPTY_JOURNAL, Journal } from '../src/journal/journal.ts';
import { JournalReader } from '../src/journal/journal-reader.ts';
import { PartitionLoop } from '../src/lanes/partition-loop.ts';
import { buy, openMarket, TEN_O_CLOCK, type Sent } from './support/market.ts';
import { MemoryStore } from './support/memory-store.ts';

// The loop on a real partition, and a journal in memory whose store can be made to wait. Time passes by hand.

/** What the store must be behind with before nothing more is decided. */
const MORE_THAN_PENDING = 7_000;

async function given() {
  const { partition } = await openMarket();
  let now = 0;
  const runtime = { ...systemRuntime(), clock: () => TEN_O_CLOCK, monotonicMs: () => now };
  const memory = new MemoryStore();
  let gate: Promise<void> | undefined;
  let release = (): void => undefined;
  const append = memory.appendToStream as (...args: unknown[]) => Promise<unknown>;
  const store = {
    readStream: memory.readStream,
    appendToStream: async (...args: unknown[]) => {
      await gate;
      return append(...args);
    },
  } as unknown as EventStore;
  const failures: unknown[] = [];
  const fail = (error: unknown): void => void failures.push(error);
  const commit = new GroupCommit(new Journal(store, runtime, 0, EMPTY_JOURNAL), runtime, fail);
  const loop = new PartitionLoop(partition, commit, runtime, fail);
  const outcomes: Outcome[] = [];
  const refusals: string[] = [];
  const opened: string[] = [];
  const submit = ({ id, command }: Sent): void =>
    loop.submit({
      command: { id, ...command },
      fingerprint: fingerprint(command),
      principal: 'trader',
      receivedAt: TEN_O_CLOCK,
      answer: (outcome) => void outcomes.push(outcome),
    });
  return {
    loop,
    outcomes,
    refusals,
    opened,
    failures,
    passes: (ms: number) => void (now += ms),
    storeWaits: () => {
      gate = new Promise((resolve) => {
        release = resolve;
      });
    },
    storeGoesOn: () => {
      gate = undefined;
      release();
    },
    comes: (name: string, sent: readonly Sent[], waitsMs = 1_000) =>
      loop.arrive({
        bytes: 200 * sent.length,
        waitsMs: () => waitsMs,
        open: () => {
          opened.push(name);
          for (const one of sent) submit(one);
        },
        refuse: ({ reason }: Refusal) => void refusals.push(`${name} ${reason}`),
      }),
    journal: async () => {
      const ids: string[] = [];
      for await (const { entries } of new JournalReader(memory, 0).read())
        ids.push(...entries.map(({ commandId }) => commandId));
      return ids;
    },
  };
}

/** Orders that are refused, and recorded so. */
const orders = (from: number, count: number): readonly Sent[] =>
  Array.from({ length: count }, (_, i) => buy(from + i, 1n, '50.001'));

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

test('messages are read in their order, and their commands decided in theirs', async () => {
  const it = await given();
  const sent = [orders(1, 700), orders(701, 3), orders(704, 900)];
  for (const [index, message] of sent.entries()) it.comes(`${index}`, message);
  await it.loop.close();
  expect(it.opened).toEqual(['0', '1', '2']);
  expect(await it.journal()).toEqual(sent.flat().map(({ id }) => id));
  expect(it.outcomes).toHaveLength(1_603);
  expect(it.failures).toEqual([]);
});

test('what came before the end is decided; what comes later is refused unread', async () => {
  const it = await given();
  it.comes('before', orders(1, 2_000));
  it.comes('just before', orders(2_001, 1));
  const closed = it.loop.close();
  it.comes('after', orders(3_001, 1));
  await closed;
  expect(it.opened).toEqual(['before', 'just before']);
  expect(it.refusals).toEqual(['after unavailable']);
  expect(it.outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(await it.journal()).toHaveLength(2_001);
});

describe('while the event store is behind', () => {
  test('nothing more is read than it can take; what need not be stored gets its turn', async () => {
    const it = await given();
    it.storeWaits();
    it.comes('much', orders(1, MORE_THAN_PENDING));
    it.comes('next', orders(10_001, 1));
    let alone = false;
    await it.loop.exclusively(async () => {
      alone = true;
    });
    expect(alone).toBe(true);
    for (let turn = 0; turn < 50; turn++) await it.loop.exclusively(async () => undefined);
    expect(it.opened).toEqual(['much']);
    it.storeGoesOn();
    await it.loop.close();
    expect(it.opened).toEqual(['much', 'next']);
    expect(await it.journal()).toHaveLength(MORE_THAN_PENDING + 1);
  });

  test('a message whose sender waits no more is answered undone, and never read', async () => {
    const it = await given();
    it.storeWaits();
    it.comes('much', orders(1, MORE_THAN_PENDING));
    for (let turn = 0; turn < 50; turn++) await it.loop.exclusively(async () => undefined);
    it.comes('hasty', orders(10_001, 1), 50);
    it.comes('patient', orders(10_002, 1), 500);
    it.passes(60);
    await until(() => it.refusals.length > 0);
    expect(it.refusals).toEqual(['hasty expired']);
    it.storeGoesOn();
    await it.loop.close();
    expect(it.opened).toEqual(['much', 'patient']);
    expect(await it.journal()).toHaveLength(MORE_THAN_PENDING + 1);
  });

  test('for two seconds, messages are refused as they come, and there is no room for queued ones', async () => {
    const it = await given();
    it.storeWaits();
    it.comes('first', orders(1, 1));
    await it.loop.exclusively(async () => undefined);
    it.passes(2_001);
    it.comes('second', orders(2, 1));
    expect(it.refusals).toEqual(['second unavailable']);
    expect(it.loop.admits()).toBe(false);
    it.storeGoesOn();
    await it.loop.close();
    expect(it.outcomes.map(({ status }) => status)).toEqual(['rejected']);
  });
});
