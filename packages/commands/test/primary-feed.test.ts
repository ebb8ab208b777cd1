import { setImmediate } from 'node:timers/promises';
import type { PrimaryReport, PrimaryStatus } from '@bellwether/domain';
import { systemRuntime } from '@bellwether/platform/runtime';
import { quiet } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import { PrimaryFeed, type HearPrimary } from '../src/lanes/primary-feed.ts';
import { AMZN, openMarket, TEN_O_CLOCK } from './support/market.ts';

// What a partition tells an instrument's aggregate of its primary market; the aggregate answers as the test says.

async function given() {
  const market = await openMarket();
  const told: PrimaryReport['data'][] = [];
  let hear: Parameters<HearPrimary>[0] = () => undefined;
  let answer: () => Promise<{ kind: string }> = async () => ({ kind: 'recorded' });
  const feed = new PrimaryFeed({
    partition: market.partition,
    aggregates: {
      instruments: {
        handle: async (_: string, { command }: { command: PrimaryReport }) => {
          told.push(command.data);
          return answer();
        },
      },
    } as never,
    loop: { exclusively: (work) => work() },
    commit: { add: (entry) => void market.journal.push(entry) },
    runtime: { ...systemRuntime(), clock: () => TEN_O_CLOCK, monotonicMs: () => 0 },
    logger: quiet,
  });
  const failures: unknown[] = [];
  const stop = feed.start(
    (heard) => {
      hear = heard;
      return () => (hear = () => undefined);
    },
    (error) => failures.push(error),
  );
  return {
    market,
    told,
    stop,
    failures,
    answers: (next: typeof answer) => (answer = next),
    says: async (status: Partial<PrimaryStatus>): Promise<void> => {
      hear({ source: 'tape', instruments: [{ symbol: 'AMZN', detail: 'X', ...status }] });
      await setImmediate();
    },
    /** The partition follows what the aggregate has recorded. */
    halted: () =>
      market.follow({
        type: 'InstrumentHalted',
        data: { instrumentId: AMZN, reason: 'REGULATORY' },
      }),
  };
}

const report = { instrumentId: AMZN, source: 'tape', detail: 'X' };

describe('an instrument is told of its primary market', () => {
  test('once, until trading has followed', async () => {
    const { says, told, halted } = await given();
    for (let n = 0; n < 3; n++) await says({ trades: false, reason: 'NEWS_PENDING' });
    expect(told).toEqual([{ ...report, halted: 'NEWS_PENDING' }]);
    await halted();
    await says({ trades: false, reason: 'NEWS_PENDING' });
    expect(told).toHaveLength(1);
    await says({ trades: true });
    expect(told[1]).toEqual({ ...report, halted: undefined });
  });

  test('nothing where trading is as it says', async () => {
    const { says, told } = await given();
    await says({ trades: true });
    await says({});
    expect(told).toEqual([]);
  });

  test('again where nobody knows whether it was told, or it was refused', async () => {
    const { says, told, answers, failures } = await given();
    answers(() => Promise.reject(new Error('the event store is away')));
    await says({ trades: false });
    answers(async () => ({ kind: 'refused' }));
    await says({ trades: false });
    answers(async () => ({ kind: 'nothing' }));
    await says({ trades: false });
    await says({ trades: false });
    expect(told).toHaveLength(3);
    expect(failures).toEqual([]);
  });

  test('one thing at a time', async () => {
    const { says, told, answers, stop } = await given();
    const waiting = Promise.withResolvers<{ kind: string }>();
    answers(() => waiting.promise);
    await says({ trades: false });
    await says({ trades: false });
    expect(told).toHaveLength(1);
    const stopped = stop();
    waiting.resolve({ kind: 'recorded' });
    await stopped;
    await says({ trades: false });
    expect(told).toHaveLength(1);
  });

  test('and its book of bands, once each, in whole ticks', async () => {
    const { says, market } = await given();
    for (let n = 0; n < 2; n++) await says({ bands: { lower: 950_050n, upper: 1_050_050n } });
    const bands = market.journal.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.type === 'BandsSet' ? [fact.data] : [])),
    );
    expect(bands).toEqual([{ instrumentId: AMZN, lower: 950_100n, upper: 1_050_000n }]);
  });
});
