import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  IexReader,
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
import { capture, frame, segment, type CaptureKind, type Segment } from './capture-writer.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const reader = (sink: UpdateSink): IexReader => new IexReader(sink, { source: 6 });
const PCAP: CaptureKind = { format: 'pcap', little: true, nanos: false };
const readFrames = (...frames: Uint8Array[]) => readPieces(reader, [capture(frames, PCAP)]);
const readSegments = (...segments: Segment[]) =>
  readFrames(...segments.map((each) => frame(segment(each))));
const read = (...messages: Uint8Array[]) => readSegments({ first: 1, messages });

/** The example of the TOPS 1.6 specification. */
const QUOTE = hex(
  '51 00 ac63c02096866d14 5a49455854202020 e4250000 241d0f0000000000 ec1d0f0000000000 e8030000',
);

/** Behind type and flags: the same time and symbol; the rest by hand from the specifications. */
const message = (type: string, flags: number, rest = ''): Buffer =>
  Buffer.concat([
    Buffer.from(type),
    Buffer.of(flags),
    hex(`ac63c02096866d14 5a49455854202020 ${rest}`),
  ]);
/** 100 at 99.05, trade 429 974. */
const TRADE = '64000000 241d0f0000000000 968f060000000000';

describe('given the example of the TOPS specification', () => {
  test('ZIEXT is bid 9 700 at 99.05 and offered 1 000 at 99.07', () => {
    const { updates, symbols } = read(QUOTE);
    expect(symbols).toEqual(new Map([[1, 'ZIEXT']]));
    expect(updates).toEqual([
      {
        kind: UpdateKind.QUOTE,
        source: 6,
        instrument: 1,
        sequence: 1,
        part: 0,
        // 2016-08-23 is day 17 036; 19:30:32.572715948.
        exchangeDay: 17_036,
        exchangeNanos: 70_232_572_715_948,
        receiveDay: 17_036,
        receiveNanos: 70_233_000_005_000,
        flags: UpdateFlag.LAST,
        bidPrice: 990_500,
        bidSize: 9_700,
        askPrice: 990_700,
        askSize: 1_000,
        conditions: 0,
      },
    ]);
  });

  test.each([
    { format: 'pcap', little: false, nanos: true },
    { format: 'pcapng', little: true, nanos: false },
    { format: 'pcapng', little: false, nanos: true },
  ] as const)('a capture as %o tells the same', (kind) => {
    const { updates } = readPieces(reader, [
      capture([frame(segment({ first: 1, messages: [QUOTE] }))], kind),
    ]);
    const receiveNanos = 70_233_000_000_000 + (kind.nanos ? 5 : 5_000);
    expect(updates).toEqual([{ ...read(QUOTE).updates[0], receiveNanos }]);
  });

  test('so does one with VLAN tags', () => {
    expect(readFrames(frame(segment({ first: 1, messages: [QUOTE] }), { tags: 2 }))).toMatchObject({
      updates: read(QUOTE).updates,
    });
  });
});

describe('given other messages', () => {
  test('a trade report has its number and its sale conditions', () => {
    expect(read(message('T', 0, TRADE), message('T', 0xa0, TRADE)).updates).toMatchObject([
      {
        kind: UpdateKind.TRADE,
        action: UpdateAction.ADD,
        price: 990_500,
        quantity: 100,
        tradeLow: 429_974,
        conditions: TradeCondition.REGULAR,
      },
      { conditions: TradeCondition.INTERMARKET_SWEEP | TradeCondition.ODD_LOT },
    ]);
  });

  test('a trade break cancels the trade of that number', () => {
    expect(read(message('B', 0, TRADE)).updates).toMatchObject([
      { action: UpdateAction.DELETE, correctedLow: 429_974 },
    ]);
  });

  test('price levels of DEEP are absolute, zero deletes, and the flag says when the event is whole', () => {
    const level = '64000000 241d0f0000000000';
    const gone = '00000000 241d0f0000000000';
    const { updates } = readSegments({
      first: 1,
      protocol: 0x8004,
      messages: [message('8', 0, level), message('5', 1, gone)],
    });
    expect(updates).toMatchObject([
      {
        kind: UpdateKind.LEVEL,
        side: UpdateSide.BID,
        action: UpdateAction.CHANGE,
        quantity: 100,
        flags: 0,
      },
      {
        kind: UpdateKind.LEVEL,
        side: UpdateSide.ASK,
        action: UpdateAction.DELETE,
        flags: UpdateFlag.LAST,
      },
    ]);
  });

  test('official prices are no volume', () => {
    expect(read(message('X', 0x4d, '241d0f0000000000')).updates).toMatchObject([
      {
        kind: UpdateKind.TRADE,
        quantity: 0,
        price: 990_500,
        conditions: TradeCondition.OFFICIAL_CLOSE,
      },
    ]);
  });

  test('states of the market, of a stock and of the exchange’s systems are told', () => {
    const system = Buffer.concat([Buffer.from('SR'), hex('ac63c02096866d14')]);
    const halt = message('H', 0x48, Buffer.from('T1  ').toString('hex'));
    expect(read(system, halt, message('O', 0x4f)).updates).toMatchObject([
      {
        status: MarketStatus.TRADING,
        flags: UpdateFlag.LAST | UpdateFlag.WHOLE_MARKET,
        instrument: 0,
      },
      { status: MarketStatus.HALTED, reason: StatusReason.NEWS_PENDING, instrument: 1 },
      { status: MarketStatus.HALTED, reason: StatusReason.OPERATIONAL },
    ]);
  });

  test('messages that have grown are read, unknown types are counted', () => {
    const grown = Buffer.concat([QUOTE, Buffer.alloc(4)]);
    const { updates, leftOut } = read(grown, message('Z', 0));
    expect(updates).toHaveLength(1);
    expect(leftOut).toMatchObject({ otherMessages: 1 });
  });
});

