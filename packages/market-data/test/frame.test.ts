import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { FrameEncoder, FrameError, MarketUpdate, decodeFrame } from '../src/index.ts';
import { Collected, anyUpdate, meaningOf } from './updates.ts';

const frameOf = (updates: readonly MarketUpdate[]): Uint8Array => {
  const encoder = new FrameEncoder(9, 50);
  for (const update of updates) encoder.add(Object.assign(update, { source: 9 }));
  return encoder.finish(20_000, 5);
};

const someUpdates = fc.array(anyUpdate, { minLength: 1, maxLength: 50 });

describe('frames', () => {
  test.prop([someUpdates])('updates come out as they went in', (updates) => {
    const collected = new Collected();
    decodeFrame(frameOf(updates), new MarketUpdate(), (update) => collected.update(update));
    expect(collected.updates).toEqual(updates.map(meaningOf));
  });

  test.prop([someUpdates, fc.nat(), fc.nat(7), fc.nat()])(
    'a flipped bit or a lost end gives other valid updates or a typed error, never anything else',
    (updates, at, bit, length) => {
      const frame = Uint8Array.from(frameOf(updates));
      frame[at % frame.length]! ^= 1 << bit;
      const cut = length % 2 === 0 ? frame : frame.subarray(0, length % frame.length);
      let seen = 0;
      try {
        decodeFrame(cut, new MarketUpdate(), () => seen++);
        expect(seen).toBe(updates.length);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
        expect(seen).toBe(0);
      }
    },
  );
});
