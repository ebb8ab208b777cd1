import { isSafeHigh } from '../../exact/halves.ts';
import { Instant } from '../../exact/instant.ts';
import { LeftOutCounts } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import { UpdateAction } from '../../update/action.ts';
import { TradeCondition } from '../../update/conditions.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { MarketUpdate } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import type { UpdateSink } from '../../update/sink.ts';
import { StatusReason, type MarketStatus } from '../../update/status.ts';
import { OPERATIONAL_STATES, SYSTEM_EVENTS, TRADING_STATES, reasonOf } from './iex-status.ts';
import { IexType, LEAST_BYTES } from './message-type.ts';
import { Symbols } from './symbols.ts';
import { conditionsOf } from './sale-conditions.ts';

/** M: an official price at the close; Q: at the opening. */
const [CLOSING, OPENING] = [0x4d, 0x51];

/** Turns single messages of TOPS and DEEP into updates. */
export class IexMessages {
  readonly leftOut: LeftOutCounts = new LeftOutCounts();
  readonly #sink: UpdateSink;
  readonly #update = new MarketUpdate();
  readonly #time = new Instant();
  readonly #symbols: Symbols;
  #gap = 0;

  constructor(sink: UpdateSink, source: number) {
    this.#sink = sink;
    this.#symbols = new Symbols(sink);
    this.#update.source = source;
  }

  /** Something before the next message is missing. */
  noteGap(): void {
    this.#gap = UpdateFlag.GAP_BEFORE;
  }

  /** @throws FormatError TYPE where a message is too short, FIELD where a field has no meaning. */
  take(
    view: DataView,
    at: number,
    bytes: number,
    sequence: number,
    received: Instant,
    position: number,
  ): void {
    const type = view.getUint8(at);
    const least = LEAST_BYTES.get(type);
    if (least === undefined) {
      this.leftOut.otherMessages++;
      return;
    }
    if (bytes < least) throw new FormatError('TYPE', position, `type ${type} of ${bytes} bytes`);
    const update = this.#update;
    if (!this.#time.fromHalves(view.getUint32(at + 6, true), view.getUint32(at + 2, true)))
      throw new FormatError('FIELD', position, 'no time');
    update.exchangeDay = this.#time.day;
    update.exchangeNanos = this.#time.nanos;
    update.receiveDay = received.day;
    update.receiveNanos = received.nanos;
    update.sequence = sequence;
    update.part = 0;
    update.flags = UpdateFlag.LAST | this.#gap;
    if (type === IexType.SYSTEM_EVENT) return this.#systemEvent(view.getUint8(at + 1), position);
    update.instrument = this.#symbols.at(view, at + 10, position);
    this.#takeBody(type, view, at, position);
  }

  #takeBody(type: number, view: DataView, at: number, position: number): void {
    switch (type) {
      case IexType.QUOTE:
        return this.#quote(view, at);
      case IexType.BUY_LEVEL:
        return this.#level(view, at, UpdateSide.BID);
      case IexType.SELL_LEVEL:
        return this.#level(view, at, UpdateSide.ASK);
      case IexType.TRADE:
        return this.#trade(view, at, UpdateAction.ADD);
      case IexType.TRADE_BREAK:
        return this.#trade(view, at, UpdateAction.DELETE);
      case IexType.OFFICIAL_PRICE:
        return this.#officialPrice(view, at, position);
      case IexType.TRADING_STATUS: {
        const reason = Buffer.from(view.buffer, view.byteOffset + at + 18, 4).toString('latin1');
        return this.#status(TRADING_STATES.get(view.getUint8(at + 1)), reasonOf(reason), position);
      }
      case IexType.OPERATIONAL_HALT: {
        const status = OPERATIONAL_STATES.get(view.getUint8(at + 1));
        return this.#status(status, StatusReason.OPERATIONAL, position);
      }
      default:
      // The directory: its symbol has been announced.
    }
  }

  #emit(): void {
    this.#sink.update(this.#update);
    this.#gap = 0;
  }

  #systemEvent(event: number, position: number): void {
    this.#update.instrument = 0;
    this.#update.flags |= UpdateFlag.WHOLE_MARKET;
    this.#status(SYSTEM_EVENTS.get(event), StatusReason.NONE, position);
  }

  #status(status: MarketStatus | undefined, reason: StatusReason, position: number): void {
    if (status === undefined) throw new FormatError('FIELD', position, 'an unknown state');
    this.#update.kind = UpdateKind.STATUS;
    this.#update.status = status;
    this.#update.reason = reason;
    this.#emit();
  }

  #quote(view: DataView, at: number): void {
    const update = this.#update;
    if (!this.#isPrice(view, at + 22) || !this.#isPrice(view, at + 30)) return;
    update.kind = UpdateKind.QUOTE;
    update.bidSize = view.getUint32(at + 18, true);
    update.bidPrice = priceAt(view, at + 22);
    update.askPrice = priceAt(view, at + 30);
    update.askSize = view.getUint32(at + 38, true);
    update.conditions = 0;
    this.#emit();
  }

  /** The lowest event flag says that the event in this symbol is complete. */
  #level(view: DataView, at: number, side: UpdateSide): void {
    const update = this.#update;
    if (!this.#isPrice(view, at + 22)) return;
    if ((view.getUint8(at + 1) & 1) === 0) update.flags &= ~UpdateFlag.LAST;
    update.kind = UpdateKind.LEVEL;
    update.side = side;
    update.quantity = view.getUint32(at + 18, true);
    update.action = update.quantity === 0 ? UpdateAction.DELETE : UpdateAction.CHANGE;
    update.price = priceAt(view, at + 22);
    this.#emit();
  }

  #trade(view: DataView, at: number, action: UpdateAction): void {
    if (!this.#isPrice(view, at + 22)) return;
    const conditions = conditionsOf(view.getUint8(at + 1));
    this.#tellTrade(action, priceAt(view, at + 22), view.getUint32(at + 18, true), conditions);
    const update = this.#update;
    update.tradeHigh = view.getUint32(at + 34, true);
    update.tradeLow = view.getUint32(at + 30, true);
    const isBreak = action === UpdateAction.DELETE;
    update.correctedHigh = isBreak ? update.tradeHigh : 0;
    update.correctedLow = isBreak ? update.tradeLow : 0;
    this.#emit();
  }

  #officialPrice(view: DataView, at: number, position: number): void {
    const type = view.getUint8(at + 1);
    if (type !== CLOSING && type !== OPENING)
      throw new FormatError('FIELD', position, 'an unknown official price');
    if (!this.#isPrice(view, at + 18)) return;
    const condition =
      type === CLOSING ? TradeCondition.OFFICIAL_CLOSE : TradeCondition.OFFICIAL_OPEN;
    this.#tellTrade(UpdateAction.ADD, priceAt(view, at + 18), 0, condition);
    const update = this.#update;
    update.tradeHigh = update.tradeLow = update.correctedHigh = update.correctedLow = 0;
    this.#emit();
  }

  #tellTrade(action: UpdateAction, price: number, quantity: number, conditions: number): void {
    const update = this.#update;
    update.kind = UpdateKind.TRADE;
    update.action = action;
    update.side = UpdateSide.NONE;
    update.price = price;
    update.quantity = quantity;
    update.conditions = conditions;
  }

  /** Whether a price is a safe integer; if not, its update is left out. */
  #isPrice(view: DataView, at: number): boolean {
    if (isSafeHigh(view.getInt32(at + 4, true))) return true;
    this.leftOut.unrepresentable++;
    this.noteGap();
    return false;
  }
}

/** Prices of IEX are 1/10 000 USD already. */
function priceAt(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}
