import { fc, test } from '@fast-check/vitest';
import { parseDate } from '@bellwether/domain';
import { describe, expect } from 'vitest';
import { fromBillionths } from './billionths.ts';
import { safeUnsigned } from './halves.ts';
import { Instant, newYorkMidnight } from './instant.ts';

const split = (value: bigint): [number, number] => [
  Number(BigInt.asIntN(32, value >> 32n)),
  Number(value & 0xff_ff_ff_ffn),
];
const unsigned = (value: bigint): [number, number] => [Number(value >> 32n), split(value)[1]];
const NANOS = 86_400_000_000_000n;

describe('nanoseconds since 1970', () => {
  test.prop([fc.bigInt({ min: 0n, max: 65_536n * NANOS - 1n })])(
    'are a day and its nanoseconds, as BigInt divides them',
    (value) => {
      const instant = new Instant();
      expect(instant.fromHalves(...unsigned(value))).toBe(true);
      expect([instant.day, instant.nanos]).toEqual([Number(value / NANOS), Number(value % NANOS)]);
    },
  );

  test.prop([fc.nat(65_535), fc.integer({ min: -2, max: 2 })])(
    'are right to the nanosecond around midnight',
    (day, offset) => {
      const value = BigInt(day + 1) * NANOS + BigInt(offset) - 3n;
      const instant = new Instant();
      instant.fromHalves(...unsigned(value));
      expect(BigInt(instant.day) * NANOS + BigInt(instant.nanos)).toBe(value);
    },
  );

  test('beyond 2149 are refused', () => {
    expect(new Instant().fromHalves(...unsigned(65_536n * NANOS))).toBe(false);
    expect(new Instant().fromHalves(0xff_ff_ff_ff, 0xff_ff_ff_ff)).toBe(false);
  });
});

describe('midnight in New York', () => {
  test.each([
    ['2019-12-30', 5],
    ['2019-07-01', 4],
    // Clocks go forward at 02:00: what is counted from is four hours behind, so that 09:30 is right.
    ['2019-03-10', 4],
    ['2019-11-03', 5],
  ])('%s is at %d:00 UTC', (date, hours) => {
    const { day, nanos } = newYorkMidnight(parseDate(date));
    expect([day, nanos]).toEqual([parseDate(date), hours * 3_600_000_000_000]);
  });
});

describe('billionths of a dollar', () => {
  const any64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

  test.prop([any64])('that are no multiple of 1/10 000 are none', (value) => {
    const expected = value % 100_000n === 0n ? Number(value / 100_000n) : NaN;
    expect(fromBillionths(...split(value))).toBe(expected);
  });

  test.prop([fc.bigInt({ min: -92_233_720_368_547n, max: 92_233_720_368_547n })])(
    'that are a multiple are exact, of either sign and any size',
    (units) => {
      expect(fromBillionths(...split(units * 100_000n))).toBe(Number(units));
    },
  );
});

test.prop([fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })])(
  'halves are a safe integer or −1',
  (value) => {
    const expected = value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : -1;
    expect(safeUnsigned(...unsigned(value))).toBe(expected);
  },
);
