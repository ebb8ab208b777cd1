import { describe, expect, test } from 'vitest';
import { UpdateAction } from '../update/action.ts';
import { TradeCondition } from '../update/conditions.ts';
import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import { MarketUpdate } from '../update/market-update.ts';
import { UpdateSide } from '../update/side.ts';
import { decodeFrame, readFrameHeader } from './decode.ts';
import { FrameEncoder } from './encode.ts';
import type { FrameError } from './frame-error.ts';
import { FRAME_UPDATES_MAX } from './layout.ts';

/** 100 shares of instrument 7 at 12.34 USD, the third event of source 5 on 2012-06-21 (day 15 512) at 14:30 UTC. */
const trade = (): MarketUpdate =>
  Object.assign(new MarketUpdate(), {
    kind: UpdateKind.TRADE,
    source: 5,
    instrument: 7,
    sequence: 3,
    part: 1,
    exchangeDay: 15_512,
    exchangeNanos: 52_200_000_000_000,
    receiveDay: 15_512,
    receiveNanos: 52_200_000_000_001,
    flags: UpdateFlag.LAST,
    action: UpdateAction.ADD,
    side: UpdateSide.ASK,
    price: 123_400,
    quantity: 100,
    tradeHigh: 1,
    tradeLow: 0xff_ff_ff_fe,
    conditions: TradeCondition.REGULAR | TradeCondition.UNKNOWN,
  });

/** The same by hand, from the layout and IEEE 754: a double is sign and exponent in its last two bytes. */
const TRADE_FRAME = Buffer.from(
  [
    // header
    '42574d55 0100 5000 05000000 01000000',
    '0000000000000840', // 3
    '983c0000 00000000',
    '000000000000f03f', // sent 1 ns after midnight
    '0000000000000000',
    // record
    '02 02 01 00 0100 0000 07000000 01000040',
    '0000000000000840',
    '0000883ae1bcc742', // 52 200 000 000 000 = 0x2f79c2751000: 46 bits, so exponent 45 and 7 bits of zeros
    '8000883ae1bcc742', // and 1
    '983c 983c 01000000',
    '000000008020fe40', // 123 400 = 1.8829… × 2^16
    '0000000000005940', // 100
    '01000000 feffffff',
    '00000000 00000000',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

const encoded = (...updates: MarketUpdate[]): Uint8Array => {
  const encoder = new FrameEncoder(5, updates.length);
  for (const update of updates) encoder.add(update);
  return encoder.finish(15_512, 1);
};

const refusal = (frame: Uint8Array): unknown => {
  const seen: number[] = [];
  try {
    decodeFrame(frame, new MarketUpdate(), (update) => seen.push(update.kind));
  } catch (error) {
    const { name, code, position } = error as FrameError;
    return { name, code, position, seen: seen.length };
  }
  return 'accepted';
};

const changed = (at: number, ...bytes: number[]): Uint8Array => {
  const frame = new Uint8Array(TRADE_FRAME);
  frame.set(bytes, at);
  return frame;
};

describe('given a trade', () => {
  test('its frame has the bytes that the layout says', () => {
    expect(Buffer.from(encoded(trade())).toString('hex')).toBe(TRADE_FRAME.toString('hex'));
  });

  test('the frame is read back into the same record', () => {
    const update = new MarketUpdate();
    const header = decodeFrame(TRADE_FRAME, update, () => undefined);
    expect(update).toEqual(trade());
    expect(header).toEqual({
      source: 5,
      count: 1,
      firstSequence: 3,
      sentDay: 15_512,
      sentNanos: 1,
    });
  });

  test('a frame that lies anywhere in a larger buffer is read as well', () => {
    const room = Buffer.alloc(TRADE_FRAME.length + 8, 0xff);
    room.set(TRADE_FRAME, 3);
    const update = new MarketUpdate();
    decodeFrame(room.subarray(3, 3 + TRADE_FRAME.length), update, () => undefined);
    expect(update).toEqual(trade());
  });
});

describe('given bytes that are no frame, nothing is read of them', () => {
  test.each([
    ['no byte', new Uint8Array(0), { code: 'SHORT', position: 0 }],
    ['half a header', TRADE_FRAME.subarray(0, 47), { code: 'SHORT', position: 47 }],
    ['a record that ends early', TRADE_FRAME.subarray(0, 127), { code: 'SHORT', position: 127 }],
    [
      'a byte too many',
      Buffer.concat([TRADE_FRAME, TRADE_FRAME.subarray(0, 1)]),
      { code: 'LONG', position: 128 },
    ],
    ['another magic', changed(0, 0x43), { code: 'MAGIC', position: 0 }],
    ['another version', changed(4, 2), { code: 'VERSION', position: 4 }],
    ['records of another size', changed(6, 72), { code: 'VERSION', position: 4 }],
    ['no update', changed(12, 0), { code: 'COUNT', position: 12 }],
    ['four billion updates', changed(12, 0xff, 0xff, 0xff, 0xff), { code: 'COUNT', position: 12 }],
    ['source 256', changed(8, 0, 1), { code: 'FIELD', position: 8 }],
    ['kind 0', changed(48, 0), { code: 'FIELD', position: 48 }],
    ['side 3', changed(49, 3), { code: 'FIELD', position: 49 }],
    ['action 5', changed(50, 5), { code: 'FIELD', position: 50 }],
    ['the 32nd condition', changed(63, 0x80), { code: 'FIELD', position: 60 }],
    [
      'half a unit of price',
      changed(96, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f),
      { code: 'FIELD', position: 96 },
    ],
    [
      'a quantity that is no number',
      changed(104, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f),
      { code: 'FIELD', position: 104 },
    ],
    ['a time of yesterday', changed(79, 0xc2), { code: 'FIELD', position: 72 }],
    ['another first sequence', changed(22, 0x10), { code: 'FIELD', position: 16 }],
  ])('%s', (_name, frame, expected) => {
    expect(refusal(frame)).toEqual({ name: 'FrameError', ...expected, seen: 0 });
  });
});

describe('given an encoder', () => {
  test('its buffer is used again, and nothing of the frame before is left in it', () => {
    const encoder = new FrameEncoder(5, 2);
    encoder.add(trade());
    encoder.finish(0, 0);
    encoder.add(Object.assign(trade(), { kind: UpdateKind.CLEAR }));
    const frame = encoder.finish(15_512, 1);
    expect(readFrameHeader(frame).count).toBe(1);
    expect(Buffer.from(frame.subarray(96)).every((byte) => byte === 0)).toBe(true);
  });

  test('a full frame takes no more, an empty one is not sent, another source is refused', () => {
    const encoder = new FrameEncoder(5, 1);
    expect(() => encoder.finish(0, 0)).toThrow(expect.objectContaining({ code: 'COUNT' }));
    expect(() => encoder.add(Object.assign(trade(), { source: 6 }))).toThrow(
      expect.objectContaining({ code: 'FIELD' }),
    );
    encoder.add(trade());
    expect(encoder.isFull).toBe(true);
    expect(() => encoder.add(trade())).toThrow(expect.objectContaining({ code: 'COUNT' }));
  });

  test.each([0, 1.5, FRAME_UPDATES_MAX + 1])('a capacity of %d is refused', (capacity) => {
    expect(() => new FrameEncoder(5, capacity)).toThrow(RangeError);
  });

  test('the largest frame is below one MiB', () => {
    expect(48 + FRAME_UPDATES_MAX * 80).toBeLessThan(1 << 20);
  });
});
