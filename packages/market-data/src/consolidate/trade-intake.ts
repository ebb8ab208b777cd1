import { UpdateAction } from '../update/action.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import { AcceptedTrade } from './market-options.ts';
import type { MarketState } from './market-state.ts';
import type { QuarantineReason } from './quarantine.ts';
import type { SourceState } from './sources/source-state.ts';
import { TradeEffect, tradeEffect } from './trades/trade-effect.ts';

/** Takes trades, corrections and cancels into the day's figures and the log of the session. */
export class TradeIntake {
  readonly #market: MarketState;
  readonly #record = new AcceptedTrade();

  constructor(market: MarketState) {
    this.#market = market;
  }

  /** @param offset the trade's time, nanoseconds since midnight of the day that the market's clock shows. */
  take(source: SourceState, index: number, i: number, update: MarketUpdate, offset: number): void {
    const market = this.#market;
    source.trades++;
    if (!source.hasTrades) return;
    if (market.clock.date !== market.date) {
      this.#putAside('PAST_DAY', source, i, update, 0);
    } else if (update.action === UpdateAction.CHANGE || update.action === UpdateAction.DELETE) {
      this.#correct(source, index, i, update);
    } else this.#add(source, index, i, update, offset);
  }

  #add(source: SourceState, index: number, i: number, update: MarketUpdate, offset: number): void {
    const { day, trades, listener } = this.#market;
    const effect = this.#effectOf(i, update.conditions, offset);
    if (effect === 0) return;
    if (!this.#isSane(i, effect, update.price, offset)) {
      this.#putAside('TRADE_OUT_OF_BAND', source, i, update, day.last[i]!);
      return;
    }
    const { price, quantity, tradeHigh, tradeLow } = update;
    const row = trades.add(i, index, tradeHigh, tradeLow, price, quantity, offset, effect, -1);
    const order = row >= 0 ? row : trades.count + trades.unkept;
    day.add(i, effect, price, quantity, offset, order);
    const record = this.#record;
    record.instrument = i;
    record.date = this.#market.date;
    record.offset = offset;
    record.price = price;
    record.quantity = quantity;
    record.effect = effect;
    record.order = order;
    record.sequence = update.sequence;
    record.isKept = row >= 0;
    listener.traded?.(record, trades);
    listener.changed?.(i);
  }

  /** Whether the conditions say that the trade may set prices is decided here, once: corrections of others keep it so. */
  #effectOf(i: number, conditions: number, offset: number): number {
    const { clock, day } = this.#market;
    const effect = tradeEffect(conditions, clock.hasSession && !clock.isInSession(offset));
    if ((effect & TradeEffect.LAST_IF_FIRST) === 0) return effect;
    const rest = effect & ~TradeEffect.LAST_IF_FIRST;
    return day.hasLast(i) ? rest : rest | TradeEffect.LAST;
  }

  /** Only prices that would count are compared, and only with one that is fresh: the band gives way by itself. */
  #isSane(i: number, effect: number, price: number, offset: number): boolean {
    const { day, options } = this.#market;
    if ((effect & (TradeEffect.LAST | TradeEffect.HIGH_LOW)) === 0 || !day.hasLast(i)) return true;
    if (Math.abs(offset - day.lastOffset[i]!) > options.bandNanos) return true;
    const last = day.last[i]!;
    return Math.abs(price - last) * 100 <= Math.abs(last) * options.bandPercent;
  }

  #correct(source: SourceState, index: number, i: number, update: MarketUpdate): void {
    const { trades, day, listener, clock } = this.#market;
    const row = trades.find(index, update.correctedHigh, update.correctedLow);
    if (row < 0 || trades.instrument[row] !== i) {
      this.#putAside('UNKNOWN_TRADE', source, i, update, 0);
      return;
    }
    const isChange = update.action === UpdateAction.CHANGE;
    if (trades.unkept > 0 || (isChange && trades.count === trades.max)) {
      this.#putAside('UNDERIVABLE', source, i, update, trades.price[row]!);
      return;
    }
    const record = this.#record;
    record.instrument = i;
    record.date = this.#market.date;
    record.offset = trades.offset[row]!;
    record.price = trades.price[row]!;
    record.quantity = trades.quantity[row]!;
    record.effect = trades.effect[row]!;
    record.order = trades.order[row]!;
    record.sequence = update.sequence;
    record.isKept = true;
    trades.effect[row] = 0;
    if (isChange) {
      const { price, quantity, tradeHigh, tradeLow, conditions } = update;
      const isExtended = clock.hasSession && !clock.isInSession(record.offset);
      let effect = tradeEffect(conditions, isExtended) & ~TradeEffect.LAST_IF_FIRST;
      // A late trade that has set the price, as the first of the day, still does.
      if ((record.effect & effect & TradeEffect.HIGH_LOW) !== 0)
        effect |= record.effect & TradeEffect.LAST;
      trades.add(
        i,
        index,
        tradeHigh,
        tradeLow,
        price,
        quantity,
        record.offset,
        effect,
        record.order,
      );
    }
    day.derive(i, trades);
    listener.corrected?.(record, trades);
    listener.changed?.(i);
  }

  #putAside(
    reason: QuarantineReason,
    source: SourceState,
    i: number,
    update: MarketUpdate,
    reference: number,
  ): void {
    source.quarantined++;
    const { quarantine, symbols } = this.#market;
    quarantine.add(reason, source.name, symbols.symbolOf(i), update, update.price, reference);
  }
}
