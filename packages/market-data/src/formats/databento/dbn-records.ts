import { fromBillionths } from '../../exact/billionths.ts';
import { Instant } from '../../exact/instant.ts';
import { LeftOutCounts } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import { UpdateAction } from '../../update/action.ts';
import { TradeCondition } from '../../update/conditions.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { MarketUpdate, REMAINING_UNKNOWN } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import type { UpdateSink } from '../../update/sink.ts';
import { Action, DbnFlag, NO_PRICE_HIGH, RecordType, Side } from './dbn-codes.ts';
import { readMapping } from './symbol-mapping.ts';

/** Where trades and mbp-1 have what mbo has elsewhere. */
const MBO = { PRICE: 24, SIZE: 32, FLAGS: 36, ACTION: 38, SIDE: 39, RECEIVED: 40, SEQUENCE: 52 };
const MBP = { PRICE: 16, SIZE: 24, FLAGS: 30, ACTION: 28, SIDE: 29, RECEIVED: 32, SEQUENCE: 44 };

/** Turns single records into updates. */
export class DbnRecords {
  readonly leftOut: LeftOutCounts = new LeftOutCounts();
  readonly #sink: UpdateSink;
  readonly #update = new MarketUpdate();
  readonly #time = new Instant();
  readonly #announced = new Set<number>();
  #gap = 0;

  constructor(sink: UpdateSink, source: number) {
    this.#sink = sink;
    this.#update.source = source;
    this.#update.sequence = -1;
  }

  announce(instrument: number, symbol: string): void {
    this.#announced.add(instrument);
    this.#sink.instrument(instrument, symbol);
  }

  /** @throws FormatError TYPE where a record is shorter than its type, FIELD where a field has no meaning. */
  take(view: DataView, at: number, bytes: number, position: number): void {
    const type = view.getUint8(at + 1);
    const least = LEAST_BYTES.get(type);
    if (least === undefined) {
      this.leftOut.otherMessages++;
      return;
    }
    if (bytes < least)
      throw new FormatError('TYPE', position, `a record of type ${type} of ${bytes} bytes`);
    const instrument = view.getUint32(at + 4, true);
    if (type === RecordType.SYMBOL_MAPPING) {
      const symbol = readMapping(view, at, bytes);
      if (symbol === undefined) throw new FormatError('FIELD', position, 'a mapping to no symbol');
      return this.announce(instrument, symbol);
    }
    if (!this.#announced.has(instrument)) this.announce(instrument, `${instrument}`);
    this.#update.instrument = instrument;
    if (type === RecordType.MBO) this.#order(view, at, position);
    else this.#quote(view, at, type === RecordType.MBP_1, position);
  }

  #common(view: DataView, at: number, layout: typeof MBO, position: number): void {
    const update = this.#update;
    const sequence = view.getUint32(at + layout.SEQUENCE, true);
    if (sequence !== update.sequence) update.part = 0;
    update.sequence = sequence;
    const flags = view.getUint8(at + layout.FLAGS);
    update.flags =
      this.#gap |
      (flags & DbnFlag.LAST ? UpdateFlag.LAST : 0) |
      (flags & DbnFlag.SNAPSHOT ? UpdateFlag.SNAPSHOT : 0) |
      (flags & (DbnFlag.BAD_TS_RECV | DbnFlag.MAYBE_BAD_BOOK) ? UpdateFlag.DOUBTFUL : 0);
    const received = at + layout.RECEIVED;
    if (!this.#timeAt(view, received)) throw new FormatError('FIELD', position, 'no time');
    update.receiveDay = this.#time.day;
    update.receiveNanos = this.#time.nanos;
    if (!this.#timeAt(view, at + 8)) update.flags |= UpdateFlag.NO_EXCHANGE_TIME;
    update.exchangeDay = this.#time.day;
    update.exchangeNanos = this.#time.nanos;
  }

  #timeAt(view: DataView, at: number): boolean {
    return this.#time.fromHalves(view.getUint32(at + 4, true), view.getUint32(at, true));
  }

  #emit(): void {
    this.#sink.update(this.#update);
    this.#update.part++;
    this.#gap = 0;
    this.#update.flags &= ~UpdateFlag.GAP_BEFORE;
  }

