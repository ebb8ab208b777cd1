import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  AlpacaReader,
  FormatError,
  MarketStatus,
  StatusReason,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  type UpdateSink,
} from '../../src/index.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT } from '../reader-laws.ts';
import { readMessages } from './read-messages.ts';

const make = (sink: UpdateSink) => new AlpacaReader(sink, { source: 11 });
const read = (...messages: string[]) => readMessages(make, ...messages);

// Texts in the form of Alpaca's documentation.
const TRADE =
  '{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}';
const QUOTE =
  '{"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"}';
const CORRECTION =
  '{"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":[" ","7"],"ci":52983525034326,"cp":39.1581,"cs":44000,"cc":[" ","7"],"z":"B","t":"2023-04-06T14:25:06.542305024Z"}';
const CANCEL =
  '{"T":"x","S":"GOOGL","i":465,"x":"D","p":105.31,"s":300,"a":"C","z":"C","t":"2023-04-06T13:15:42.83540958Z"}';
const BAND =
  '{"T":"l","S":"IONM","u":3.24,"d":2.65,"i":"B","t":"2023-04-06T13:34:45.565004401Z","z":"C"}';
const STATUS =
  '{"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Halt - Additional Information Requested by NASDAQ","t":"2021-02-22T19:15:00Z","z":"C"}';

describe('given the messages of the documentation', () => {
  test('one text holds several, as parts of one event', () => {
    const { updates, symbols } = read(`[${TRADE},${QUOTE}]`);
    expect([...symbols.values()]).toEqual(['AAPL', 'AMD']);
    expect(updates).toEqual([
      expect.objectContaining({
        kind: UpdateKind.TRADE,
        action: UpdateAction.ADD,
        sequence: 1,
        part: 0,
        price: 1_265_500,
        quantity: 1,
        tradeHigh: 0,
        tradeLow: 96_921,
        conditions: TradeCondition.ODD_LOT,
        exchangeDay: 18_680,
        exchangeNanos: 57_104_208_000_000,
        receiveDay: 19_000,
      }),
      expect.objectContaining({
        kind: UpdateKind.QUOTE,
        part: 1,
        bidPrice: 876_600,
        bidSize: 100,
        askPrice: 876_800,
        askSize: 400,
        exchangeNanos: 57_105_335_689_322,
      }),
    ]);
  });

  test('a correction names the trade that it replaces, a cancel its own', () => {
    const { updates } = read(`[${CORRECTION},${CANCEL}]`);
    expect(updates).toMatchObject([
      {
        action: UpdateAction.CHANGE,
        price: 391_581,
        quantity: 44_000,
        conditions: TradeCondition.CONTINGENT,
      },
      {
        action: UpdateAction.DELETE,
        price: 1_053_100,
        quantity: 300,
        tradeLow: 465,
        correctedLow: 465,
      },
    ]);
    const idOf = (high: number, low: number): bigint => (BigInt(high) << 32n) + BigInt(low);
    const { tradeHigh, tradeLow, correctedHigh, correctedLow } = updates[0] as Record<
      string,
      number
    >;
    expect(idOf(tradeHigh!, tradeLow!)).toBe(52_983_525_034_326n);
    expect(idOf(correctedHigh!, correctedLow!)).toBe(52_983_525_033_527n);
  });

  test('bands and halts are told', () => {
    expect(read(`[${BAND},${STATUS}]`).updates).toMatchObject([
      { kind: UpdateKind.BAND, bidPrice: 26_500, askPrice: 32_400 },
      { kind: UpdateKind.STATUS, status: MarketStatus.HALTED, reason: StatusReason.REGULATORY },
    ]);
  });
});

describe('given sale conditions', () => {
  const conditions = (letters: string, tape: string) =>
    read(`[${TRADE.replace('["@","I"]', letters).replace('"z":"C"', `"z":"${tape}"`)}]`)
      .updates[0]!['conditions'];

  test.each([
    ['["@"]', 'C', TradeCondition.REGULAR],
    ['["@","F","T"]', 'C', TradeCondition.INTERMARKET_SWEEP | TradeCondition.EXTENDED_HOURS],
    // B is an average price on the tapes of New York, a bunched trade on NASDAQ's.
    ['["B"]', 'A', TradeCondition.AVERAGE_PRICE],
    ['["B"]', 'C', TradeCondition.REGULAR],
    ['["W"]', 'C', TradeCondition.AVERAGE_PRICE],
    ['["@","6"]', 'C', TradeCondition.CLOSING_CROSS],
    ['["?"]', 'C', TradeCondition.UNKNOWN],
  ])('%s on tape %s are %d', (letters, tape, expected) => {
    expect(conditions(letters, tape)).toBe(expected);
  });
});

describe('given prices as numbers of JSON', () => {
  const priced = (price: string) => read(`[${TRADE.replace('126.55', price)},${TRADE}]`);

  test.each([
    ['1e2', 1_000_000],
    ['126.5500', 1_265_500],
    ['900719925474.0991', Number.MAX_SAFE_INTEGER],
  ])('%s is read as it is written', (text, price) => {
    expect(priced(text).updates[0]).toMatchObject({ price });
  });

  test.each(['126.55001', '126.55000000000000001', '900719925474.0992'])(
    '%s is left out, though a float would hide it',
    (text) => {
      const { updates, reader } = priced(text);
      expect(updates).toMatchObject([
        { price: 1_265_500, flags: UpdateFlag.LAST | UpdateFlag.GAP_BEFORE },
      ]);
      expect(reader.leftOut).toMatchObject({ unrepresentable: 1 });
    },
  );
});

describe('given what cannot be', () => {
  test.each([
    ['no list', TRADE, 'FIELD'],
    ['no JSON', '[', 'FRAMING'],
    ['a list of numbers', '[1]', 'FIELD'],
    ['no price', `[${TRADE.replace('"p":126.55,', '')}]`, 'FIELD'],
    ['conditions that are no list', `[${TRADE.replace('["@","I"]', '1')}]`, 'FIELD'],
    ['a trade id below zero', `[${TRADE.replace('96921', '-1')}]`, 'FIELD'],
  ])('%s is refused', (_name, text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code, position: 1 }));
  });

  test('control messages and bars are counted', () => {
    const { reader } = read('[{"T":"success","msg":"connected"},{"T":"b","S":"A"}]');
    expect(reader.leftOut).toMatchObject({ otherMessages: 2 });
  });

  const all = `[${[TRADE, QUOTE, CORRECTION, CANCEL, BAND, STATUS].join(',')}]`;
  property.prop([fc.nat(), fc.string({ maxLength: 4 }), fc.nat(6)], { numRuns: FUZZ_RUNS })(
    'a damaged message is read or refused with a FormatError',
    (at, inserted, removed) => {
      const place = at % all.length;
      try {
        read(all.slice(0, place) + inserted + all.slice(place + removed));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    },
    FUZZ_TIMEOUT,
  );
});
