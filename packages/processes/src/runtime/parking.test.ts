import { describe, expect, test } from 'vitest';
import { parseDate } from '@bellwether/domain';
import { recordedAs } from '../../test/process-spec.ts';
import type { Kept, ParkedFact } from './kept.ts';
import { Parking, ParkingFullError } from './parking.ts';

const resumed = {
  type: 'MarketResumed',
  data: { sessionDate: parseDate('2026-11-20'), at: 1n },
} as const;
const now = new Date(0);

/** What is written down, as JSON. */
function keeping(before: readonly ParkedFact[] = []): Kept & { written: readonly ParkedFact[] } {
  return {
    written: before,
    superseded: new Promise<never>(() => undefined),
    checkpoint: () => Promise.resolve(undefined),
    advance: () => Promise.resolve(),
    parked() {
      return Promise.resolve(this.written);
    },
    park(facts) {
      this.written = facts;
      return Promise.resolve();
    },
  };
}

describe('what is parked', () => {
  test('is kept in its order, by key, and written down before it is known', async () => {
    const kept = keeping();
    const parking = await Parking.open(kept);
    await Promise.all([
      parking.put('a', recordedAs(resumed, 1n), 'broken', now),
      parking.put('b', recordedAs(resumed, 2n), 'broken', now),
      parking.putBehind('a', recordedAs(resumed, 3n), now),
    ]);
    expect(kept.written.map(({ key, position }) => `${key}@${position}`)).toEqual([
      'a@1',
      'b@2',
      'a@3',
    ]);
    expect(parking.of('a').map(({ error }) => error)).toEqual(['broken', undefined]);
    expect((await Parking.open(kept)).facts).toEqual(parking.facts);
  });

  test('is there once, however often it is put there', async () => {
    const parking = await Parking.open(keeping());
    for (let n = 0; n < 2; n++) await parking.put('a', recordedAs(resumed, 1n), 'broken', now);
    expect(parking.facts).toHaveLength(1);
  });

  test('is gone when it is dealt with, and the rest is not', async () => {
    const parking = await Parking.open(keeping());
    await parking.put('a', recordedAs(resumed, 1n), 'broken', now);
    expect(await parking.putBehind('a', recordedAs(resumed, 2n), now)).toBe(true);
    await parking.remove(parking.of('a')[0] as ParkedFact);
    expect(parking.facts.map(({ position }) => position)).toEqual(['2']);
    expect([parking.of('a').length, parking.of('b').length]).toEqual([1, 0]);
  });

  test('takes nothing that comes again from before it: that was dealt with', async () => {
    const parking = await Parking.open(keeping());
    await parking.put('a', recordedAs(resumed, 5n), 'broken', now);
    expect(await parking.putBehind('a', recordedAs(resumed, 4n), now)).toBe(false);
    expect(await parking.putBehind('a', recordedAs(resumed, 5n), now)).toBe(true);
    expect(await parking.putBehind('a', recordedAs(resumed, 6n), now)).toBe(true);
    expect(parking.of('a').map(({ position }) => position)).toEqual(['5', '6']);
  });

  test('keeps the order of the log where an earlier fact fails when it comes again', async () => {
    const parking = await Parking.open(keeping());
    await parking.put('a', recordedAs(resumed, 10n), 'broken', now);
    await parking.put('a', recordedAs(resumed, 9n), 'broken', now);
    expect(parking.of('a').map(({ position }) => position)).toEqual(['9', '10']);
  });

  test('takes nothing behind what is gone by then: such a fact is dealt with as any other', async () => {
    const kept = keeping();
    const parking = await Parking.open(kept);
    await parking.put('a', recordedAs(resumed, 1n), 'broken', now);
    const removed = parking.remove(parking.of('a')[0] as ParkedFact);
    expect(await parking.putBehind('a', recordedAs(resumed, 2n), now)).toBe(false);
    await removed;
    expect(kept.written).toEqual([]);
  });

  test('says why in few words, so that all of it fits into one message', async () => {
    const kept = keeping();
    const parking = await Parking.open(kept);
    await parking.put('a', recordedAs(resumed, 1n), 'x'.repeat(100_000), now);
    expect(kept.written[0]?.error).toHaveLength(300);
  });

  test('is at most a thousand facts: then something is wrong with all of them', async () => {
    const parking = await Parking.open(keeping());
    for (let n = 0; n < 1_000; n++)
      await parking.put(`${n}`, recordedAs(resumed, BigInt(n)), 'broken', now);
    await expect(parking.put('x', recordedAs(resumed, 5_000n), 'broken', now)).rejects.toThrow(
      ParkingFullError,
    );
  });
});
