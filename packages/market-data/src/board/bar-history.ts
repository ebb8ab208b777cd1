import { BarKind, type Bar, type BarSink } from '../bars/bar.ts';
import { ALL_BAR_WIDTHS, type BarWidth } from '../bars/bar-width.ts';

/** A bar as it is kept. Prices in 1/10 000 USD; start and end in nanoseconds since midnight in New York of the date. */
export type KeptBar = Readonly<
  Pick<
    Bar,
    'date' | 'start' | 'end' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'turnover' | 'trades'
  >
>;

/** Bars that are kept of an instrument and a width. */
export const BARS_KEPT = 120;

/** The newest bars of each instrument and width, as they are after all corrections. */
export class BarHistory implements BarSink {
  readonly #kept = new Map<number, KeptBar[]>();

  bar(bar: Bar): void {
    const key = keyOf(bar.instrument, bar.width);
    let bars = this.#kept.get(key);
    if (bars === undefined) this.#kept.set(key, (bars = []));
    let at = bars.length;
    while (at > 0 && isLater(bars[at - 1]!, bar)) at--;
    const isThere = at > 0 && bars[at - 1]!.date === bar.date && bars[at - 1]!.start === bar.start;
    const { date, start, end, open, high, low, close, volume, turnover, trades } = bar;
    const row = { date, start, end, open, high, low, close, volume, turnover, trades };
    if (bar.kind === BarKind.WITHDRAWN) {
      if (isThere) bars.splice(at - 1, 1);
    } else if (isThere) bars[at - 1] = row;
    else bars.splice(at, 0, row);
    if (bars.length > BARS_KEPT) bars.shift();
  }

  /** The newest `first` bars, the newest last. */
  newest(instrument: number, width: BarWidth, first: number): readonly KeptBar[] {
    return (this.#kept.get(keyOf(instrument, width)) ?? []).slice(-first);
  }

  /** A split: prices of all bars times `factor`, quantities divided by it, to the nearest whole; what was paid stays. */
  scale(instrument: number, factor: number): void {
    for (const width of ALL_BAR_WIDTHS) {
      const bars = this.#kept.get(keyOf(instrument, width)) ?? [];
      for (const [at, bar] of bars.entries()) {
        const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map((price) =>
          Math.round(price * factor),
        ) as [number, number, number, number];
        bars[at] = { ...bar, open, high, low, close, volume: Math.round(bar.volume / factor) };
      }
    }
  }

  /** Forgets an instrument. */
  forget(instrument: number): void {
    for (const width of ALL_BAR_WIDTHS) this.#kept.delete(keyOf(instrument, width));
  }

  /** Days of the oldest and the newest bar of an instrument; undefined where there is none. */
  daysOf(instrument: number): { readonly oldest: number; readonly newest: number } | undefined {
    const days = ALL_BAR_WIDTHS.flatMap((width) =>
      (this.#kept.get(keyOf(instrument, width)) ?? []).map(({ date }) => date),
    );
    return days.length === 0 ? undefined : { oldest: Math.min(...days), newest: Math.max(...days) };
  }
}

function keyOf(instrument: number, width: BarWidth): number {
  return instrument * ALL_BAR_WIDTHS.length + ALL_BAR_WIDTHS.indexOf(width);
}

function isLater(kept: KeptBar, { date, start }: Bar): boolean {
  return kept.date > date || (kept.date === date && kept.start > start);
}
