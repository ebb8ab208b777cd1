import { describe, expect, test } from 'vitest';
import { keptIn, SupersededError, type Kept, type KeptEntry, type ParkedFact } from './kept.ts';

/** An entry of a store that compares and sets. */
function entry(): KeptEntry {
  let [text, revision] = ['', 0];
  return {
    read: () => Promise.resolve(revision === 0 ? undefined : { text, revision }),
    write(next, expected) {
      if (expected !== revision) return Promise.resolve(undefined);
      text = next;
      return Promise.resolve(++revision);
    },
  };
}

const fact = (key: string): ParkedFact => ({
  key,
  position: '7',
  index: 0,
  type: 'MarketResumed',
  at: '2026-11-20T14:00:00.000Z',
});

/** Two instances of one process, both of which have read what is kept. */
async function twoInstances(): Promise<readonly [Kept, Kept]> {
  const entries = [entry(), entry()] as const;
  const both = [keptIn(...entries), keptIn(...entries)] as const;
  for (const kept of both) await Promise.all([kept.checkpoint(), kept.parked()]);
  return both;
}

describe('what a process keeps', () => {
  test('is found by the next run', async () => {
    const entries = [entry(), entry()] as const;
    const first = keptIn(...entries);
    expect([await first.checkpoint(), await first.parked()]).toEqual([undefined, []]);
    await first.advance(5n);
    await first.advance(9n);
    await first.park([fact('a')]);
    const second = keptIn(...entries);
    expect([await second.checkpoint(), await second.parked()]).toEqual([9n, [fact('a')]]);
  });

  test('is not written over by an instance that was frozen while another one took over', async () => {
    const [frozen, active] = await twoInstances();
    await active.park([fact('a')]);
    await expect(frozen.park([fact('b')])).rejects.toThrow(SupersededError);
    await active.advance(9n);
    await expect(frozen.advance(5n)).rejects.toThrow(SupersededError);
    await expect(frozen.superseded).rejects.toThrow(SupersededError);
    expect(await active.parked()).toEqual([fact('a')]);
  });

  test('is read anew by one that another has overtaken: neither loses what the other has parked', async () => {
    const [frozen, active] = await twoInstances();
    await frozen.park([fact('b')]);
    await expect(active.park([fact('a')])).rejects.toThrow(SupersededError);
    expect(await active.parked()).toEqual([fact('b')]);
  });
});
