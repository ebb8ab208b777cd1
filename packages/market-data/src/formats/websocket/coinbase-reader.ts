import { Instant } from '../../exact/instant.ts';
import type { LeftOut } from '../../reader/feed-reader.ts';
import { UpdateAction } from '../../update/action.ts';
import { TradeCondition } from '../../update/conditions.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { UpdateSide } from '../../update/side.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import { isObject, parseMessage, type JsonObject } from './message-json.ts';
import type { MessageReader } from './message-reader.ts';
import { Session } from './session.ts';

export interface CoinbaseOptions {
  /** 0–255. */
  readonly source: number;
  /** Decimals of quantities: a unit is 10^-n of the base currency, 8 by default. */
  readonly quantityDecimals?: number;
}

const PRICE_DECIMALS = 4;

/**
 * Reads Coinbase Exchange's channels level2 and level2_batch (snapshot, l2update), matches and heartbeat
 * (docs.cdp.coinbase.com/exchange, WebSocket channels). Trade ids of a product follow one another: a match or a heartbeat
 * that skips one makes a gap.
 */
export class CoinbaseReader implements MessageReader {
  readonly sequencing: Sequencing = 'ASCENDING';
  readonly #session: Session;
  readonly #decimals: number;
  readonly #time = new Instant();
  readonly #lastTrade = new Map<number, number>();

  constructor(sink: UpdateSink, { source, quantityDecimals = 8 }: CoinbaseOptions) {
    this.#session = new Session(sink, source);
    this.#decimals = quantityDecimals;
  }

  get position(): number {
    return this.#session.fields.position;
  }

  get leftOut(): LeftOut {
    return this.#session.leftOut;
  }

  push(text: string, received: Instant): void {
    const session = this.#session;
    session.begin(received);
    const message = parseMessage(text, this.position);
    if (!isObject(message)) return session.fields.refuse('type');
    switch (session.fields.text(message, 'type')) {
      case 'snapshot':
        return this.#snapshot(message, received);
      case 'l2update':
        return this.#changes(message);
      case 'match':
      case 'last_match':
        return this.#match(message);
      case 'heartbeat':
        return this.#heartbeat(message);
      default:
        session.leftOut.otherMessages++;
    }
  }

  #begin(message: JsonObject): number {
    this.#session.fields.time(message, 'time', this.#time);
    this.#session.setTime(this.#time);
    return this.#session.setSymbol(this.#session.fields.text(message, 'product_id'));
  }

  /** The whole book. Older servers send no time with it. */
  #snapshot(message: JsonObject, received: Instant): void {
    const session = this.#session;
    const { fields } = session;
    const hasTime = message['time'] !== undefined;
    if (hasTime) fields.time(message, 'time', this.#time);
    session.setTime(hasTime ? this.#time : received);
    session.setSymbol(fields.text(message, 'product_id'));
    const flags = UpdateFlag.SNAPSHOT | (hasTime ? 0 : UpdateFlag.NO_EXCHANGE_TIME);
    const [bids, asks] = [fields.list(message, 'bids'), fields.list(message, 'asks')];
    const levels = bids.length + asks.length;
    session.update.kind = UpdateKind.CLEAR;
    session.emit(flags | (levels === 0 ? UpdateFlag.LAST : 0));
    for (const [index, level] of [...bids, ...asks].entries()) {
      const pair = Array.isArray(level) ? level : fields.refuse('bids');
      const side = index < bids.length ? UpdateSide.BID : UpdateSide.ASK;
      this.#level(side, pair[0], pair[1], flags | (index === levels - 1 ? UpdateFlag.LAST : 0));
    }
  }

  #changes(message: JsonObject): void {
    const { fields } = this.#session;
    this.#begin(message);
    const changes = fields.list(message, 'changes');
    for (const [index, change] of changes.entries()) {
      const [side, price, size] = Array.isArray(change) ? change : fields.refuse('changes');
      const flags = index === changes.length - 1 ? UpdateFlag.LAST : 0;
      this.#level(this.#sideOf(side), price, size, flags);
    }
  }

  #level(side: UpdateSide, price: unknown, size: unknown, flags: number): void {
    const { fields, update } = this.#session;
    update.kind = UpdateKind.LEVEL;
    update.side = side;
    update.price = fields.decimal(price, PRICE_DECIMALS, 'price');
    update.quantity = fields.decimal(size, this.#decimals, 'size');
    update.action = update.quantity === 0 ? UpdateAction.DELETE : UpdateAction.CHANGE;
    this.#session.emit(flags, update.price, update.quantity);
  }

  /** The last match before the session began is no news, and says where trade ids are. */
  #match(message: JsonObject): void {
    const { fields, update } = this.#session;
    const product = this.#begin(message);
    const trade = fields.whole(message, 'trade_id');
    this.#noteTrade(product, trade - 1);
    this.#lastTrade.set(product, trade);
    update.kind = UpdateKind.TRADE;
    update.action = UpdateAction.ADD;
    // The maker's: of the order that was there.
    update.side = this.#sideOf(message['side']);
    update.price = fields.units(message, 'price', PRICE_DECIMALS);
    update.quantity = fields.units(message, 'size', this.#decimals);
    update.conditions = TradeCondition.REGULAR;
    update.tradeHigh = Math.floor(trade / 2 ** 32);
    update.tradeLow = trade % 2 ** 32;
    update.correctedHigh = update.correctedLow = 0;
    const isOld = message['type'] === 'last_match';
    const flags = UpdateFlag.LAST | (isOld ? UpdateFlag.SNAPSHOT : 0);
    this.#session.emit(flags, update.price, update.quantity);
  }

  #heartbeat(message: JsonObject): void {
    const product = this.#begin(message);
    this.#noteTrade(product, this.#session.fields.whole(message, 'last_trade_id'));
    this.#session.leftOut.otherMessages++;
  }

  /** @param expected the last trade that must have been told by now. */
  #noteTrade(product: number, expected: number): void {
    const last = this.#lastTrade.get(product);
    if (last === undefined || expected <= last) return;
    this.#session.noteGap();
    this.#lastTrade.set(product, expected);
  }

  #sideOf(side: unknown): UpdateSide {
    if (side === 'buy') return UpdateSide.BID;
    return side === 'sell' ? UpdateSide.ASK : this.#session.fields.refuse('side');
  }
}
