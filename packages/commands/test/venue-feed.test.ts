import type { SymbolQuote, JournalEntry } from '@bellwether/domain';
import { systemRuntime } from '@bellwether/platform/runtime';
import { quiet } from '@bellwether/testkit';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { QuoteOutcome } from '../src/lanes/metrics.ts';
import { VenueFeed } from '../src/lanes/venue-feed.ts';
import {
  AMZN,
  buy,
  openMarket,
  TEN_O_CLOCK,
  told,
  type Market,
  type Sent,
} from './support/market.ts';

// Quotes on a real partition; the loop lets work in when the test does.

const quote = (terms: Partial<SymbolQuote> = {}): SymbolQuote => ({
  symbol: 'AMZN',
  venue: 'XNAS',
  bid: 990_000n,
  bidQuantity: 10n,
  offer: 1_000_000n,
  offerQuantity: 10n,
  at: TEN_O_CLOCK,
  ...terms,
});

async function given() {
  const market: Market = await openMarket();
  const entries: JournalEntry[] = [];
  const counts = new Map<QuoteOutcome, number>();
  const waiting: (() => Promise<void>)[] = [];
  let hear: (quotes: readonly SymbolQuote[]) => void = () => undefined;
  const journal = {
    stalledMs: 0,
    add: (entry: JournalEntry) => {
      entries.push(entry);
      market.journal.push(entry);
    },
  };
  const feed = new VenueFeed({
    partition: market.partition,
    loop: {
      exclusively: <T>(work: () => Promise<T>) =>
        new Promise<T>((resolve, reject) => {
          waiting.push(() => work().then(resolve, reject));
        }),
    },
    commit: journal,
    runtime: { ...systemRuntime(), clock: () => TEN_O_CLOCK, monotonicMs: () => 0 },
    logger: quiet,
    metrics: {
      quoted: (outcome, count) => counts.set(outcome, (counts.get(outcome) ?? 0) + (count ?? 1)),
    },
  });
  const failures: unknown[] = [];
  const stop = feed.start(
    (heard) => {
      hear = heard;
      return () => (hear = () => undefined);
    },
    (error) => failures.push(error),
  );
  const turn = async (): Promise<void> => {
    for (const work of waiting.splice(0)) await work();
    await setImmediate();
  };
  return {
    market,
    send: (...sent: readonly Sent[]) => market.send(...sent),
    entries,
    counts,
    journal,
    failures,
    turn,
    stop,
    heard: (...quotes: readonly SymbolQuote[]) => hear(quotes),
  };
}

describe('quotes of venues', () => {
  test('reach the book at the next turn, and orders execute with them', async () => {
    const { heard, turn, send, failures } = await given();
    heard(quote());
    expect((await send(buy(1, 5n, '100'))).map(told)).toEqual(['accepted 0/5']);
    await turn();
    expect((await send(buy(2, 5n, '100'))).map(told)).toEqual(['accepted 5/0']);
    expect(failures).toEqual([]);
  });

  test('that take what rests are recorded, under an id that no other entry has', async () => {
    const { heard, turn, send, entries } = await given();
    await send(buy(1, 5n, '100'), buy(2, 5n, '99'));
    heard(quote());
    await turn();
    heard(quote({ offer: 990_000n }));
    await turn();
    expect(entries.map(({ facts }) => facts.map(({ type }) => type))).toEqual([
      ['OrderExecuted'],
      ['OrderExecuted'],
    ]);
    expect(new Set(entries.map(({ commandId }) => commandId)).size).toBe(2);
  });

  test('of one venue and instrument count by their newest, however many come', async () => {
    const { heard, turn, send, counts } = await given();
    for (let n = 0; n < 1_000; n++) heard(quote({ offerQuantity: BigInt(n + 1) }));
    await turn();
    expect(Object.fromEntries(counts)).toMatchObject({ superseded: 999, taken: 1 });
    expect((await send(buy(1, 1_000n, '1'))).map(told)).toEqual(['accepted 0/1000']);
  });

  test('of what is not listed are passed over', async () => {
    const { heard, turn, counts } = await given();
    heard(quote({ symbol: 'NONE' }));
    await turn();
    heard(quote());
    await turn();
    expect(Object.fromEntries(counts)).toMatchObject({ unlisted: 1, taken: 1 });
  });

  test('do not last longer because the sender’s clock is ahead', async () => {
    const { heard, turn, market } = await given();
    const { partition } = market;
    heard(quote({ at: TEN_O_CLOCK + 3_600_000_000_000n }));
    await turn();
    await partition.housekeep(TEN_O_CLOCK);
    expect(partition.isHousekeepingDue(TEN_O_CLOCK + 6_000_000_000n)).toBe(true);
  });

  test('are let go while the event store takes nothing', async () => {
    const { heard, turn, send, journal } = await given();
    journal.stalledMs = 1_500;
    heard(quote());
    await turn();
    journal.stalledMs = 0;
    expect((await send(buy(1, 5n, '100'))).map(told)).toEqual(['accepted 0/5']);
  });

  test('are not heard any more after the end', async () => {
    const { heard, turn, stop, counts, market } = await given();
    heard(quote());
    const stopped = stop();
    await turn();
    await stopped;
    heard(quote());
    expect(counts.get('taken')).toBe(1);
    expect(market.partition.state.instruments.has(AMZN)).toBe(true);
  });
});
