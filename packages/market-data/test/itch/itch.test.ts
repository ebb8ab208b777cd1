import fc from 'fast-check';
import { parseDate } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import {
  ItchReader,
  MarketStatus,
  StatusReason,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  type UpdateSink,
} from '../../src/index.ts';
import { describeLaws, readPieces } from '../reader-laws.ts';
import { anyDay } from './itch-days.ts';
import { ITCH_TYPES, itchFile, itchMessage, itchSession, type Message } from './itch-writer.ts';

const date = parseDate('2019-12-30');
const reader = (sink: UpdateSink): ItchReader => new ItchReader(sink, { source: 3, date });
const read = (...pieces: Uint8Array[]) => readPieces(reader, pieces);
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** 2019-12-30 is day 18 260; New York is five hours behind UTC. */
const DAY = 18_260;
const fiveHours = 18_000_000_000_000;
const common = (sequence: number, nanos: number, part = 0, flags: number = UpdateFlag.LAST) => ({
  source: 3,
  instrument: 1,
  sequence,
  part,
  flags,
  exchangeDay: DAY,
  exchangeNanos: fiveHours + nanos,
  receiveDay: DAY,
  receiveNanos: fiveHours + nanos,
});

/** Bytes by hand from the specification: 0x1c2e50f00000 ns = 7 214 × 2³² + 1 357 905 920 ns after midnight. */
const DIRECTORY =
  '0027 52 0001 0000 000000000001 4150504c45202020 51 4e 00000064 4e 43 5a20 50 4e 20 31 4e 00000000 4e';
const ADD = '0024 41 0001 0000 1c2e50f00000 0000000100000002 42 000000c8 4150504c45202020 001e8480';
const EXECUTE = '001f 45 0001 0000 1c2e50f00001 0000000100000002 00000032 0000000000000009';
const AT = 30_985_251_979_264;

describe('given the bytes of a directory, an order and its execution', () => {
  const outcome = read(hex(DIRECTORY + ADD + EXECUTE + '0000'));

  test('the stock is announced under its locate, without the blanks', () => {
    expect(outcome.symbols).toEqual(new Map([[1, 'APPLE']]));
  });

  test('the order is 200 shares bid at 200 USD; its execution is a trade of an odd lot and leaves 150', () => {
    const order = {
      kind: UpdateKind.DELTA,
      side: UpdateSide.BID,
      price: 2_000_000,
      orderHigh: 1,
      orderLow: 2,
    };
    expect(outcome.updates).toEqual([
      { ...common(2, AT), ...order, action: UpdateAction.ADD, quantity: 200, remaining: 200 },
      {
        ...common(3, AT + 1, 0, 0),
        kind: UpdateKind.TRADE,
        action: UpdateAction.ADD,
        side: UpdateSide.BID,
        price: 2_000_000,
        quantity: 50,
        conditions: TradeCondition.ODD_LOT,
        tradeHigh: 0,
        tradeLow: 9,
        correctedHigh: 0,
        correctedLow: 0,
      },
      {
        ...common(3, AT + 1, 1),
        ...order,
        action: UpdateAction.EXECUTE,
        quantity: 50,
        remaining: 150,
      },
    ]);
  });
});

const told = (...messages: Message[]) =>
  read(itchFile([['A', 1, 0, 7, 'S', 300, 'ABC', 100_000], ...messages])).updates.slice(1);

