import type { Bar, BarSink } from '../bars/bar.ts';
import { BarKind } from '../bars/bar.ts';
import type { BarWidth } from '../bars/bar-width.ts';
import type { BarInput, Indicator } from './indicator.ts';
import { SessionBars } from './session-bars.ts';

/** The values of all indicators at a bar, as they are told within a call; the next ones overwrite them. */
export interface IndicatorValues {
  readonly instrument: number;
  readonly width: BarWidth;
  /** Day in New York, and start and end of the bar in nanoseconds since its midnight. */
  readonly date: number;
  readonly start: number;
  /** In the order of the indicators, each with its outputs; prices in 1/10 000 USD; NaN where there are too few bars. */
  readonly values: Float64Array;
  /** Whether they stand for values that were told before: a bar of this time or an earlier one was corrected. */
  readonly isCorrection: boolean;
}

export interface IndicatorSink {
  indicators(values: IndicatorValues): void;
}

/**
 * Indicators over the closed bars of one width. Incremental: a bar is one step of each. They go on over sessions. Where a
 * bar of the session is corrected, they go back to the session's begin and take its bars again, and what is another value
 * from there on is told as a correction. Bounded by the bars of a session, 23 400 of a second.
 */
export class IndicatorTable implements BarSink {
  readonly indicators: readonly Indicator[];
  readonly #sink: IndicatorSink;
  readonly #stateSize: number;
  /** Of all instruments, one behind the other: now, and as it was when the session began. */
  readonly #state: Float64Array;
  readonly #atBegin: Float64Array;
  readonly #dates: Int32Array;
  readonly #sessions: (SessionBars | undefined)[];
  readonly #input: BarInput = {
    open: Number.MAX_SAFE_INTEGER,
    high: Number.MAX_SAFE_INTEGER,
    low: Number.MAX_SAFE_INTEGER,
    close: Number.MAX_SAFE_INTEGER,
    volume: Number.MAX_SAFE_INTEGER,
    turnover: Number.MAX_SAFE_INTEGER,
    isFirst: false,
  };
  readonly #told: {
    instrument: number;
    width: BarWidth;
    date: number;
    start: number;
    values: Float64Array;
    isCorrection: boolean;
  };

  constructor(
    indicators: readonly Indicator[],
    sink: IndicatorSink,
    { width, instrumentsMax }: { readonly width: BarWidth; readonly instrumentsMax: number },
  ) {
    this.indicators = indicators;
    this.#sink = sink;
    this.#stateSize = indicators.reduce((sum, { stateSize }) => sum + stateSize, 0);
    this.#state = new Float64Array(instrumentsMax * this.#stateSize);
    this.#atBegin = new Float64Array(instrumentsMax * this.#stateSize);
    this.#dates = new Int32Array(instrumentsMax).fill(-1);
    this.#sessions = Array.from({ length: instrumentsMax }, () => undefined);
    const outputs = indicators.reduce((sum, one) => sum + one.outputs.length, 0);
    this.#told = {
      instrument: 0,
      width,
      date: 0,
      start: Number.MAX_SAFE_INTEGER,
      values: new Float64Array(outputs),
      isCorrection: false,
    };
  }

  /** Takes a bar of the table's width; others are passed over. */
  bar(bar: Bar): void {
    if (bar.width !== this.#told.width) return;
    const i = bar.instrument;
    const session = (this.#sessions[i] ??= new SessionBars());
    if (this.#dates[i] !== bar.date) this.#begin(i, bar.date, session);
    const place = session.put(bar);
    this.#told.instrument = i;
    this.#told.date = bar.date;
    this.#told.isCorrection = bar.kind !== BarKind.CLOSED;
    const isNext = place === session.count - 1 && !this.#told.isCorrection;
    if (isNext) this.#step(i, session, place, true);
    else this.#takeAgain(i, session, place);
  }

  /** A split between sessions: each price of the state times `factor`, ¼ where a share becomes four. */
  scale(instrument: number, factor: number): void {
    let at = instrument * this.#stateSize;
    for (const indicator of this.indicators) {
      indicator.scale(this.#state, at, factor);
      at += indicator.stateSize;
    }
    this.#save(instrument);
    this.#sessions[instrument]?.clear();
  }

  /** Everything that is known of an instrument is void: its values begin anew. */
  forget(instrument: number): void {
    const [from, to] = [instrument * this.#stateSize, (instrument + 1) * this.#stateSize];
    this.#state.fill(0, from, to);
    this.#save(instrument);
    this.#sessions[instrument]?.clear();
  }

  #begin(i: number, date: number, session: SessionBars): void {
    this.#dates[i] = date;
    session.clear();
    this.#save(i);
  }

  #save(i: number): void {
    const [from, to] = [i * this.#stateSize, (i + 1) * this.#stateSize];
    this.#atBegin.set(this.#state.subarray(from, to), from);
  }

  /** From the session's begin; told from the place on that is another one. */
  #takeAgain(i: number, session: SessionBars, from: number): void {
    const [start, end] = [i * this.#stateSize, (i + 1) * this.#stateSize];
    this.#state.set(this.#atBegin.subarray(start, end), start);
    for (let place = 0; place < session.count; place++)
      this.#step(i, session, place, place >= from);
  }

  #step(i: number, session: SessionBars, place: number, isTold: boolean): void {
    session.read(place, this.#input);
    let at = i * this.#stateSize;
    let outAt = 0;
    for (const indicator of this.indicators) {
      indicator.step(this.#state, at, this.#input, this.#told.values, outAt);
      at += indicator.stateSize;
      outAt += indicator.outputs.length;
    }
    if (!isTold) return;
    this.#told.start = session.startOf(place);
    this.#sink.indicators(this.#told);
  }
}