  /** Of a hole where an update should be, the next one tells. */
  #leaveOut(): void {
    this.leftOut.unrepresentable++;
    this.#gap = UpdateFlag.GAP_BEFORE;
  }

  #order(view: DataView, at: number, position: number): void {
    const update = this.#update;
    this.#common(view, at, MBO, position);
    const action = view.getUint8(at + MBO.ACTION);
    if (action === Action.CLEAR) {
      update.kind = UpdateKind.CLEAR;
      return this.#emit();
    }
    // A fill says of the resting order what the trade and the cancel behind it say, too.
    if (action === Action.NONE || action === Action.FILL) {
      this.leftOut.otherMessages++;
      return;
    }
    const price = priceAt(view, at + MBO.PRICE);
    if (Number.isNaN(price)) return this.#leaveOut();
    const side = view.getUint8(at + MBO.SIDE);
    const size = view.getUint32(at + MBO.SIZE, true);
    if (action === Action.TRADE) return this.#trade(side, price, size, position);
    update.kind = UpdateKind.DELTA;
    update.action = actionOf(action, position);
    update.side = sideOf(side, position);
    update.price = price;
    update.quantity = size;
    update.remaining = action === Action.CANCEL ? REMAINING_UNKNOWN : size;
    update.orderHigh = view.getUint32(at + 20, true);
    update.orderLow = view.getUint32(at + 16, true);
    this.#emit();
  }

  /** A trade, and with mbp-1 the best prices after whatever has happened. */
  #quote(view: DataView, at: number, hasLevel: boolean, position: number): void {
    const update = this.#update;
    this.#common(view, at, MBP, position);
    const isLast = update.flags & UpdateFlag.LAST;
    if (view.getUint8(at + MBP.ACTION) === Action.TRADE) {
      const price = priceAt(view, at + MBP.PRICE);
      if (hasLevel) update.flags &= ~UpdateFlag.LAST;
      if (Number.isNaN(price)) this.#leaveOut();
      else
        this.#trade(
          view.getUint8(at + MBP.SIDE),
          price,
          view.getUint32(at + MBP.SIZE, true),
          position,
        );
    } else if (!hasLevel) throw new FormatError('FIELD', position, 'a trade that is none');
    if (!hasLevel) return;
    update.flags |= isLast | this.#gap;
    const hasBid = hasPrice(view, at + 48);
    const hasAsk = hasPrice(view, at + 56);
    update.kind = UpdateKind.QUOTE;
    update.bidPrice = hasBid ? priceAt(view, at + 48) : 0;
    update.askPrice = hasAsk ? priceAt(view, at + 56) : 0;
    update.bidSize = hasBid ? view.getUint32(at + 64, true) : 0;
    update.askSize = hasAsk ? view.getUint32(at + 68, true) : 0;
    update.conditions = 0;
    if (Number.isNaN(update.bidPrice + update.askPrice)) this.#leaveOut();
    else this.#emit();
  }

  /** @param aggressor whose side the feed gives: the resting order is on the other one. */
  #trade(aggressor: number, price: number, size: number, position: number): void {
    const update = this.#update;
    const side = sideOf(aggressor, position);
    update.kind = UpdateKind.TRADE;
    update.action = UpdateAction.ADD;
    update.side = oppositeOf(side);
    update.price = price;
    update.quantity = size;
    update.conditions = TradeCondition.REGULAR;
    update.tradeHigh = update.tradeLow = update.correctedHigh = update.correctedLow = 0;
    this.#emit();
  }
}

const LEAST_BYTES: ReadonlyMap<number, number> = new Map([
  [RecordType.TRADE, 48],
  [RecordType.MBP_1, 80],
  [RecordType.MBO, 56],
  [RecordType.SYMBOL_MAPPING, 80],
]);

function priceAt(view: DataView, at: number): number {
  return fromBillionths(view.getInt32(at + 4, true), view.getUint32(at, true));
}

/** The largest signed number stands for no price. */
function hasPrice(view: DataView, at: number): boolean {
  return (
    view.getInt32(at + 4, true) !== NO_PRICE_HIGH || view.getUint32(at, true) !== 0xff_ff_ff_ff
  );
}

function sideOf(side: number, position: number): UpdateSide {
  if (side === Side.BID) return UpdateSide.BID;
  if (side === Side.ASK) return UpdateSide.ASK;
  if (side === Side.NONE) return UpdateSide.NONE;
  throw new FormatError('FIELD', position, 'an unknown side');
}

function oppositeOf(side: UpdateSide): UpdateSide {
  if (side === UpdateSide.NONE) return side;
  return side === UpdateSide.BID ? UpdateSide.ASK : UpdateSide.BID;
}

function actionOf(action: number, position: number): UpdateAction {
  if (action === Action.ADD) return UpdateAction.ADD;
  if (action === Action.CANCEL) return UpdateAction.DELETE;
  if (action === Action.MODIFY) return UpdateAction.CHANGE;
  throw new FormatError('FIELD', position, 'an unknown action');
}
