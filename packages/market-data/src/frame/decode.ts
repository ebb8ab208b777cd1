import type { UpdateAction } from '../update/action.ts';
import { UpdateKind } from '../update/kind.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import type { UpdateSide } from '../update/side.ts';
import type { MarketStatus, StatusReason } from '../update/status.ts';
import { checkRecord } from './check-record.ts';
import { FrameError } from './frame-error.ts';
import {
  FRAME_MAGIC,
  FRAME_UPDATES_MAX,
  FRAME_VERSION,
  HEADER_BYTES,
  HeaderField,
  RECORD_BYTES,
  RecordField,
  frameBytes,
} from './layout.ts';

const { A, B, C, D } = RecordField;

/** What a frame says before its updates. */
export interface FrameHeader {
  /** 0–255. */
  readonly source: number;
  readonly count: number;
  readonly firstSequence: number;
  /** When it was sent: days since 1970-01-01 UTC and nanoseconds of that day. */
  readonly sentDay: number;
  readonly sentNanos: number;
}

/** The header of a frame, whose length is checked with it. @throws FrameError */
export function readFrameHeader(frame: Uint8Array): FrameHeader {
  return headerOf(new DataView(frame.buffer, frame.byteOffset, frame.byteLength));
}

/**
 * Fills `update` from one record after another and hands it to `each`; all of the frame is checked before the first, so
 * that a bad frame has no effect at all. What `each` throws passes through. @throws FrameError
 */
export function decodeFrame(
  frame: Uint8Array,
  update: MarketUpdate,
  each: (update: MarketUpdate) => void,
): FrameHeader {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const header = headerOf(view);
  for (let at = HEADER_BYTES; at < view.byteLength; at += RECORD_BYTES) checkRecord(view, at);
  for (let at = HEADER_BYTES; at < view.byteLength; at += RECORD_BYTES) {
    update.source = header.source;
    readRecord(view, at, update);
    each(update);
  }
  return header;
}

function headerOf(view: DataView): FrameHeader {
  const bytes = view.byteLength;
  if (bytes < HEADER_BYTES) throw new FrameError('SHORT', bytes, 'the frame ends in its header');
  if (view.getUint32(HeaderField.MAGIC, true) !== FRAME_MAGIC)
    throw new FrameError('MAGIC', HeaderField.MAGIC, 'not a frame');
  const version = view.getUint16(HeaderField.VERSION, true);
  if (version !== FRAME_VERSION || view.getUint16(HeaderField.RECORD_BYTES, true) !== RECORD_BYTES)
    throw new FrameError('VERSION', HeaderField.VERSION, `layout ${version} is unknown`);
  const count = view.getUint32(HeaderField.COUNT, true);
  if (count < 1 || count > FRAME_UPDATES_MAX)
    throw new FrameError('COUNT', HeaderField.COUNT, `${count} updates`);
  const expected = frameBytes(count);
  if (bytes < expected) throw new FrameError('SHORT', bytes, 'the frame ends in its records');
  if (bytes > expected) throw new FrameError('LONG', expected, 'bytes follow the records');
  const source = view.getUint32(HeaderField.SOURCE, true);
  if (source > 255) throw new FrameError('FIELD', HeaderField.SOURCE, `source ${source}`);
  const firstSequence = view.getFloat64(HeaderField.FIRST_SEQUENCE, true);
  if (!Object.is(firstSequence, view.getFloat64(HEADER_BYTES + RecordField.SEQUENCE, true)))
    throw new FrameError('FIELD', HeaderField.FIRST_SEQUENCE, 'another sequence than the record');
  const sentDay = view.getUint32(HeaderField.SENT_DAY, true);
  const sentNanos = view.getFloat64(HeaderField.SENT_NANOS, true);
  return { source, count, firstSequence, sentDay, sentNanos };
}

function readRecord(view: DataView, at: number, update: MarketUpdate): void {
  const kind = view.getUint8(at) as UpdateKind;
  update.kind = kind;
  update.flags = view.getUint16(at + RecordField.FLAGS, true);
  update.instrument = view.getUint32(at + RecordField.INSTRUMENT, true);
  update.sequence = view.getFloat64(at + RecordField.SEQUENCE, true);
  update.part = view.getUint32(at + RecordField.PART, true);
  update.exchangeDay = view.getUint16(at + RecordField.EXCHANGE_DAY, true);
  update.exchangeNanos = view.getFloat64(at + RecordField.EXCHANGE_NANOS, true);
  update.receiveDay = view.getUint16(at + RecordField.RECEIVE_DAY, true);
  update.receiveNanos = view.getFloat64(at + RecordField.RECEIVE_NANOS, true);
  if (kind === UpdateKind.QUOTE || kind === UpdateKind.BAND) {
    update.bidPrice = view.getFloat64(at + A, true);
    update.bidSize = view.getFloat64(at + B, true);
    update.askPrice = view.getFloat64(at + C, true);
    update.askSize = view.getFloat64(at + D, true);
    update.conditions = view.getUint32(at + RecordField.CONDITIONS, true);
    return;
  }
  if (kind === UpdateKind.STATUS) {
    update.status = view.getUint8(at + RecordField.STATUS) as MarketStatus;
    update.reason = view.getUint16(at + RecordField.REASON, true) as StatusReason;
    return;
  }
  update.side = view.getUint8(at + RecordField.SIDE) as UpdateSide;
  update.action = view.getUint8(at + RecordField.ACTION) as UpdateAction;
  update.price = view.getFloat64(at + A, true);
  update.quantity = view.getFloat64(at + B, true);
  if (kind === UpdateKind.DELTA) {
    update.orderHigh = view.getUint32(at + C, true);
    update.orderLow = view.getUint32(at + C + 4, true);
    update.remaining = view.getFloat64(at + D, true);
    return;
  }
  update.conditions = view.getUint32(at + RecordField.CONDITIONS, true);
  update.tradeHigh = view.getUint32(at + C, true);
  update.tradeLow = view.getUint32(at + C + 4, true);
  update.correctedHigh = view.getUint32(at + D, true);
  update.correctedLow = view.getUint32(at + D + 4, true);
}
