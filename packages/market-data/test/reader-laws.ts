import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { FormatError, type FeedReader, type UpdateSink } from '../src/index.ts';
import { Collected } from './updates.ts';

/** Damaged inputs of each reader: SOAK=1 tries two hundred times as many. fast-check prints the seed of a failure. */
export const FUZZ_RUNS: number = process.env['SOAK'] === '1' ? 20_000 : 100;

/** Milliseconds that the longest of them may take. */
export const FUZZ_TIMEOUT: number = process.env['SOAK'] === '1' ? 900_000 : 30_000;

/** What came of reading, an error included. */
export interface Outcome {
  readonly symbols: Map<number, string>;
  readonly updates: Record<string, number>[];
  readonly position: number;
  readonly leftOut: object;
  readonly error: { readonly code: string; readonly position: number } | undefined;
}

type MakeReader = (sink: UpdateSink) => FeedReader;

/** Reads pieces to their end. Throws what is no FormatError. */
export const readPieces = (make: MakeReader, pieces: readonly Uint8Array[]): Outcome => {
  const sink = new Collected();
  const reader = make(sink);
  let error: Outcome['error'];
  try {
    for (const piece of pieces) reader.push(piece);
    reader.end();
  } catch (thrown) {
    if (!(thrown instanceof FormatError)) throw thrown;
    error = { code: thrown.code, position: thrown.position };
  }
  const { position, leftOut } = reader;
  return { symbols: sink.symbols, updates: sink.updates, position, leftOut: { ...leftOut }, error };
};

/** Cuts at any places; each piece lies in a buffer of its own, of exactly its size, so that reading beyond it fails. */
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  const sorted = at.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, i) => Uint8Array.from(bytes.subarray(sorted[i], end)));
};

interface Damage {
  readonly flips: readonly (readonly [number, number])[];
  readonly keep: number;
  readonly inserted: Uint8Array;
  readonly at: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
  keep: fc.oneof(fc.constant(Infinity), fc.nat(2_000)),
  inserted: fc.uint8Array({ maxLength: 12 }),
  at: fc.nat(),
});

const damaged = (bytes: Uint8Array, { flips, keep, inserted, at }: Damage): Uint8Array => {
  const place = at % (bytes.length + 1);
  const all = Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place)]);
  for (const [where, mask] of flips) if (all.length > 0) all[where % all.length]! ^= mask;
  return all.subarray(0, Math.min(keep, all.length));
};

/** What holds for every reader of bytes, on any feed of the arbitrary. */
export const describeLaws = (make: MakeReader, feed: fc.Arbitrary<Uint8Array>): void => {
  describe('laws of readers', () => {
    const places = fc.array(fc.nat(), { maxLength: 20 });

    test.prop([feed, places])(
      'given a feed in pieces of any size, its updates are the same',
      (bytes, at) => {
        const whole = readPieces(make, [bytes]);
        expect(whole.error).toBeUndefined();
        expect(whole.position).toBe(bytes.length);
        expect(readPieces(make, cut(bytes, at))).toEqual(whole);
      },
    );

    test.prop([feed])('given a feed byte by byte, its updates are the same', (bytes) => {
      const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
      expect(readPieces(make, single)).toEqual(readPieces(make, [bytes]));
    });

    test.prop([feed, damage, places], { numRuns: FUZZ_RUNS })(
      'given a damaged feed, it ends with updates or a FormatError, the same in any pieces',
      (bytes, how, at) => {
        const bad = damaged(bytes, how);
        const whole = readPieces(make, [bad]);
        const pieces = readPieces(make, cut(bad, at));
        expect(pieces.error).toEqual(whole.error);
        expect(pieces.updates).toEqual(whole.updates);
      },
      FUZZ_TIMEOUT,
    );
  });
};
