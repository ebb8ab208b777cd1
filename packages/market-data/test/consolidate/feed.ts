import { instantOf, parseDate, wall } from '@bellwether/domain';
import {
  MarketUpdate,
  NANOS_PER_DAY,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  type Market,
  type Sequencing,
  type UpdateSink,
} from '../../src/index.ts';

type Fields = Partial<Omit<MarketUpdate, 'clear'>>;

/** A time of New York, `HH:MM:SS` with milliseconds, as updates have it. */
export const at = (time: string, date = '2026-06-10'): Fields => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const whole = Math.floor(seconds);
  const instant = instantOf(parseDate(date), wall(hours, minutes, whole));
  const millis = Math.round((seconds - whole) * 1_000);
  const exchangeDay = Number(instant / BigInt(NANOS_PER_DAY));
  return {
    exchangeDay,
    exchangeNanos: Number(instant % BigInt(NANOS_PER_DAY)) + millis * 1_000_000,
  };
};

/** A source that is told updates by hand: numbers itself, one instrument with id 7 unless it is told otherwise. */
export class Feed {
  readonly sink: UpdateSink;
  sequence = 0;
  #time: Fields = at('10:00:00');

  constructor(
    market: Market,
    name = 'A',
    sequencing: Sequencing = 'CONTIGUOUS',
    hasTrades = true,
    symbols: Readonly<Record<number, string>> = { 7: 'AAPL' },
  ) {
    this.sink = market.source({ name, sequencing, hasTrades });
    for (const [id, symbol] of Object.entries(symbols)) this.sink.instrument(Number(id), symbol);
  }

  time(time: string, date?: string): this {
    this.#time = at(time, date);
    return this;
  }

  tell(fields: Fields): this {
    const update = new MarketUpdate();
    const own = { sequence: ++this.sequence, instrument: 7, flags: UpdateFlag.LAST };
    Object.assign(update, own, this.#time, fields);
    this.sequence = update.sequence;
    this.sink.update(update);
    return this;
  }

  quote(bidPrice: number, bidSize: number, askPrice: number, askSize: number, fields = {}): this {
    return this.tell({ kind: UpdateKind.QUOTE, bidPrice, bidSize, askPrice, askSize, ...fields });
  }

  trade(price: number, quantity: number, fields: Fields = {}): this {
    return this.tell({
      kind: UpdateKind.TRADE,
      action: UpdateAction.ADD,
      price,
      quantity,
      conditions: TradeCondition.REGULAR,
      ...fields,
    });
  }

  bid(price: number, quantity: number, fields: Fields = {}): this {
    return this.tell({ ...level(price, quantity), side: UpdateSide.BID, ...fields });
  }

  ask(price: number, quantity: number, fields: Fields = {}): this {
    return this.tell({ ...level(price, quantity), side: UpdateSide.ASK, ...fields });
  }

  order(action: UpdateAction, orderLow: number, quantity: number, fields: Fields = {}): this {
    const side = UpdateSide.BID;
    return this.tell({ kind: UpdateKind.DELTA, action, side, orderLow, quantity, ...fields });
  }

  clear(fields: Fields = {}): this {
    return this.tell({ kind: UpdateKind.CLEAR, ...fields });
  }
}

const level = (price: number, quantity: number): Fields => ({
  kind: UpdateKind.LEVEL,
  action: quantity === 0 ? UpdateAction.DELETE : UpdateAction.CHANGE,
  price,
  quantity,
});

/** The best prices of the first instrument: bid × size, ask × size, and the sources at either. */
export const best = ({ state: { quotes } }: Market, i = 0): readonly number[] => [
  quotes.bidPrice[i]!,
  quotes.bidSize[i]!,
  quotes.askPrice[i]!,
  quotes.askSize[i]!,
];
