import { FormatError } from '../../reader/format-error.ts';
import { safeUnsigned } from '../../exact/halves.ts';
import { UpdateAction } from '../../update/action.ts';
import { TradeCondition } from '../../update/conditions.ts';
import { UpdateKind } from '../../update/kind.ts';
import type { MarketUpdate } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import type { UpdateSink } from '../../update/sink.ts';

/** Cross types of message Q. */
const CROSSES: ReadonlyMap<string, number> = new Map([
  ['O', TradeCondition.OPENING_CROSS],
  ['C', TradeCondition.CLOSING_CROSS],
  ['H', TradeCondition.REOPENING_CROSS],
  ['I', TradeCondition.CROSS],
]);

/** Where a stock's directory message is not in the recording. */
const ROUND_LOT = 100;

/** Tells trades; common fields of the update are filled already. */
export class ItchTrades {
  /** Outside market hours, as system events tell them; a recording without any is taken to lie within. */
  isExtended = false;
  readonly #sink: UpdateSink;
  readonly #update: MarketUpdate;
  readonly #roundLots = new Uint32Array(0x1_00_00).fill(ROUND_LOT);

  constructor(sink: UpdateSink, update: MarketUpdate) {
    this.#sink = sink;
    this.#update = update;
  }

  setRoundLot(locate: number, shares: number): void {
    this.#roundLots[locate] = shares;
  }

  /** The feed has no sale conditions: an odd lot is what is less than the stock's round lot. */
  conditionsOf(locate: number, shares: number): number {
    const special =
      (shares < this.#roundLots[locate]! ? TradeCondition.ODD_LOT : 0) |
      (this.isExtended ? TradeCondition.EXTENDED_HOURS : 0);
    return special === 0 ? TradeCondition.REGULAR : special;
  }

  /** A trade of these conditions, side of the resting order, price and shares; its match number lies at `match`. */
  tell(
    view: DataView,
    match: number,
    conditions: number,
    side: UpdateSide,
    price: number,
    shares: number,
  ): void {
    const update = this.#update;
    update.kind = UpdateKind.TRADE;
    update.action = UpdateAction.ADD;
    update.side = side;
    update.price = price;
    update.quantity = shares;
    update.conditions = conditions;
    update.tradeHigh = view.getUint32(match);
    update.tradeLow = view.getUint32(match + 4);
    update.correctedHigh = update.correctedLow = 0;
    this.#sink.update(update);
  }

  /** P: against an order that was not displayed. Its side is always "B" since 2014 and means nothing. */
  hidden(view: DataView, at: number): void {
    const shares = view.getUint32(at + 20);
    const usual = this.conditionsOf(this.#update.instrument, shares) & ~TradeCondition.REGULAR;
    const price = view.getUint32(at + 32);
    this.tell(view, at + 36, usual | TradeCondition.HIDDEN, UpdateSide.NONE, price, shares);
  }

  /** Q: volume and price of a cross, which may have come to nothing. */
  cross(view: DataView, at: number, position: number): void {
    const shares = safeUnsigned(view.getUint32(at + 11), view.getUint32(at + 15));
    const letter = String.fromCharCode(view.getUint8(at + 39));
    const condition = CROSSES.get(letter);
    if (condition === undefined || shares < 0)
      throw new FormatError('FIELD', position, `a cross of type "${letter}", ${shares} shares`);
    if (shares === 0) return;
    this.tell(view, at + 31, condition, UpdateSide.NONE, view.getUint32(at + 27), shares);
  }

  /** B: an execution is cancelled. Price and quantity are not in the message. */
  broken(view: DataView, at: number): void {
    const update = this.#update;
    update.kind = UpdateKind.TRADE;
    update.action = UpdateAction.DELETE;
    update.side = UpdateSide.NONE;
    update.price = update.quantity = update.conditions = 0;
    update.tradeHigh = update.correctedHigh = view.getUint32(at + 11);
    update.tradeLow = update.correctedLow = view.getUint32(at + 15);
    this.#sink.update(update);
  }
}
