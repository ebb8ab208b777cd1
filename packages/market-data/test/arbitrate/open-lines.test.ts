import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLines } from '../../src/feeds/open-lines.ts';
import { UpdateFlag } from '../../src/update/flags.ts';
import { capture, frame, segment } from '../iex/capture-writer.ts';

// Captures of IEX TOPS: a trade of one of two symbols in each packet, of which each line has lost some.

const SYMBOLS = ['5a49455854202020', '4241522020202020'];
const trade = (n: number): Buffer =>
  Buffer.from(
    `5400ac63c02096866d14${SYMBOLS[n % 2]}64000000${Buffer.from([36 + n, 29]).toString('hex')}0f0000000000968f060000000000`,
    'hex',
  );

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lines-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A capture of the events of these numbers. */
function line(name: string, numbers: readonly number[]): string {
  const frames = numbers.map((first) => frame(segment({ first, messages: [trade(first)] })));
  const path = join(directory, name);
  writeFileSync(path, capture(frames, { format: 'pcap', little: true, nanos: false }));
  return path;
}

/** What both lines come to: numbers, with `!` behind a gap, and the symbol of each. */
async function joined(a: readonly number[], b: readonly number[]) {
  const symbols = new Map<number, string>();
  const told: string[] = [];
  const feed = await openLines([line('a.pcap', a), line('b.pcap', b)], {}, () => ({
    instrument: (id, symbol) => void symbols.set(id, symbol),
    update: ({ sequence, instrument, flags }) => {
      const gap = (flags & UpdateFlag.GAP_BEFORE) === 0 ? '' : '!';
      told.push(`${gap}${sequence} ${symbols.get(instrument)}`);
    },
  }));
  for await (const _ of feed.steps());
  return { told, ...feed.arbitration() };
}

const symbolOf = (n: number): string => (n % 2 === 0 ? 'ZIEXT' : 'BAR');

describe('lines A and B of a feed', () => {
  test('come to one, where each has lost something else', async () => {
    const { told, duplicates, lost } = await joined([1, 3, 4, 6], [1, 2, 4, 5, 6]);
    expect(told).toEqual([1, 2, 3, 4, 5, 6].map((n) => `${n} ${symbolOf(n)}`));
    expect([duplicates, lost]).toEqual([3, 0]);
  });

  test('say what neither has', async () => {
    const { told, lost } = await joined([1, 2, 5], [1, 2, 5, 6]);
    expect(told).toEqual(['1 BAR', '2 ZIEXT', '!5 BAR', '6 ZIEXT']);
    expect(lost).toBe(2);
  });

  test('of any losses are what either has, in order, each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('A', 'B', 'AB', ''), { minLength: 1, maxLength: 200 }),
        async (kept) => {
          // Both begin with the first.
          const of = (name: string) => [
            1,
            ...kept.flatMap((who, n) => (who.includes(name) ? [n + 2] : [])),
          ];
          const [a, b] = [of('A'), of('B')];
          const { told } = await joined(a, b);
          const union = [...new Set([...a, ...b])].toSorted((x, y) => x - y);
          expect(told.map((one) => one.replace('!', ''))).toEqual(
            union.map((n) => `${n} ${symbolOf(n)}`),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  test('are refused of a feed whose events bear no numbers', async () => {
    const path = join(directory, 'trades.csv');
    writeFileSync(path, 'timestamp,symbol,price,size\n2026-06-10T13:30:00Z,AAPL,100.00,10\n');
    const sink = { instrument: () => undefined, update: () => undefined };
    await expect(openLines([path, path], {}, () => sink)).rejects.toMatchObject({
      code: 'NO_NUMBERS',
    });
  });
});
