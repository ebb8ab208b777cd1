import type { CivilDate } from '@bellwether/domain';
import { Instant, newYorkMidnight } from '../../exact/instant.ts';
import { LeftOutCounts } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { MarketUpdate } from '../../update/market-update.ts';
import type { UpdateSink } from '../../update/sink.ts';
import { ItchOrders } from './itch-orders.ts';
import { ItchTrades } from './itch-trades.ts';
import { MarketStatus, StatusReason } from '../../update/status.ts';
import { MessageType } from './message-type.ts';
import { BREAKER_LEVELS, SYSTEM_EVENTS, TRADING_STATES, reasonOf } from './trading-status.ts';

/** Turns single messages, whose length is right for their type, into updates. */
export class ItchMessages {
  readonly leftOut: LeftOutCounts = new LeftOutCounts();
  /** Number of the next message. */
  next = 1;
  readonly #sink: UpdateSink;
  readonly #update = new MarketUpdate();
  readonly #midnight: Instant;
  readonly #time = new Instant();
  readonly #orders: ItchOrders;
  readonly #trades: ItchTrades;

  constructor(sink: UpdateSink, source: number, date: CivilDate, ordersMax: number) {
    this.#sink = sink;
    this.#midnight = newYorkMidnight(date);
    this.#update.source = source;
    this.#trades = new ItchTrades(sink, this.#update);
    this.#orders = new ItchOrders(sink, this.#update, this.#trades, this.leftOut, ordersMax);
  }

  /** @param position where the message lies in the feed, for errors. @throws FormatError */
  take(view: DataView, at: number, position: number): void {
    const update = this.#update;
    const nanos = view.getUint16(at + 5) * 2 ** 32 + view.getUint32(at + 7);
    if (!this.#time.after(this.#midnight, nanos))
      throw new FormatError('FIELD', position, `${nanos} ns is no time`);
    update.exchangeDay = update.receiveDay = this.#time.day;
    update.exchangeNanos = update.receiveNanos = this.#time.nanos;
    update.sequence = this.next++;
    update.part = 0;
    update.flags = UpdateFlag.LAST;
    update.instrument = view.getUint16(at + 1);
    this.#takeBody(view, at, position);
  }

  #takeBody(view: DataView, at: number, position: number): void {
    switch (view.getUint8(at)) {
      case MessageType.ADD:
      case MessageType.ADD_ATTRIBUTED:
        return this.#orders.add(view, at, position);
      case MessageType.EXECUTE:
        return this.#orders.execute(view, at, position);
      case MessageType.EXECUTE_AT:
        return this.#orders.executeAt(view, at, position);
      case MessageType.CANCEL:
        return this.#orders.cancel(view, at, position);
      case MessageType.DELETE:
        return this.#orders.delete(view, at);
      case MessageType.REPLACE:
        return this.#orders.replace(view, at, position);
      case MessageType.TRADE:
        return this.#trades.hidden(view, at);
      case MessageType.CROSS:
        return this.#trades.cross(view, at, position);
      case MessageType.BROKEN:
        return this.#trades.broken(view, at);
      case MessageType.DIRECTORY:
        return this.#directory(view, at);
      default:
        return this.#takeStatus(view, at, position);
    }
  }

  #takeStatus(view: DataView, at: number, position: number): void {
    switch (view.getUint8(at)) {
      case MessageType.SYSTEM:
        return this.#systemEvent(view.getUint8(at + 11), position);
      case MessageType.BREAKER:
        return this.#wholeMarket(
          BREAKER_LEVELS.get(view.getUint8(at + 11)),
          StatusReason.MARKET_WIDE,
          position,
        );
      case MessageType.HALT:
        return this.#status(
          TRADING_STATES.get(view.getUint8(at + 19)),
          reasonOf(textAt(view, at + 21, 4)),
          position,
        );
      case MessageType.OPERATIONAL_HALT: {
        const state = TRADING_STATES.get(view.getUint8(at + 20));
        return this.#status(state, StatusReason.OPERATIONAL, position);
      }
      case MessageType.COLLAR:
        return this.#collar(view, at);
      default:
        this.leftOut.otherMessages++;
    }
  }

  #directory(view: DataView, at: number): void {
    const locate = view.getUint16(at + 1);
    this.#trades.setRoundLot(locate, view.getUint32(at + 21));
    this.#sink.instrument(locate, textAt(view, at + 11, 8).trimEnd());
  }

  #systemEvent(event: number, position: number): void {
    const status = SYSTEM_EVENTS.get(event);
    this.#trades.isExtended = status !== MarketStatus.TRADING;
    this.#wholeMarket(status, StatusReason.NONE, position);
  }

  #wholeMarket(status: MarketStatus | undefined, reason: StatusReason, position: number): void {
    this.#update.instrument = 0;
    this.#update.flags |= UpdateFlag.WHOLE_MARKET;
    this.#status(status, reason, position);
  }

  #status(status: MarketStatus | undefined, reason: StatusReason, position: number): void {
    if (status === undefined) throw new FormatError('FIELD', position, 'an unknown state');
    this.#update.kind = UpdateKind.STATUS;
    this.#update.status = status;
    this.#update.reason = reason;
    this.#sink.update(this.#update);
  }

  /** LULD auction collar: beyond these prices the auction that ends the pause may not trade. */
  #collar(view: DataView, at: number): void {
    this.#update.kind = UpdateKind.BAND;
    this.#update.askPrice = view.getUint32(at + 23);
    this.#update.bidPrice = view.getUint32(at + 27);
    this.#sink.update(this.#update);
  }
}

function textAt(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));
}
