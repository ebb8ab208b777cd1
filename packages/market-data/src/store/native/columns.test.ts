import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { NullableColumn, TimeColumn, WideColumn, WordColumn } from './columns.ts';

const CAPACITY = 8;
const bytes = (parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);
const int64s = (buffer: Buffer): readonly bigint[] =>
  Array.from({ length: buffer.length / 8 }, (_, i) => buffer.readBigInt64LE(i * 8));
const upTo = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: CAPACITY });

describe('64-bit columns hold without loss', () => {
  property.prop([upTo(fc.maxSafeInteger())])('every safe integer', (values) => {
    const column = new WideColumn(CAPACITY);
    values.forEach((value, row) => column.set(row, value));
    expect(int64s(bytes(column.encode(values.length)))).toEqual(values.map(BigInt));
  });

  property.prop([upTo(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))])(
    'every unsigned number given as halves',
    (values) => {
      const column = new WideColumn(CAPACITY);
      values.forEach((value, row) =>
        column.setHalves(row, Number(value >> 32n), Number(value & 0xffff_ffffn)),
      );
      expect(
        int64s(bytes(column.encode(values.length))).map((one) => BigInt.asUintN(64, one)),
      ).toEqual(values);
    },
  );

  property.prop([upTo(fc.tuple(fc.nat(0xff_ff), fc.nat(86_399_999_999_999)))])(
    'every nanosecond of every day, in any order',
    (moments) => {
      const column = new TimeColumn(CAPACITY);
      moments.forEach(([day, nanos], row) => column.setTime(row, day, nanos));
      expect(int64s(bytes(column.encode(moments.length)))).toEqual(
        moments.map(([day, nanos]) => BigInt(day) * 86_400_000_000_000n + BigInt(nanos)),
      );
    },
  );

  test('and say which rows have no value', () => {
    const column = new NullableColumn(CAPACITY);
    [7, undefined, -1].forEach((value, row) => column.set(row, value));
    const all = bytes(column.encode(3));
    expect([...all.subarray(0, 3)]).toEqual([0, 1, 0]);
    expect(int64s(all.subarray(3))).toEqual([7n, 0n, -1n]);
  });
});

test('words are sent once a block, in the order of their first rows', () => {
  const column = new WordColumn(CAPACITY);
  const sent = (words: readonly string[]): string => {
    words.forEach((word, row) => column.set(row, word));
    return bytes(column.encode(words.length)).toString('hex');
  };
  const wide = (value: number): string => `${value.toString(16).padStart(2, '0')}${'0'.repeat(14)}`;
  const head = `${wide(1)}02060000${'0'.repeat(8)}`;
  const number = (value: number): string => `0${value}000000`;
  expect(sent(['B', 'A', 'B'])).toBe(
    `${head}${wide(2)}01420141${wide(3)}${number(0)}${number(1)}${number(0)}`,
  );
  expect(sent(['A'])).toBe(`${head}${wide(1)}0141${wide(1)}${number(0)}`);
});
