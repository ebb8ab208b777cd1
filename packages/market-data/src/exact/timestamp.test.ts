import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Instant } from './instant.ts';
import { TimestampParser } from './timestamp.ts';

const read = (text: string): [number, number] | undefined => {
  const instant = new Instant();
  return new TimestampParser().parseUtc(text, instant) ? [instant.day, instant.nanos] : undefined;
};

test.each<[string, number, number]>([
  ['1970-01-01T00:00:00Z', 0, 0],
  ['2021-02-22T15:51:44.208Z', 18_680, 57_104_208_000_000],
  ['2021-02-22T15:51:45.335689322Z', 18_680, 57_105_335_689_322],
  ['2021-02-22t23:59:59.999999999z', 18_680, 86_399_999_999_999],
  // Half past seven in the evening in New York is the next day.
  ['2021-02-22T19:30:00-05:00', 18_681, 1_800_000_000_000],
  ['2021-02-22T01:00:00+02:00', 18_679, 82_800_000_000_000],
  ['2020-02-29 00:00:00.000000000000Z', 18_321, 0],
])('%s is exact', (text, day, nanos) => {
  expect(read(text)).toEqual([day, nanos]);
});

test.each([
  '2021-02-29T00:00:00Z',
  '2021-13-01T00:00:00Z',
  '2021-00-01T00:00:00Z',
  '2021-01-00T00:00:00Z',
  '2021-01-01T24:00:00Z',
  '2021-01-01T00:60:00Z',
  '2016-12-31T23:59:60Z',
  '2021-01-01T00:00:00',
  '2021-01-01T00:00:00.Z',
  '2021-01-01T00:00:00.0000000001Z',
  '2021-01-01T00:00:00+24:00',
  '1969-12-31T23:59:59Z',
  '2021-1-1T00:00:00Z',
  '',
])('"%s" is refused', (text) => {
  expect(read(text)).toBeUndefined();
});

test.prop([fc.date({ min: new Date(0), max: new Date('2149-01-01'), noInvalidDate: true })])(
  'milliseconds are read as Date reads them',
  (date) => {
    const [day, nanos] = read(date.toISOString())!;
    expect(day * 86_400_000 + nanos / 1e6).toBe(date.getTime());
  },
);
