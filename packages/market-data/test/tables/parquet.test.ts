import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import {
  FormatError,
  TradeCondition,
  UpdateFlag,
  readParquet,
  type ColumnMap,
} from '../../src/index.ts';
import { Collected } from '../updates.ts';

const MAP: ColumnMap = {
  rows: 'TRADES',
  columns: { symbol: 'ticker', time: 'at', price: 'px', quantity: 'qty', conditions: 'cond' },
  timeFormat: 'NANOSECONDS',
  conditions: { I: TradeCondition.ODD_LOT },
};

const bufferOf = (bytes: ArrayBuffer) => ({
  byteLength: bytes.byteLength,
  slice: (start: number, end?: number) => Promise.resolve(bytes.slice(start, end)),
});
const read = async (bytes: ArrayBuffer, map = MAP) => {
  const sink = new Collected();
  const leftOut = await readParquet(bufferOf(bytes), sink, { source: 9, map });
  return { symbols: sink.symbols, updates: sink.updates, leftOut };
};

type Columns = Parameters<typeof parquetWriteBuffer>[0];
const NANOS = [1_471_980_632_572_715_948n, 1_471_980_632_572_715_949n];
const file = (options: Partial<Columns> = {}): ArrayBuffer =>
  parquetWriteBuffer({
    columnData: [
      { name: 'ticker', data: ['A', 'B'], type: 'STRING' },
      { name: 'at', data: NANOS, type: 'INT64' },
      { name: 'px', data: [12.34, 0.1], type: 'DOUBLE' },
      { name: 'qty', data: [100, 200], type: 'INT32' },
      { name: 'cond', data: ['I', ''], type: 'STRING' },
      { name: 'other', data: [true, false], type: 'BOOLEAN' },
    ],
    ...options,
  });

describe('given trades', () => {
  test('rows are trades with exact times, prices and quantities', async () => {
    const { updates, symbols } = await read(file());
    expect(symbols).toEqual(
      new Map([
        [1, 'A'],
        [2, 'B'],
      ]),
    );
    expect(updates).toMatchObject([
      {
        instrument: 1,
        sequence: 1,
        exchangeDay: 17_036,
        exchangeNanos: 70_232_572_715_948,
        price: 123_400,
        quantity: 100,
        conditions: TradeCondition.ODD_LOT,
        flags: UpdateFlag.LAST,
      },
      {
        instrument: 2,
        sequence: 2,
        exchangeNanos: 70_232_572_715_949,
        price: 1_000,
        quantity: 200,
        conditions: TradeCondition.REGULAR,
      },
    ]);
  });

  test('several row groups are one file', async () => {
    expect((await read(file({ rowGroupSize: 1 }))).updates).toEqual((await read(file())).updates);
  });

  test('decimals are exact where a float would not be, and timestamps of microseconds are no counts', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'ticker', data: ['A'] },
        { name: 'at', data: [1_471_980_632_572_715n] },
        { name: 'px', data: [90_071_992_547_409_9100n] },
        { name: 'qty', data: [5n] },
        { name: 'cond', data: ['I'] },
      ],
      schema: [
        { name: 'root', num_children: 5 },
        { name: 'ticker', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        {
          name: 'at',
          type: 'INT64',
          converted_type: 'TIMESTAMP_MICROS',
          repetition_type: 'REQUIRED',
        },
        {
          name: 'px',
          type: 'INT64',
          converted_type: 'DECIMAL',
          scale: 6,
          precision: 18,
          repetition_type: 'REQUIRED',
        },
        { name: 'qty', type: 'INT64', repetition_type: 'REQUIRED' },
        { name: 'cond', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ],
    });
    expect((await read(bytes, { ...MAP, timeFormat: 'TIMESTAMP' })).updates).toMatchObject([
      // 900 719 925 474.0991 USD: the last safe integer of 1/10 000.
      { price: Number.MAX_SAFE_INTEGER, quantity: 5, exchangeNanos: 70_232_572_715_000 },
    ]);
  });
});

describe('given what cannot be', () => {
  test.each([
    ['no Parquet', new ArrayBuffer(20), 'FRAMING'],
    [
      'a column that is not there',
      file({ columnData: [{ name: 'px', data: [1], type: 'DOUBLE' }] }),
      'FIELD',
    ],
    [
      'prices that are floats of 32 bits',
      file({ columnData: [{ name: 'px', data: [1], type: 'FLOAT' }] }),
      'FIELD',
    ],
  ])('%s is refused', async (_name, bytes, code) => {
    await expect(read(bytes)).rejects.toMatchObject({ name: 'FormatError', code });
  });

  // Not with flipped bits, as other formats: hyparquet may work without end at a damaged page (see readParquet).
  test('a file that ends anywhere before its end is refused', async () => {
    const whole = file();
    for (let end = 0; end < whole.byteLength; end++)
      await expect(read(whole.slice(0, end))).rejects.toBeInstanceOf(FormatError);
  });
});
