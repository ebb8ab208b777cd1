import { Instant } from '../../exact/instant.ts';
import type { LeftOut } from '../../reader/feed-reader.ts';
import { UpdateAction } from '../../update/action.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { UpdateSide } from '../../update/side.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import { alpacaReason, alpacaStatus } from './alpaca-status.ts';
import { isObject, parseMessage, type JsonObject } from './message-json.ts';
import type { MessageReader } from './message-reader.ts';
import { conditionsOf } from './sale-conditions.ts';
import { Session } from './session.ts';

export interface AlpacaOptions {
  /** 0–255. */
  readonly source: number;
  /** Shares of one unit of a quote's size: 100 where sizes are round lots, as the documentation has them; the default. */
  readonly quoteLot?: number;
}

const PRICE_DECIMALS = 4;
/** A cancel repeats none. */
const NO_CONDITIONS: readonly unknown[] = [];

/**
 * Reads Alpaca's stock stream (docs.alpaca.markets, Real-time Stock Data): trades, quotes, corrections, cancels, LULD
 * bands and trading statuses; a message holds many. Its prices are numbers of JSON, which are read as they are written.
 */
export class AlpacaReader implements MessageReader {
  readonly sequencing: Sequencing = 'ASCENDING';
  readonly #session: Session;
  readonly #quoteLot: number;
  readonly #time = new Instant();

  constructor(sink: UpdateSink, { source, quoteLot = 100 }: AlpacaOptions) {
    this.#session = new Session(sink, source);
    this.#quoteLot = quoteLot;
  }

  get position(): number {
    return this.#session.fields.position;
  }

  get leftOut(): LeftOut {
    return this.#session.leftOut;
  }

  push(text: string, received: Instant): void {
    this.#session.begin(received);
    const messages = parseMessage(text, this.position);
    if (!Array.isArray(messages)) return this.#session.fields.refuse('T');
    for (const message of messages) {
      if (!isObject(message)) return this.#session.fields.refuse('T');
      this.#take(message);
    }
  }

  #take(message: JsonObject): void {
    switch (this.#session.fields.text(message, 'T')) {
      case 't':
        return this.#trade(message, UpdateAction.ADD, 'i', 'p', 's', 'c');
      case 'c':
        return this.#trade(message, UpdateAction.CHANGE, 'ci', 'cp', 'cs', 'cc');
      case 'x':
        return this.#trade(message, UpdateAction.DELETE, 'i', 'p', 's', undefined);
      case 'q':
        return this.#quote(message);
      case 'l':
        return this.#band(message);
      case 's':
        return this.#status(message);
      default:
        this.#session.leftOut.otherMessages++;
    }
  }

  #begin(message: JsonObject): void {
    const { fields } = this.#session;
    fields.time(message, 't', this.#time);
    this.#session.setTime(this.#time);
    this.#session.setSymbol(fields.text(message, 'S'));
  }

  /** A trade, a correction with its new id, or a cancel: fields have other names in each. */
  #trade(
    message: JsonObject,
    action: UpdateAction,
    id: string,
    price: string,
    size: string,
    conditions: string | undefined,
  ): void {
    const { fields, update } = this.#session;
    this.#begin(message);
    const trade = fields.whole(message, id);
    update.kind = UpdateKind.TRADE;
    update.action = action;
    update.side = UpdateSide.NONE;
    update.price = fields.units(message, price, PRICE_DECIMALS);
    update.quantity = fields.units(message, size, 0);
    const letters = conditions === undefined ? NO_CONDITIONS : fields.list(message, conditions);
    update.conditions = conditionsOf(letters, fields.optionalText(message, 'z'));
    const corrected = correctedId(action, trade, () => fields.whole(message, 'oi'));
    update.tradeHigh = Math.floor(trade / 2 ** 32);
    update.tradeLow = trade % 2 ** 32;
    update.correctedHigh = Math.floor(corrected / 2 ** 32);
    update.correctedLow = corrected % 2 ** 32;
    this.#session.emit(UpdateFlag.LAST, update.price, update.quantity);
  }

  #quote(message: JsonObject): void {
    const { fields, update } = this.#session;
    this.#begin(message);
    update.kind = UpdateKind.QUOTE;
    update.bidPrice = fields.units(message, 'bp', PRICE_DECIMALS);
    update.bidSize = fields.whole(message, 'bs') * this.#quoteLot;
    update.askPrice = fields.units(message, 'ap', PRICE_DECIMALS);
    update.askSize = fields.whole(message, 'as') * this.#quoteLot;
    // Letters of quotes are others than those of trades.
    update.conditions = 0;
    this.#session.emit(UpdateFlag.LAST, update.bidPrice, update.askPrice);
  }

  #band(message: JsonObject): void {
    const { fields, update } = this.#session;
    this.#begin(message);
    update.kind = UpdateKind.BAND;
    update.bidPrice = fields.units(message, 'd', PRICE_DECIMALS);
    update.askPrice = fields.units(message, 'u', PRICE_DECIMALS);
    this.#session.emit(UpdateFlag.LAST, update.bidPrice, update.askPrice);
  }

  #status(message: JsonObject): void {
    const { fields, update } = this.#session;
    this.#begin(message);
    const tape = fields.optionalText(message, 'z');
    update.kind = UpdateKind.STATUS;
    const reason = fields.optionalText(message, 'rc');
    update.reason = alpacaReason(reason);
    update.status = alpacaStatus(fields.text(message, 'sc'), reason, tape);
    this.#session.emit(UpdateFlag.LAST);
  }
}

function correctedId(action: UpdateAction, trade: number, original: () => number): number {
  if (action === UpdateAction.ADD) return 0;
  return action === UpdateAction.CHANGE ? original() : trade;
}
