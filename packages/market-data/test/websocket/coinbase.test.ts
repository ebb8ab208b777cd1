import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  CoinbaseReader,
  FormatError,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  type UpdateSink,
} from '../../src/index.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT } from '../reader-laws.ts';
import { readMessages } from './read-messages.ts';

const make = (sink: UpdateSink) => new CoinbaseReader(sink, { source: 10 });
const read = (...messages: (object | string)[]) => readMessages(make, ...messages);

const SNAPSHOT = {
  type: 'snapshot',
  product_id: 'BTC-USD',
  bids: [['10101.10', '0.45054140']],
  asks: [['10102.55', '0.57753524']],
};
const UPDATE = {
  type: 'l2update',
  product_id: 'BTC-USD',
  changes: [
    ['buy', '10101.80000000', '0.162567'],
    ['sell', '10102.55', '0'],
  ],
  time: '2022-08-04T15:25:05.010758Z',
};
const match = (trade_id: number, size = '5.23512') => ({
  type: 'match',
  trade_id,
  maker_order_id: 'ac928c66-ca53-498f-9c13-a110027a60e8',
  sequence: 50,
  side: 'sell',
  product_id: 'BTC-USD',
  size,
  price: '400.23',
  time: '2014-11-07T08:19:27.028459Z',
});
const heartbeat = (last_trade_id: number) => ({
  type: 'heartbeat',
  last_trade_id,
  product_id: 'BTC-USD',
  sequence: 90,
  time: '2014-11-07T08:19:28.464459Z',
});

describe('given level2', () => {
  test('a snapshot clears the book and tells each level; without a time of its own it has that of receipt', () => {
    const { updates, symbols } = read(SNAPSHOT);
    const flags = UpdateFlag.SNAPSHOT | UpdateFlag.NO_EXCHANGE_TIME;
    expect(symbols).toEqual(new Map([[1, 'BTC-USD']]));
    expect(updates).toMatchObject([
      { kind: UpdateKind.CLEAR, part: 0, flags, exchangeDay: 19_000, exchangeNanos: 1 },
      {
        kind: UpdateKind.LEVEL,
        part: 1,
        flags,
        side: UpdateSide.BID,
        price: 101_011_000,
        quantity: 45_054_140,
      },
      {
        kind: UpdateKind.LEVEL,
        part: 2,
        flags: flags | UpdateFlag.LAST,
        side: UpdateSide.ASK,
        price: 101_025_500,
      },
    ]);
  });

  test('changes are absolute, and a size of zero deletes', () => {
    expect(read(UPDATE).updates).toMatchObject([
      {
        sequence: 1,
        part: 0,
        flags: 0,
        side: UpdateSide.BID,
        action: UpdateAction.CHANGE,
        price: 101_018_000,
        quantity: 16_256_700,
        exchangeDay: 19_208,
        exchangeNanos: 55_505_010_758_000,
      },
      {
        sequence: 1,
        part: 1,
        flags: UpdateFlag.LAST,
        side: UpdateSide.ASK,
        action: UpdateAction.DELETE,
        quantity: 0,
      },
    ]);
  });

  test('a size finer than the unit is left out, and the next update of the product says so', () => {
    const fine = {
      ...UPDATE,
      changes: [
        ['buy', '1', '0.000000001'],
        ['buy', '2', '1'],
      ],
    };
    const { updates, reader } = read(fine);
    expect(updates).toMatchObject([
      { price: 20_000, flags: UpdateFlag.LAST | UpdateFlag.GAP_BEFORE },
    ]);
    expect(reader.leftOut).toMatchObject({ unrepresentable: 1 });
  });
});

describe('given matches', () => {
  test('a match is a trade on the maker’s side', () => {
    expect(read(match(10)).updates).toMatchObject([
      {
        kind: UpdateKind.TRADE,
        side: UpdateSide.ASK,
        price: 4_002_300,
        quantity: 523_512_000,
        tradeLow: 10,
        conditions: TradeCondition.REGULAR,
        flags: UpdateFlag.LAST,
      },
    ]);
  });

  test('the last match before the session is no news', () => {
    expect(
      read({ ...match(9), type: 'last_match' }, match(10)).updates.map(({ flags }) => flags),
    ).toEqual([UpdateFlag.LAST | UpdateFlag.SNAPSHOT, UpdateFlag.LAST]);
  });

  test('a trade id that is skipped is a gap, whether a match or a heartbeat shows it', () => {
    const gap = UpdateFlag.LAST | UpdateFlag.GAP_BEFORE;
    const flagsOf = (...messages: object[]) => read(...messages).updates.map(({ flags }) => flags);
    expect(flagsOf(match(10), match(12))).toEqual([UpdateFlag.LAST, gap]);
    expect(flagsOf(match(10), heartbeat(11), match(12))).toEqual([UpdateFlag.LAST, gap]);
    expect(flagsOf(match(10), heartbeat(10), match(11))).toEqual([
      UpdateFlag.LAST,
      UpdateFlag.LAST,
    ]);
  });

  test('a gap of one product is none of another', () => {
    const other = { ...match(1), product_id: 'ETH-USD' };
    const { updates } = read(match(10), other, heartbeat(15), { ...other, trade_id: 2 });
    expect(updates.map(({ flags }) => flags)).toEqual([1, 1, 1]);
  });
});

describe('given what cannot be', () => {
  test.each<[string, object | string, string]>([
    ['no JSON', '{', 'FRAMING'],
    ['no object', '[]', 'FIELD'],
    ['no type', {}, 'FIELD'],
    ['a price that is no number', { ...match(1), price: 'x' }, 'FIELD'],
    ['a price that is no text', { ...match(1), price: true }, 'FIELD'],
    ['no time', { ...match(1), time: 'today' }, 'FIELD'],
    ['a side of neither', { ...match(1), side: 'both' }, 'FIELD'],
    ['a level that is no pair', { ...SNAPSHOT, bids: [1] }, 'FIELD'],
    ['a trade id beyond safe integers', { ...match(1), trade_id: 1e300 }, 'FIELD'],
  ])('%s is refused with the number of the message', (_name, message, code) => {
    expect(() => read(heartbeat(1), message)).toThrow(
      expect.objectContaining({ code, position: 2 }),
    );
  });

  test('messages of other channels are counted', () => {
    expect(read({ type: 'subscriptions', channels: [] }).reader.leftOut).toMatchObject({
      otherMessages: 1,
    });
  });

  const base = [SNAPSHOT, UPDATE, match(1), heartbeat(3)].map((message) => JSON.stringify(message));
  property.prop([fc.constantFrom(...base), fc.nat(), fc.string({ maxLength: 4 }), fc.nat(6)], {
    numRuns: FUZZ_RUNS,
  })(
    'a damaged message is read or refused with a FormatError',
    (text, at, inserted, removed) => {
      const place = at % text.length;
      const damaged = text.slice(0, place) + inserted + text.slice(place + removed);
      try {
        read(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    },
    FUZZ_TIMEOUT,
  );
});
