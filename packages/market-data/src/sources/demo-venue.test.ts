import { describe, expect, test } from 'vitest';
import { SessionClock } from '../session/session-clock.ts';
import { UpdateKind } from '../update/kind.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import type { Moment } from '../moment/market-time.ts';
import { DemoVenue } from './demo-venue.ts';

const PRICES = { ACME: '100.00', GLOBEX: '45.25' };

/** The first updates of a venue, each as `read` has it. */
async function first<T>(
  count: number,
  seed: number,
  read: (update: MarketUpdate) => T,
  { from, perSecond = 10 }: { readonly from?: Moment; readonly perSecond?: number } = {},
): Promise<readonly T[]> {
  const told: T[] = [];
  const sink = {
    instrument: () => undefined,
    update: (one: MarketUpdate) => void told.push(read(one)),
  };
  const venue = new DemoVenue(sink, { seed, prices: PRICES, perSecond }, 0);
  for await (const _ of venue.steps(from)) if (told.length >= count) break;
  return told.slice(0, count);
}

const whole = (update: MarketUpdate): string => JSON.stringify(update);

describe('a made-up venue', () => {
  test('is the same for the same seed, and another one for another', async () => {
    const [once, again, other] = [
      await first(500, 1, whole),
      await first(500, 1, whole),
      await first(500, 2, whole),
    ];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  test('is never crossed, and stays within two per cent of its prices', async () => {
    const starts = [100 * 10_000, 45.25 * 10_000];
    const wrong = await first(20_000, 3, ({ kind, instrument, bidPrice, askPrice, price }) => {
      const start = starts[instrument] ?? 0;
      const prices = kind === UpdateKind.TRADE ? [price] : [bidPrice, askPrice];
      const isNear = prices.every((one) => Math.abs(one - start) <= start / 50 && one % 100 === 0);
      return isNear && (kind === UpdateKind.TRADE || bidPrice < askPrice) ? undefined : prices;
    });
    expect(wrong.filter((one) => one !== undefined)).toEqual([]);
  });

  test('tells quotes and trades in pairs, each number once, and the time goes on from pair to pair', async () => {
    const told = await first(3_000, 1, ({ kind, sequence, exchangeNanos }) => ({
      kind,
      sequence,
      exchangeNanos,
    }));
    expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, index) => index + 1));
    expect(
      told.every(({ exchangeNanos }, i) =>
        i % 2 === 1
          ? exchangeNanos === told[i - 1]?.exchangeNanos
          : i === 0 || exchangeNanos > (told[i - 1]?.exchangeNanos ?? 0),
      ),
    ).toBe(true);
    const trades = told.filter(({ kind }) => kind === UpdateKind.TRADE).length;
    expect(trades).toBeGreaterThan(900);
    expect(trades).toBeLessThan(1_100);
  });

  test('trades in sessions alone, one behind the other, holidays left out', async () => {
    const clock = new SessionClock();
    const dates = new Set<number>();
    // One update in ten minutes would take a fraction; one a second for three sessions is as good.
    const outside = await first(
      3 * 23_400,
      1,
      ({ exchangeDay, exchangeNanos }) => {
        const offset = clock.locate(exchangeDay, exchangeNanos);
        dates.add(clock.date);
        return clock.isInSession(offset);
      },
      { perSecond: 1 },
    );
    expect(outside).not.toContain(false);
    // 6, 7 and 8 January 2025.
    expect([...dates]).toEqual([20_094, 20_095, 20_096]);
  });

  test('begins at the market’s time, or at the next open', async () => {
    const at = ({ exchangeDay, exchangeNanos }: MarketUpdate) => [exchangeDay, exchangeNanos / 1e9];
    // Monday 8 June 2026, 15:00 UTC; Sunday before it; and Friday after the close.
    expect(await first(1, 1, at, { from: { day: 20_612, nanos: 54_000e9 } })).toEqual([
      [20_612, 54_000],
    ]);
    expect(await first(1, 1, at, { from: { day: 20_611, nanos: 54_000e9 } })).toEqual([
      [20_612, 48_600],
    ]);
    expect(await first(1, 1, at, { from: { day: 20_609, nanos: 80_000e9 } })).toEqual([
      [20_612, 48_600],
    ]);
  });
});