describe('given an order of 300 at 10 USD', () => {
  test('a replacement is a DELETE of what is left and an ADD of the same side, in one event', () => {
    expect(told(['X', 1, 1, 7, 100], ['U', 1, 2, 7, 8, 50, 99_900]).slice(1)).toMatchObject([
      {
        sequence: 3,
        part: 0,
        flags: 0,
        action: UpdateAction.DELETE,
        quantity: 200,
        remaining: 0,
        orderLow: 7,
      },
      {
        sequence: 3,
        part: 1,
        flags: UpdateFlag.LAST,
        action: UpdateAction.ADD,
        side: UpdateSide.ASK,
        price: 99_900,
        quantity: 50,
        orderLow: 8,
      },
    ]);
  });

  test('an execution at another price trades there, and leaves the book where the order stands', () => {
    expect(told(['C', 1, 1, 7, 100, 5, 'Y', 99_000])).toMatchObject([
      { kind: UpdateKind.TRADE, price: 99_000, conditions: TradeCondition.REGULAR },
      { kind: UpdateKind.DELTA, price: 100_000, action: UpdateAction.EXECUTE, remaining: 200 },
    ]);
  });

  test('what is not printed is never volume', () => {
    expect(told(['C', 1, 1, 7, 100, 5, 'N', 99_000])[0]).toMatchObject({
      conditions: TradeCondition.NOT_PRINTED,
    });
  });

  test('before and after market hours a trade is of extended hours, a cross is not', () => {
    const updates = told(
      ['S', 0, 1, 'S'],
      ['E', 1, 2, 7, 100, 5],
      ['S', 0, 3, 'M'],
      ['Q', 1, 4, 2 ** 33, 'ABC', 100_100, 6, 'C'],
      ['P', 1, 5, 0, 'B', 100, 'ABC', 100_000, 7],
    );
    const trades = updates.filter(({ kind }) => kind === UpdateKind.TRADE);
    expect(trades.map(({ conditions }) => conditions)).toEqual([
      TradeCondition.EXTENDED_HOURS,
      TradeCondition.CLOSING_CROSS,
      TradeCondition.EXTENDED_HOURS | TradeCondition.HIDDEN,
    ]);
    expect(trades[1]).toMatchObject({ quantity: 8_589_934_592, price: 100_100 });
  });
});

describe('given what the market may do', () => {
  test.each<[string, Message, number, number]>([
    ['market hours begin', ['S', 0, 0, 'Q'], MarketStatus.TRADING, StatusReason.NONE],
    [
      'a halt for news',
      ['H', 1, 0, 'ABC', 'H', '', 'T1'],
      MarketStatus.HALTED,
      StatusReason.NEWS_PENDING,
    ],
    [
      'a volatility pause',
      ['H', 1, 0, 'ABC', 'P', '', 'LUDP'],
      MarketStatus.PAUSED,
      StatusReason.LULD_PAUSE,
    ],
    ['the circuit breaker', ['W', 0, 0, '2'], MarketStatus.MWCB_LEVEL_2, StatusReason.MARKET_WIDE],
    [
      'trouble of the exchange',
      ['h', 1, 0, 'ABC', 'Q', 'H'],
      MarketStatus.HALTED,
      StatusReason.OPERATIONAL,
    ],
  ])('%s is told', (_name, message, status, reason) => {
    const [update] = read(itchFile([message])).updates;
    const isWhole = message[1] === 0;
    const flags = UpdateFlag.LAST | (isWhole ? UpdateFlag.WHOLE_MARKET : 0);
    expect(update).toMatchObject({ kind: UpdateKind.STATUS, status, reason, flags });
  });

  test('an auction collar is a band, a broken trade a deletion of its match number', () => {
    const messages: Message[] = [
      ['J', 1, 0, 'ABC', 10_000, 11_000, 9_000, 1],
      ['B', 1, 0, 900],
    ];
    expect(read(itchFile(messages)).updates).toMatchObject([
      { kind: UpdateKind.BAND, bidPrice: 9_000, askPrice: 11_000 },
      { kind: UpdateKind.TRADE, action: UpdateAction.DELETE, correctedLow: 900 },
    ]);
  });
});

