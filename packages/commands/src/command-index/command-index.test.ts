import type { CommandId, JournalEntry, Outcome } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { CommandIndex } from './command-index.ts';

/** A UUIDv7 of the n-th millisecond of 2026. */
const id = (n: number): CommandId => {
  const ms = (1_767_225_600_000 + n).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000` as CommandId;
};
const plain = (n: number): CommandId =>
  `00000000-0000-5000-8000-${`${n}`.padStart(12, '0')}` as CommandId;

const entry = (commandId: CommandId): JournalEntry => ({
  commandId,
  principal: 'trader',
  fingerprint: 1n,
  receivedAt: 0n,
  facts: [],
});

/** Takes commands in and makes each durable at once. */
function filled(remembered: number, ids: readonly CommandId[]): CommandIndex {
  const index = new CommandIndex(remembered);
  for (const one of ids) index.restore(entry(one), 7n);
  return index;
}

function ask(index: CommandIndex, commandId: CommandId): string {
  let told: Outcome | undefined;
  const repeats = index.repeats(commandId, 1n, 'trader', (outcome) => (told = outcome));
  if (!repeats) return 'new';
  return told === undefined ? 'waits' : 'code' in told ? told.code : told.status;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

describe('the index of commands', () => {
  test('remembers the latest of them and no more', () => {
    for (const count of range(1, 60)) {
      const index = filled(10, range(0, count).map(id));
      const latest = range(Math.max(0, count - 10), count).map((n) => ask(index, id(n)));
      expect(latest).toEqual(latest.map(() => 'duplicate'));
      expect(index.size).toBe(Math.min(count, 10));
    }
  });

  test('refuses what is older than it remembers instead of doing it again', () => {
    const index = filled(10, range(0, 100).map(id));
    expect(ask(index, id(3))).toBe('COMMAND_ID_TOO_OLD');
    expect(ask(index, id(101))).toBe('new');
  });

  test('ids that carry no time are new again once they are forgotten', () => {
    const index = filled(10, range(0, 100).map(plain));
    expect(ask(index, plain(99))).toBe('duplicate');
    expect(ask(index, plain(3))).toBe('new');
  });

  test('what is under way is not forgotten, however much becomes durable meanwhile', () => {
    const index = filled(10, range(0, 9).map(id));
    index.begin(id(50), { fingerprint: 1n, principal: 'trader' });
    for (const n of range(51, 200)) index.restore(entry(id(n)), 7n);
    expect(ask(index, id(50))).toBe('waits');
  });

  test('forgets the same whether it is filled live or from the journal', () => {
    const live = new CommandIndex(10);
    for (const n of range(0, 50)) {
      live.begin(id(2 * n), { fingerprint: 1n, principal: 'trader' });
      live.begin(id(2 * n + 1), { fingerprint: 1n, principal: 'trader' });
      live.complete(entry(id(2 * n)), 7n);
      live.complete(entry(id(2 * n + 1)), 7n);
    }
    const replayed = filled(10, range(0, 100).map(id));
    const known = (index: CommandIndex): string[] => range(0, 101).map((n) => ask(index, id(n)));
    expect(known(live)).toEqual(known(replayed));
  });

  test('is after a snapshot what it was before', () => {
    const index = filled(10, range(0, 47).map(id));
    const loaded = new CommandIndex(10);
    loaded.load(structuredClone(index.image()));
    for (const n of range(47, 60)) {
      index.restore(entry(id(n)), 7n);
      loaded.restore(entry(id(n)), 7n);
    }
    const known = (of: CommandIndex): string[] => range(0, 61).map((n) => ask(of, id(n)));
    expect(known(loaded)).toEqual(known(index));
  });
});