describe('given segments that are lost or come again', () => {
  const two = [QUOTE, QUOTE];

  test('what was read is passed over', () => {
    const { updates } = readSegments(
      { first: 5, messages: two },
      { first: 5, messages: two },
      { first: 6, messages: two },
    );
    expect(updates.map(({ sequence, flags }) => [sequence, flags])).toEqual([
      [5, 1],
      [6, 1],
      [7, 1],
    ]);
  });

  test('the update behind a hole says so, and a new session has none', () => {
    const { updates } = readSegments(
      { first: 1, messages: two },
      { first: 9, messages: two },
      { first: 1, session: 2, messages: two },
    );
    const gap = UpdateFlag.LAST | UpdateFlag.GAP_BEFORE;
    expect(updates.map(({ flags }) => flags)).toEqual([1, 1, gap, 1, 1, 1]);
  });
});

describe('given frames of something else', () => {
  test.each([
    ['TCP', frame(segment({ first: 1, messages: [QUOTE] }), { protocol: 6 })],
    ['a fragment', frame(segment({ first: 1, messages: [QUOTE] }), { fragment: 0x2000 })],
    ['TOPS 1.5', frame(segment({ first: 1, protocol: 0x8002, messages: [QUOTE] }))],
    ['a short frame', Buffer.alloc(20)],
  ])('%s is counted', (_name, bytes) => {
    expect(readFrames(bytes)).toMatchObject({
      updates: [],
      leftOut: { otherMessages: 1 },
      error: undefined,
    });
  });
});

describe('given what cannot be', () => {
  const bytes = segment({ first: 1, messages: [QUOTE] });
  const changed = (at: number, value: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    return copy;
  };
  test.each<[string, Uint8Array, string]>([
    ['no capture', Buffer.alloc(24), 'FRAMING'],
    [
      'a capture of another link',
      Buffer.concat([capture([], PCAP).subarray(0, 20), hex('71000000')]),
      'FIELD',
    ],
    [
      'a packet of 4 GB',
      Buffer.concat([capture([], PCAP), hex('00000000 00000000 ffffffff ffffffff')]),
      'FRAMING',
    ],
    ['a segment of another length', capture([frame(changed(12, 1))], PCAP), 'FRAMING'],
    ['more messages than there are', capture([frame(changed(14, 2))], PCAP), 'FRAMING'],
    [
      'a quote that is too short',
      capture([frame(segment({ first: 1, messages: [QUOTE.subarray(0, 41)] }))], PCAP),
      'TYPE',
    ],
    [
      'an unknown state',
      capture([frame(segment({ first: 1, messages: [message('H', 0x3f, '00000000')] }))], PCAP),
      'FIELD',
    ],
  ])('%s is refused', (_name, feed, code) => {
    expect(readPieces(reader, [feed]).error?.code).toBe(code);
  });
});

const anyMessage = fc.constantFrom(
  QUOTE,
  message('T', 0, TRADE),
  message('B', 0x40, TRADE),
  message('8', 0, '64000000 241d0f0000000000'),
  message('5', 1, '00000000 241d0f00ffffff7f'),
  message('X', 0x51, '241d0f0000000000'),
  message('H', 0x54, '20202020'),
  message('A', 0),
);
const anyCapture = fc
  .tuple(
    fc.record({
      format: fc.constantFrom('pcap', 'pcapng'),
      little: fc.boolean(),
      nanos: fc.boolean(),
    }),
    fc.array(
      fc.tuple(
        fc.record({
          first: fc.nat(20),
          messages: fc.array(anyMessage, { maxLength: 4 }),
          session: fc.nat(1),
        }),
        fc.record({ tags: fc.nat(2), protocol: fc.constantFrom(17, 17, 17, 6) }),
      ),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([kind, packets]) =>
    capture(
      packets.map(([each, how]) => frame(segment(each), how)),
      kind,
    ),
  );

describeLaws(reader, anyCapture);
