import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CsvReader,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  type ColumnMap,
  type UpdateSink,
} from '../../src/index.ts';
import { describeLaws, readPieces } from '../reader-laws.ts';

const TRADES: ColumnMap = {
  rows: 'TRADES',
  columns: {
    symbol: 'Ticker',
    time: 'Time',
    price: 'Price',
    quantity: 'Size',
    conditions: 'Cond',
    tradeId: 'Id',
  },
  timeFormat: 'TIMESTAMP',
  zone: 'NEW_YORK',
  conditions: { I: TradeCondition.ODD_LOT, T: TradeCondition.EXTENDED_HOURS },
};
const HEADER = 'Time,Ticker,Price,Size,Exchange,Cond,Id';
const readerOf = (map: ColumnMap) => (sink: UpdateSink) => new CsvReader(sink, { source: 8, map });
const read = (map: ColumnMap, ...lines: string[]) =>
  readPieces(readerOf(map), [Buffer.from(lines.join('\n'))]);
const trades = (...lines: string[]) => read(TRADES, HEADER, ...lines);

describe('given trades with times of New York', () => {
  test('a row is a trade, whatever the order of the columns', () => {
    const { updates, symbols } = trades(
      '2021-07-01 09:30:00.000000001,"A,B",12.345,100,X,,8589934593',
    );
    expect(symbols).toEqual(new Map([[1, 'A,B']]));
    expect(updates).toEqual([
      {
        kind: UpdateKind.TRADE,
        source: 8,
        instrument: 1,
        sequence: 1,
        part: 0,
        // 2021-07-01 is day 18 809; New York is four hours behind.
        exchangeDay: 18_809,
        exchangeNanos: 48_600_000_000_001,
        receiveDay: 18_809,
        receiveNanos: 48_600_000_000_001,
        flags: UpdateFlag.LAST,
        action: UpdateAction.ADD,
        side: UpdateSide.NONE,
        price: 123_450,
        quantity: 100,
        conditions: TradeCondition.REGULAR,
        tradeHigh: 2,
        tradeLow: 1,
        correctedHigh: 0,
        correctedLow: 0,
      },
    ]);
  });

  test('the evening belongs to the next day of UTC, and an offset of its own goes before the zone', () => {
    const { updates } = trades('2021-01-04 19:30:00,A,1,1,X,,', '2021-01-04T19:30:00Z,A,1,1,X,,');
    expect(updates.map(({ exchangeDay, exchangeNanos }) => [exchangeDay, exchangeNanos])).toEqual([
      [18_632, 1_800_000_000_000],
      [18_631, 70_200_000_000_000],
    ]);
  });

  test('conditions are translated, and what is not listed is unknown', () => {
    const { updates } = trades(
      '2021-01-04 10:00:00,A,1,1,X,T I,',
      '2021-01-04 10:00:00,A,1,1,X,Z,',
    );
    expect(updates.map(({ conditions }) => conditions)).toEqual([
      TradeCondition.ODD_LOT | TradeCondition.EXTENDED_HOURS,
      TradeCondition.UNKNOWN,
    ]);
  });

  test('a finer price or quantity is left out, counted, and told by the next row', () => {
    const row = (price: string, size: string) => `2021-01-04 10:00:00,A,${price},${size},X,,`;
    const { updates, leftOut } = trades(row('1.00001', '1'), row('1', '0.5'), row('2', '1'));
    expect(leftOut).toMatchObject({ unrepresentable: 2 });
    expect(updates).toMatchObject([
      { price: 20_000, sequence: 3, flags: UpdateFlag.LAST | UpdateFlag.GAP_BEFORE },
    ]);
  });
});

