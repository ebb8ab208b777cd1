import type { BarWidth } from './bar-width.ts';

/** What a bar is told for. */
export const BarKind = {
  /** Event time has come to its end. */
  CLOSED: 0,
  /** It stands for what was told of its time before, if anything was: a trade was corrected, or came late. */
  CORRECTED: 1,
  /** No trade that sets a price is left in its time; its figures mean nothing. */
  WITHDRAWN: 2,
} as const;
export type BarKind = (typeof BarKind)[keyof typeof BarKind];

/** A bar, as it is told within a call; the next one overwrites it. Prices in 1/10 000 USD. */
export class Bar {
  kind: BarKind = BarKind.CLOSED;
  instrument = 0;
  width: BarWidth = '1s';
  /** Day in New York, days since 1970-01-01; the bar is [start, end) in nanoseconds since its midnight. */
  date = 0;
  start: number = Number.MAX_SAFE_INTEGER;
  end: number = Number.MAX_SAFE_INTEGER;
  open: number = Number.MAX_SAFE_INTEGER;
  high: number = Number.MAX_SAFE_INTEGER;
  low: number = Number.MAX_SAFE_INTEGER;
  close: number = Number.MAX_SAFE_INTEGER;
  /** Units, those of trades that set no price among them. */
  volume: number = Number.MAX_SAFE_INTEGER;
  /** Sum of price times quantity; NaN where that is no safe integer. */
  turnover: number = Number.MAX_SAFE_INTEGER;
  /** Trades. */
  trades = 0;
}

/** Where bars are told. */
export interface BarSink {
  bar(bar: Bar): void;
}
