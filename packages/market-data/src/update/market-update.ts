import { UpdateAction } from './action.ts';
import { UpdateKind } from './kind.ts';
import { UpdateSide } from './side.ts';
import { MarketStatus, StatusReason } from './status.ts';

/** Nanoseconds of a day: `exchangeNanos` and `receiveNanos` are below it. */
export const NANOS_PER_DAY = 86_400_000_000_000;

/** `remaining` where the feed does not say it. */
export const REMAINING_UNKNOWN = -1;

/**
 * A number that no small integer can hold. Fields that begin with it are doubles in the engine's eyes from the start, so
 * that the first large price does not change the shape of the record under code that is already compiled.
 */
const DOUBLE = Number.MAX_SAFE_INTEGER;

/**
 * One update of a market, filled by a reader and read by a sink **within its call**: there is one record per reader, and
 * the next update overwrites it. All numbers; prices and money in 1/10 000 USD, quantities in whole units, both safe
 * integers.
 *
 * Which fields hold something follows from `kind`; what is not named is left over from earlier updates and means nothing.
 *
 * | kind   | beside the fields of every update                                                        |
 * | ------ | ---------------------------------------------------------------------------------------- |
 * | QUOTE  | bidPrice, bidSize, askPrice, askSize, conditions                                         |
 * | TRADE  | action, side, price, quantity, conditions, trade id; CHANGE and DELETE: corrected id too |
 * | DELTA  | action, side, price, quantity, remaining, order reference                                |
 * | LEVEL  | action, side, price, quantity                                                            |
 * | STATUS | status, reason                                                                           |
 * | BAND   | bidPrice (lowest), askPrice (highest)                                                    |
 * | CLEAR  | –                                                                                        |
 */
export class MarketUpdate {
  // Of every update.
  kind: UpdateKind = UpdateKind.CLEAR;
  /** Number of the source, 0–255, as the reader was told it. */
  source = 0;
  /** The reader's own number of the instrument, which it has announced; 0–4 294 967 295. */
  instrument: number = DOUBLE;
  /** The source's number of the event. What may be concluded from a hole in it, the reader's `sequencing` says. */
  sequence: number = DOUBLE;
  /** Number of the update within its sequence, from 0: (source, sequence, part) is there once. */
  part: number = DOUBLE;
  /** When it happened: days since 1970-01-01 UTC, 0–65 535, and nanoseconds within that day. */
  exchangeDay = 0;
  exchangeNanos: number = DOUBLE;
  /** When it was received, as the recording or the caller says: readers have no clock. */
  receiveDay = 0;
  receiveNanos: number = DOUBLE;
  /** Bits of UpdateFlag. */
  flags = 0;

  action: UpdateAction = UpdateAction.NONE;
  side: UpdateSide = UpdateSide.NONE;
  /** 1/10 000 USD. May be negative where the market has negative prices. */
  price: number = DOUBLE;
  /** Whole units; what it means follows from `action`. */
  quantity: number = DOUBLE;
  /** Units of the order that are left after this, or REMAINING_UNKNOWN. */
  remaining: number = DOUBLE;

  bidPrice: number = DOUBLE;
  bidSize: number = DOUBLE;
  askPrice: number = DOUBLE;
  askSize: number = DOUBLE;

  /** Order reference of the source, 64 bits as two unsigned halves. */
  orderHigh: number = DOUBLE;
  orderLow: number = DOUBLE;
  /** Trade id, 64 bits; 0 where the feed has none. */
  tradeHigh: number = DOUBLE;
  tradeLow: number = DOUBLE;
  /** Id of the trade that a CHANGE replaces or a DELETE cancels. */
  correctedHigh: number = DOUBLE;
  correctedLow: number = DOUBLE;
  /** Bits of TradeCondition. */
  conditions = 0;

  status: MarketStatus = MarketStatus.UNKNOWN;
  reason: StatusReason = StatusReason.NONE;

  constructor() {
    this.clear();
  }

  /** Every field as in a new record. Readers need not call it between updates. */
  clear(): void {
    this.kind = UpdateKind.CLEAR;
    this.source = this.instrument = this.sequence = this.part = 0;
    this.exchangeDay = this.exchangeNanos = this.receiveDay = this.receiveNanos = 0;
    this.flags = this.conditions = 0;
    this.action = UpdateAction.NONE;
    this.side = UpdateSide.NONE;
    this.price = this.quantity = this.remaining = 0;
    this.bidPrice = this.bidSize = this.askPrice = this.askSize = 0;
    this.orderHigh = this.orderLow = this.tradeHigh = this.tradeLow = 0;
    this.correctedHigh = this.correctedLow = 0;
    this.status = MarketStatus.UNKNOWN;
    this.reason = StatusReason.NONE;
  }
}
