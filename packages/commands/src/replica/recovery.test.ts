import { expect, test } from 'vitest';
import { Recovery } from './recovery.ts';

function clocked() {
  let [now, turns] = [0, 0];
  const recovery = new Recovery({
    monotonicMs: () => now,
    nextTurn: async () => void (turns += 1),
  });
  return { recovery, pass: (ms: number) => void (now += ms), turns: () => turns };
}

test('progress counts from the snapshot, and the rate from what was read', async () => {
  const { recovery, pass } = clocked();
  expect(recovery.progress).toBeUndefined();
  recovery.begin(10_000n);
  expect(recovery.progress).toEqual({ facts: 0, of: 10_000, factsPerSecond: 0 });
  pass(5_000);
  recovery.reads(4_000n);
  expect(recovery.progress).toEqual({ facts: 4_000, of: 10_000, factsPerSecond: 0 });
  pass(2_000);
  await recovery.folded(6_000n);
  expect(recovery.progress).toEqual({
    facts: 6_000,
    of: 10_000,
    factsPerSecond: 1_000,
    etaSeconds: 4,
  });
  // Another owner goes on writing: there is never more than there is.
  await recovery.folded(12_000n);
  expect(recovery.progress).toMatchObject({ facts: 12_000, of: 12_000, etaSeconds: 0 });
});

test('the event loop turns once in a thousand facts or orders, and not for less', async () => {
  const { recovery, turns } = clocked();
  recovery.reads(0n);
  for (let sequence = 1n; sequence <= 2_500n; sequence++) await recovery.folded(sequence);
  expect(turns()).toBe(2);
  for (let order = 0; order < 500; order++) await recovery.turn(1);
  expect(turns()).toBe(3);
  await recovery.folded(12_501n);
  expect(turns()).toBe(4);
});

test('time is counted once: a step within another is not that one’s', async () => {
  const { recovery, pass } = clocked();
  await recovery.timedAsync('snapshot', async () => pass(7));
  await recovery.timedAsync('journal', async () => {
    pass(10);
    recovery.timed('fold', () => pass(20));
    recovery.timed('commandIndex', () => pass(5));
    pass(1);
  });
  await recovery.timedAsync('books', async () => pass(3));
  expect(recovery.ms).toEqual({ snapshot: 7, journal: 11, fold: 20, commandIndex: 5, books: 3 });
});
