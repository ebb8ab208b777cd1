import { copyUpdate } from '../arbitrate/update-copy.ts';
import type { BoardSource, MarketBoard } from '../board/market-board.ts';
import { momentAt, type MarketTime, type Moment } from '../moment/market-time.ts';
import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import { MarketUpdate } from '../update/market-update.ts';
import type { UpdateSink } from '../update/sink.ts';
import { Continuation } from './continuation.ts';

/** Losses of a source that are listed. */
const LOSSES_MAX = 1_000;

/** Events that a source has not told: `count` of them from `from` to `to`, by the numbers of its recording. */
export interface Loss {
  /** Where the source numbers each instrument by itself. */
  readonly symbol: string | undefined;
  readonly from: number;
  readonly to: number;
  /** 0 where parts of an event are missing, or the reader said that something is, and no number tells how much. */
  readonly count: number;
  /** Event time of what came behind it. */
  readonly at: Moment;
}

/** Where updates go that the market has taken. */
export interface TakenUpdates {
  /** An instrument has this number in the market, and in the updates. */
  instrument(instrument: number, symbol: string): void;
  /** The record is valid within this call only. */
  update(update: MarketUpdate): void;
}

export interface BoardIntakeOptions {
  readonly board: MarketBoard;
  readonly source: BoardSource;
  readonly time: MarketTime;
  readonly taken: TakenUpdates;
  /** Ms since 1970 UTC, with a fraction. */
  readonly now: () => number;
}

/** A source's way into the market: with the market's numbers of instruments, stamped with when they were received. */
export class BoardIntake implements UpdateSink {
  readonly losses: Loss[] = [];
  readonly #options: BoardIntakeOptions;
  readonly #continuation = new Continuation();
  readonly #numbers = new Map<number, number>();
  readonly #own = new MarketUpdate();
  #lossesSeen = 0;
  #isFirst = true;
  /** Of the last update: when it happened, and was received. */
  #event: Moment | undefined;
  #received: Moment | undefined;

  constructor(options: BoardIntakeOptions) {
    this.#options = options;
  }

  get source(): BoardSource {
    return this.#options.source;
  }

  get event(): Moment | undefined {
    return this.#event;
  }

  get received(): Moment | undefined {
    return this.#received;
  }

  /** Whether times are others than the recording has. */
  get isMoved(): boolean {
    return this.#continuation.isMoved;
  }

  /** A recording begins: nothing that stands is of it. */
  begin(): void {
    if (!this.#isFirst) this.clear();
    this.#isFirst = false;
    this.#numbers.clear();
    this.#continuation.begin();
  }

  /** Takes all of the source's books out of the market. */
  clear(): void {
    const now = this.#options.time.now;
    if (now === undefined || this.#event === undefined) return;
    const own = this.#own;
    own.clear();
    own.kind = UpdateKind.CLEAR;
    own.flags = UpdateFlag.WHOLE_MARKET | UpdateFlag.LAST;
    own.sequence = this.#continuation.next(0);
    own.exchangeDay = now.day;
    own.exchangeNanos = now.nanos;
    this.#stamp();
    this.#options.source.sink.update(own);
    this.#tell();
  }

  /** @throws MarketError TOO_MANY */
  instrument(id: number, symbol: string): void {
    const { board, source, taken } = this.#options;
    source.sink.instrument(id, symbol);
    const number = board.state.symbols.numberOf(symbol);
    this.#numbers.set(id, number);
    taken.instrument(number, symbol);
  }

  /** @throws MarketError UNANNOUNCED */
  update(update: MarketUpdate): void {
    const { board, source, time } = this.#options;
    const own = this.#own;
    copyUpdate(update, own);
    const isWhole = (own.flags & UpdateFlag.WHOLE_MARKET) !== 0;
    const number = isWhole ? 0 : this.#numbers.get(own.instrument);
    const key = source.state.isPerInstrument ? (number ?? 0) : 0;
    this.#continuation.apply(own, key, time.now);
    const nowMs = this.#stamp();
    source.sink.update(own);
    time.heard(own, nowMs);
    if (source.state.lost.count !== this.#lossesSeen) this.#lose(key);
    if (!isWhole) board.heard(number!, own);
    own.instrument = number!;
    this.#tell();
  }

  #stamp(): number {
    const nowMs = this.#options.now();
    const own = this.#own;
    this.#event = { day: own.exchangeDay, nanos: own.exchangeNanos };
    this.#received = momentAt(nowMs);
    own.receiveDay = this.#received.day;
    own.receiveNanos = this.#received.nanos;
    return nowMs;
  }

  #tell(): void {
    this.#own.source = this.#options.source.index;
    this.#options.taken.update(this.#own);
  }

  #lose(key: number): void {
    const { lost } = this.#options.source.state;
    const range = lost.listed[this.#lossesSeen];
    this.#lossesSeen = lost.count;
    if (range === undefined || this.losses.length >= LOSSES_MAX || this.#event === undefined)
      return;
    const from = this.#continuation.recorded(key, range.after + 1);
    const to = this.#continuation.recorded(key, range.before - 1);
    const count = range.isAnnounced ? 0 : Math.max(0, to - from + 1);
    this.losses.push({ symbol: range.symbol, from, to, count, at: this.#event });
  }
}
