import { parquetWriteBuffer } from 'hyparquet-writer';
import { parquetReadObjects } from 'hyparquet';
import { CsvReader, readParquet, type ColumnMap } from '../../src/index.ts';
import { Sum, copyAndWalk, inPieces, type Subject } from '../subject.ts';

const ROWS = 100_000;
const MAP: ColumnMap = {
  rows: 'TRADES',
  columns: { symbol: 'symbol', time: 'time', price: 'price', quantity: 'size' },
  timeFormat: 'TIMESTAMP',
};

export const csv = (): Subject => {
  const row = (i: number): string =>
    `2021-07-01T13:30:00.${`${i}`.padStart(9, '0')}Z,SYM${i % 500},${100 + (i % 50)}.${10 + (i % 90)},${i % 1_000}`;
  const lines = Array.from({ length: ROWS }, (_, i) => row(i));
  const bytes = Buffer.from(`time,symbol,price,size\n${lines.join('\n')}\n`);
  return {
    unit: 'rows',
    bytes: bytes.length,
    run: () => {
      const reader = new CsvReader(new Sum(), { source: 1, map: MAP });
      inPieces(bytes, (piece) => reader.push(piece));
      reader.end();
      return ROWS;
    },
    floor: copyAndWalk(bytes, ROWS),
    peer: {
      what: 'the same text split at line ends and commas, nothing read',
      run: () => {
        let cells = 0;
        for (const line of bytes.toString().split('\n')) cells += line.split(',').length;
        return cells > 0 ? ROWS : 0;
      },
    },
  };
};

export const parquet = (): Subject => {
  const numbers = Array.from({ length: ROWS }, (_, i) => i);
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'symbol', data: numbers.map((i) => `SYM${i % 500}`), type: 'STRING' },
      {
        name: 'time',
        data: numbers.map((i) => 1_625_146_200_000_000_000n + BigInt(i)),
        type: 'INT64',
      },
      { name: 'price', data: numbers.map((i) => 100 + (i % 50) + (i % 90) / 100), type: 'DOUBLE' },
      { name: 'size', data: numbers.map((i) => i % 1_000), type: 'INT32' },
    ],
  });
  const file = {
    byteLength: bytes.byteLength,
    slice: (start: number, end?: number) => Promise.resolve(bytes.slice(start, end)),
  };
  const map: ColumnMap = { ...MAP, timeFormat: 'NANOSECONDS' };
  return {
    unit: 'rows',
    bytes: bytes.byteLength,
    run: async () => {
      await readParquet(file, new Sum(), { source: 1, map });
      return ROWS;
    },
    floor: {
      what: 'hyparquet alone: its objects for the same rows',
      run: async () => (await parquetReadObjects({ file })).length,
    },
  };
};
