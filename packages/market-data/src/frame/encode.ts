import { UpdateKind } from '../update/kind.ts';
import type { MarketUpdate } from '../update/market-update.ts';
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

/** Gathers updates of one source in a buffer of its own, which `finish` shows as a frame and `add` then writes anew. */
export class FrameEncoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #source: number;
  readonly #capacity: number;
  #count = 0;

  /** @param capacity updates in a frame, 1 to FRAME_UPDATES_MAX. @throws RangeError for another. */
  constructor(source: number, capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > FRAME_UPDATES_MAX)
      throw new RangeError(`a frame holds 1 to ${FRAME_UPDATES_MAX} updates, not ${capacity}`);
    if (!Number.isInteger(source) || source < 0 || source > 255)
      throw new RangeError(`a source is a number from 0 to 255, not ${source}`);
    this.#bytes = new Uint8Array(frameBytes(capacity));
    this.#view = new DataView(this.#bytes.buffer);
    this.#source = source;
    this.#capacity = capacity;
    this.#view.setUint32(HeaderField.MAGIC, FRAME_MAGIC, true);
    this.#view.setUint16(HeaderField.VERSION, FRAME_VERSION, true);
    this.#view.setUint16(HeaderField.RECORD_BYTES, RECORD_BYTES, true);
    this.#view.setUint32(HeaderField.SOURCE, source, true);
  }

  /** Updates in the frame so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether `finish` must come before the next `add`. */
  get isFull(): boolean {
    return this.#count === this.#capacity;
  }

  /**
   * Copies an update into the frame.
   * @throws FrameError COUNT when the frame is full, FIELD when the update is of another source. Other fields are taken
   * as they are: those who read check them.
   */
  add(update: MarketUpdate): void {
    const at = HEADER_BYTES + this.#count * RECORD_BYTES;
    if (this.#count === this.#capacity) throw new FrameError('COUNT', at, 'the frame is full');
    if (update.source !== this.#source)
      throw new FrameError('FIELD', at, `an update of source ${update.source}`);
    const view = this.#view;
    if (this.#count++ === 0) view.setFloat64(HeaderField.FIRST_SEQUENCE, update.sequence, true);
    const isStatus = update.kind === UpdateKind.STATUS;
    view.setUint8(at, update.kind);
    view.setUint8(at + RecordField.STATUS, isStatus ? update.status : 0);
    view.setUint16(at + RecordField.FLAGS, update.flags, true);
    view.setUint16(at + RecordField.REASON, isStatus ? update.reason : 0, true);
    view.setUint32(at + RecordField.INSTRUMENT, update.instrument, true);
    view.setFloat64(at + RecordField.SEQUENCE, update.sequence, true);
    view.setFloat64(at + RecordField.EXCHANGE_NANOS, update.exchangeNanos, true);
    view.setFloat64(at + RecordField.RECEIVE_NANOS, update.receiveNanos, true);
    view.setUint16(at + RecordField.EXCHANGE_DAY, update.exchangeDay, true);
    view.setUint16(at + RecordField.RECEIVE_DAY, update.receiveDay, true);
    view.setUint32(at + RecordField.PART, update.part, true);
    writeBody(view, at, update);
  }

  /**
   * The frame with all updates since the last one, valid until the next `add`.
   * @param day @param nanos when it is sent: days since 1970-01-01 UTC and nanoseconds of that day.
   * @throws FrameError COUNT when there are none.
   */
  finish(day: number, nanos: number): Uint8Array {
    if (this.#count === 0) throw new FrameError('COUNT', HeaderField.COUNT, 'a frame of nothing');
    this.#view.setUint32(HeaderField.COUNT, this.#count, true);
    this.#view.setUint32(HeaderField.SENT_DAY, day, true);
    this.#view.setFloat64(HeaderField.SENT_NANOS, nanos, true);
    const frame = this.#bytes.subarray(0, frameBytes(this.#count));
    this.#count = 0;
    return frame;
  }
}

/** What the kind fills; the buffer is used again, so the rest is zeroed. */
function writeBody(view: DataView, at: number, update: MarketUpdate): void {
  const { kind } = update;
  const isQuote = kind === UpdateKind.QUOTE;
  const isTrade = kind === UpdateKind.TRADE;
  const isDelta = kind === UpdateKind.DELTA;
  const hasPrice = isTrade || isDelta || kind === UpdateKind.LEVEL;
  view.setUint8(at + RecordField.SIDE, hasPrice ? update.side : 0);
  view.setUint8(at + RecordField.ACTION, hasPrice ? update.action : 0);
  view.setUint32(at + RecordField.CONDITIONS, isTrade || isQuote ? update.conditions : 0, true);
  if (isQuote || kind === UpdateKind.BAND) {
    view.setFloat64(at + A, update.bidPrice, true);
    view.setFloat64(at + B, isQuote ? update.bidSize : 0, true);
    view.setFloat64(at + C, update.askPrice, true);
    view.setFloat64(at + D, isQuote ? update.askSize : 0, true);
    return;
  }
  view.setFloat64(at + A, hasPrice ? update.price : 0, true);
  view.setFloat64(at + B, hasPrice ? update.quantity : 0, true);
  if (isDelta) {
    view.setUint32(at + C, update.orderHigh, true);
    view.setUint32(at + C + 4, update.orderLow, true);
    view.setFloat64(at + D, update.remaining, true);
    return;
  }
  view.setUint32(at + C, isTrade ? update.tradeHigh : 0, true);
  view.setUint32(at + C + 4, isTrade ? update.tradeLow : 0, true);
  view.setUint32(at + D, isTrade ? update.correctedHigh : 0, true);
  view.setUint32(at + D + 4, isTrade ? update.correctedLow : 0, true);
}
