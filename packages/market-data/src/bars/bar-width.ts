const SECOND = 1_000_000_000;

/** Widths of bars in nanoseconds, by name. A day's bar is its session. */
export const BAR_WIDTHS: Readonly<Record<BarWidth, number>> = {
  '1s': SECOND,
  '1m': 60 * SECOND,
  '5m': 300 * SECOND,
  '15m': 900 * SECOND,
  '1h': 3_600 * SECOND,
  '1d': 86_400 * SECOND,
};
export type BarWidth = '1s' | '1m' | '5m' | '15m' | '1h' | '1d';

/** All widths, the smallest first. */
export const ALL_BAR_WIDTHS: readonly BarWidth[] = Object.keys(BAR_WIDTHS) as BarWidth[];

export function isBarWidth(text: string): text is BarWidth {
  return Object.hasOwn(BAR_WIDTHS, text);
}
