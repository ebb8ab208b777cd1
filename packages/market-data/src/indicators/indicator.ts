/** What an indicator is told of a closed bar. Prices in 1/10 000 USD, scaled where there was a split since. */
export interface BarInput {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  turnover: number;
  /** Whether it is the first of its session. */
  isFirst: boolean;
}

/**
 * An indicator as functions over a piece of a state array: one array holds the states of all instruments, and saving,
 * restoring or scaling a state is a matter of numbers. A state begins as zeros. Sums go from the oldest bar to the newest, so
 * that values are those of a recomputation from the bars, bit by bit.
 */
export interface Indicator {
  /** As it is asked for: `ema:14`. */
  readonly name: string;
  /** Names of its values: one, or several as of bands. */
  readonly outputs: readonly string[];
  /** Numbers of its state. */
  readonly stateSize: number;
  /** Takes a bar in; writes each output at `outAt` and behind, NaN while there are too few bars. */
  step(state: Float64Array, stateAt: number, bar: BarInput, out: Float64Array, outAt: number): void;
  /** Turns prices of the state into those after a split: each times `factor`. */
  scale(state: Float64Array, stateAt: number, factor: number): void;
}