describe('given each of the 23 types', () => {
  const lengths = {
    S: 12,
    R: 39,
    H: 25,
    Y: 20,
    L: 26,
    V: 35,
    W: 12,
    K: 28,
    J: 35,
    h: 21,
    A: 36,
    F: 40,
    E: 31,
    C: 36,
    X: 23,
    D: 19,
    U: 35,
    P: 44,
    Q: 40,
    B: 19,
    I: 50,
    N: 20,
    O: 48,
  };

  test.each(ITCH_TYPES)(
    '%s has the length of the specification, and a byte less is refused',
    (type) => {
      const message = itchMessage([type, 1, 0]);
      expect(message.length).toBe(lengths[type]);
      const short = Buffer.concat([Buffer.of(0, message.length - 1), message.subarray(0, -1)]);
      const asFile = (sink: UpdateSink) =>
        new ItchReader(sink, { source: 3, date, framing: 'FILE' });
      expect(readPieces(asFile, [short]).error).toEqual({ code: 'TYPE', position: 0 });
    },
  );

  test('those without an update are counted, and have their number', () => {
    const { leftOut, updates } = read(
      itchFile([
        ['L', 1, 0],
        ['V', 0, 0],
        ['S', 0, 0, 'Q'],
      ]),
    );
    expect(leftOut).toMatchObject({ otherMessages: 2 });
    expect(updates).toMatchObject([{ sequence: 3 }]);
  });
});

describe('given a recorded SoupBinTCP session', () => {
  test('it tells the same, with the numbers that the login gives', () => {
    const day: Message[] = [
      ['A', 1, 0, 7, 'S', 300, 'ABC', 100_000],
      ['D', 1, 1, 7],
    ];
    expect(read(itchSession(day)).updates).toEqual(read(itchFile(day)).updates);
    expect(read(itchSession(day, 41)).updates.map(({ sequence }) => sequence)).toEqual([41, 42]);
  });
});

describe('given what cannot be', () => {
  const order: Message = ['A', 1, 0, 7, 'S', 300, 'ABC', 100_000];
  test.each<[string, readonly Message[], string]>([
    ['an order that is there already', [order, order], 'STATE'],
    ['more shares than the order has', [order, ['E', 1, 0, 7, 301, 1]], 'STATE'],
    ['an order of neither side', [['A', 1, 0, 7, 'X', 300, 'ABC', 1]], 'FIELD'],
    ['an order of nothing', [['A', 1, 0, 7, 'S', 0, 'ABC', 1]], 'FIELD'],
    ['a cancel of nothing', [order, ['X', 1, 0, 7, 0]], 'FIELD'],
    ['an unknown system event', [['S', 0, 0, '?']], 'FIELD'],
    ['an unknown cross', [['Q', 1, 0, 1, 'ABC', 1, 1, '?']], 'FIELD'],
  ])('%s is refused where it stands', (_name, messages, code) => {
    const file = itchFile(messages);
    const last = 2 + itchMessage(messages.at(-1)!).length;
    expect(read(file).error).toEqual({ code, position: file.length - 2 - last });
  });

  test('bytes behind the end, and an end within a message, are refused', () => {
    expect(read(itchFile([order]), itchFile([order])).error).toEqual({
      code: 'AFTER_END',
      position: 40,
    });
    expect(read(itchFile([order], false).subarray(0, 20)).error).toEqual({
      code: 'TRUNCATED',
      position: 0,
    });
    expect(read(hex('0060 4242')).error).toEqual({ code: 'FRAMING', position: 0 });
  });

  test('orders from before the recording are counted; more orders than the limit are refused', () => {
    expect(read(itchFile([['D', 1, 0, 99]])).leftOut).toMatchObject({ unknownOrders: 1 });
    const few = (sink: UpdateSink) => new ItchReader(sink, { source: 3, date, ordersMax: 1 });
    const two = itchFile([order, ['A', 1, 0, 8, 'S', 300, 'ABC', 1]]);
    expect(readPieces(few, [two]).error).toEqual({ code: 'LIMIT', position: 38 });
  });
});

describeLaws(
  reader,
  fc.oneof(
    anyDay.map((day) => itchFile(day)),
    anyDay.map((day) => itchSession(day)),
  ),
);
