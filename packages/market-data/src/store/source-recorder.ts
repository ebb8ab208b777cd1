import type { SourceState } from '../consolidate/sources/source-state.ts';
import type { SymbolDirectory } from '../consolidate/symbol-directory.ts';
import { UpdateAction } from '../update/action.ts';
import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import { REMAINING_UNKNOWN, type MarketUpdate } from '../update/market-update.ts';
import type { NativeColumn, TimeColumn, WideColumn, WordColumn } from './native/columns.ts';
import type { MarketStore } from './market-store.ts';
import { TradeAction } from './tables.ts';

/** Columns of every row of what a source says. */
interface SaidColumns extends Readonly<Record<string, NativeColumn>> {
  readonly symbol: WordColumn;
  readonly source: WordColumn;
  readonly event_at: TimeColumn;
  readonly received_at: TimeColumn;
  readonly sequence: WideColumn;
}

/**
 * Has what one source says stored, as the market has taken it: trades and book changes as they are told, and its best bid
 * and ask, where it tells them with each of its quotes, where it tells a book whenever they are others.
 */
export class SourceRecorder {
  readonly #store: MarketStore;
  readonly #source: SourceState;
  readonly #symbols: SymbolDirectory;
  /** Bid, its size, ask, its size, as they were stored last. */
  readonly #told = new Map<number, Float64Array>();
  /** Instrument of an event that was not complete, or −1: its best prices show with the next update. */
  #open = -1;

  /** @param symbols of the market that the source's updates are numbered by. */
  constructor(store: MarketStore, source: SourceState, symbols: SymbolDirectory) {
    this.#store = store;
    this.#source = source;
    this.#symbols = symbols;
  }

  /** @param update with the market's number of the instrument, after the market has taken it. */
  update(update: MarketUpdate): void {
    const { instrument, kind } = update;
    if (kind === UpdateKind.TRADE) this.#trade(update);
    else if (kind === UpdateKind.DELTA || kind === UpdateKind.LEVEL || kind === UpdateKind.CLEAR)
      this.#delta(update);
    if (kind === UpdateKind.QUOTE) this.#quote(instrument, update);
    else if (!isWhole(update)) this.#best(instrument, update);
    else for (const each of this.#told.keys()) this.#best(each, update);
    if (this.#open >= 0 && this.#open !== instrument) this.#best(this.#open, update);
    this.#open = this.#source.pending;
  }

  #quote(instrument: number, update: MarketUpdate): void {
    const { bidPrice, bidSize, askPrice, askSize, conditions } = update;
    this.#keep(instrument, bidPrice, bidSize, askPrice, askSize);
    this.#tell(instrument, update, conditions);
  }

  /** Tells the best prices of the source's book where they are others than before. */
  #best(instrument: number, update: MarketUpdate): void {
    const { bidPrice, bidSize, askPrice, askSize } = this.#source;
    const [bid, ask] = [bidPrice[instrument]!, askPrice[instrument]!];
    if (!this.#keep(instrument, bid, bidSize[instrument]!, ask, askSize[instrument]!)) return;
    this.#tell(instrument, update, 0);
  }

  /** @returns whether anything is another. */
  #keep(instrument: number, bid: number, bidSize: number, ask: number, askSize: number): boolean {
    let told = this.#told.get(instrument);
    if (told === undefined) this.#told.set(instrument, (told = new Float64Array(4)));
    if (told[0] === bid && told[1] === bidSize && told[2] === ask && told[3] === askSize)
      return false;
    told[0] = bid;
    told[1] = bidSize;
    told[2] = ask;
    told[3] = askSize;
    return true;
  }

  #tell(instrument: number, update: MarketUpdate, conditions: number): void {
    const row = this.#store.row('quotes');
    if (row < 0) return;
    const { columns } = this.#store.quotes;
    const [bid = 0, bidSize = 0, ask = 0, askSize = 0] = this.#told.get(instrument)!;
    this.#said(columns, row, this.#symbols.symbolOf(instrument), update);
    columns.bid.set(row, bidSize > 0 ? bid : undefined);
    columns.bid_size.set(row, bidSize);
    columns.ask.set(row, askSize > 0 ? ask : undefined);
    columns.ask_size.set(row, askSize);
    columns.conditions.set(row, conditions);
  }

  #trade(update: MarketUpdate): void {
    const row = this.#store.row('trades');
    if (row < 0) return;
    const { columns } = this.#store.trades;
    this.#said(columns, row, this.#symbolOf(update), update);
    columns.action.set(row, tradeAction(update.action));
    columns.side.set(row, update.side);
    columns.price.set(row, update.price);
    columns.size.set(row, update.quantity);
    columns.conditions.set(row, update.conditions);
    columns.trade_id.setHalves(row, update.tradeHigh, update.tradeLow);
    const isNew = update.action === UpdateAction.ADD;
    columns.corrected_id.setHalves(
      row,
      isNew ? 0 : update.correctedHigh,
      isNew ? 0 : update.correctedLow,
    );
  }

  #delta(update: MarketUpdate): void {
    const row = this.#store.row('deltas');
    if (row < 0) return;
    const { columns } = this.#store.deltas;
    const isOrder = update.kind === UpdateKind.DELTA;
    const isClear = update.kind === UpdateKind.CLEAR;
    this.#said(columns, row, this.#symbolOf(update), update);
    columns.part.set(row, update.part);
    columns.kind.set(row, update.kind);
    columns.action.set(row, isClear ? UpdateAction.NONE : update.action);
    columns.side.set(row, isClear ? 0 : update.side);
    columns.price.set(row, isClear ? 0 : update.price);
    columns.size.set(row, isClear ? 0 : update.quantity);
    const isKnown = isOrder && update.remaining !== REMAINING_UNKNOWN;
    columns.remaining.set(row, isKnown ? update.remaining : undefined);
    columns.order_id.setHalves(row, isOrder ? update.orderHigh : 0, isOrder ? update.orderLow : 0);
  }

  /** Empty of an update that concerns all instruments. */
  #symbolOf(update: MarketUpdate): string {
    return isWhole(update) ? '' : this.#symbols.symbolOf(update.instrument);
  }

  #said(columns: SaidColumns, row: number, symbol: string, update: MarketUpdate): void {
    columns.symbol.set(row, symbol);
    columns.source.set(row, this.#source.name);
    columns.event_at.setTime(row, update.exchangeDay, update.exchangeNanos);
    columns.received_at.setTime(row, update.receiveDay, update.receiveNanos);
    columns.sequence.set(row, update.sequence);
  }
}

function isWhole({ flags }: MarketUpdate): boolean {
  return (flags & UpdateFlag.WHOLE_MARKET) !== 0;
}

function tradeAction(action: UpdateAction): number {
  if (action === UpdateAction.CHANGE) return TradeAction.CORRECT;
  return action === UpdateAction.DELETE ? TradeAction.CANCEL : TradeAction.ADD;
}