describe('given quotes', () => {
  const QUOTES: ColumnMap = {
    rows: 'QUOTES',
    columns: {
      time: 't',
      bidPrice: 'bp',
      bidSize: 'bs',
      askPrice: 'ap',
      askSize: 'as',
      sequence: 'n',
    },
    symbol: 'XYZ',
    timeFormat: 'MILLISECONDS',
    quantityDecimals: 2,
  };

  test('a side may be empty; sizes have the decimals of the map', () => {
    const { updates } = read(QUOTES, 'n,t,bp,bs,ap,as', '7,86400001,10.01,1.25,,');
    expect(updates).toMatchObject([
      {
        kind: UpdateKind.QUOTE,
        sequence: 7,
        exchangeDay: 1,
        exchangeNanos: 1_000_000,
        bidPrice: 100_100,
        bidSize: 125,
        askPrice: 0,
        askSize: 0,
      },
    ]);
  });

  test.each([
    ['SECONDS', '1471980632', 0],
    ['MICROSECONDS', '1471980632572715', 572_715_000],
    ['NANOSECONDS', '1471980632572715948', 572_715_948],
  ] as const)('times in %s are exact', (timeFormat, text, nanos) => {
    const { updates } = read({ ...QUOTES, timeFormat }, 'n,t,bp,bs,ap,as', `7,${text},1,1,2,1`);
    expect(updates).toMatchObject([
      { exchangeDay: 17_036, exchangeNanos: 70_232_000_000_000 + nanos },
    ]);
  });

  test('times of day are of the map’s date, in New York also after clocks have changed', () => {
    const { symbol: _, ...rest } = TRADES;
    const map: ColumnMap = {
      ...rest,
      symbol: 'A',
      date: '2021-03-14',
      timeFormat: 'TIME_OF_DAY',
      columns: { time: 't', price: 'p', quantity: 'q' },
    };
    const { updates } = read(map, 't,p,q', '01:59:59,1,1', '09:30:00.5,1,1');
    expect(updates.map(({ exchangeNanos }) => exchangeNanos)).toEqual([
      25_199_000_000_000, 48_600_500_000_000,
    ]);
  });
});

describe('given what cannot be', () => {
  const good = '2021-01-04 10:00:00,A,1,1,X,,';
  test.each([
    ['no header', [''], 'TRUNCATED', 0],
    ['a header without a column', ['Time,Ticker,Price'], 'FIELD', 0],
    ['a row that is too short', [HEADER, good, '1,2'], 'FRAMING', 1],
    ['a quote that never closes', [HEADER, good, '"2021'], 'FRAMING', 1],
    ['no number', [HEADER, good, good.replace(',1,', ',one,')], 'FIELD', 1],
    ['no time', [HEADER, good.replace('10:', '25:')], 'FIELD', 0],
    ['no symbol', [HEADER, good.replace('A', '')], 'FIELD', 0],
    ['a row without an end', [HEADER, `"${'x'.repeat(70_000)}`], 'LIMIT', 0],
  ] as const)('%s is refused, with the number of rows before', (_name, lines, code, position) => {
    expect(read(TRADES, ...lines).error).toEqual({ code, position });
  });

  test('what the sink throws passes through as it is', () => {
    const error = new Error('no room');
    const sink: UpdateSink = {
      instrument: () => undefined,
      update: () => {
        throw error;
      },
    };
    const reader = readerOf(TRADES)(sink);
    expect(() => reader.push(Buffer.from(`${HEADER}\n${good}\n${good}\n`))).toThrow(error);
    expect(() => reader.push(Buffer.from(good))).toThrow(
      expect.objectContaining({ code: 'AFTER_END' }),
    );
  });
});

const anyRow = fc
  .record({
    time: fc.constantFrom('2021-01-04 10:00:00', '2021-07-04T10:00:00.123Z'),
    symbol: fc.constantFrom('A', '"B,C"', '"D""E"'),
    price: fc.constantFrom('1', '1.2345', '1.23456'),
    size: fc.nat(1_000),
    conditions: fc.constantFrom('', 'I', '"T I"'),
  })
  .map(
    ({ time, symbol, price, size, conditions }) =>
      `${time},${symbol},${price},${size},X,${conditions},`,
  );

describeLaws(
  readerOf(TRADES),
  fc
    .tuple(fc.array(anyRow, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'))
    .map(([rows, end]) => Buffer.from([HEADER, ...rows, ''].join(end))),
);
