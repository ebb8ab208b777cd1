import type { Indicator } from './indicator.ts';
import { pushValue, scaleWindow, windowDeviation, windowMean, windowSize } from './window.ts';

/** The simple mean of the last n closes. */
export function sma(n: number): Indicator {
  return {
    name: `sma:${n}`,
    outputs: ['sma'],
    stateSize: windowSize(n),
    step(state, at, { close }, out, outAt) {
      const held = pushValue(state, at, n, close);
      out[outAt] = held < n ? NaN : windowMean(state, at, n);
    },
    scale: (state, at, factor) => scaleWindow(state, at, n, factor),
  };
}

/** Bollinger's bands: the mean of the last n closes, and k times their deviation (of the population) above and below. */
export function bollinger(n: number, k: number): Indicator {
  return {
    name: `bollinger:${n}:${k}`,
    outputs: ['lower', 'middle', 'upper'],
    stateSize: windowSize(n),
    step(state, at, { close }, out, outAt) {
      const held = pushValue(state, at, n, close);
      const mean = held < n ? NaN : windowMean(state, at, n);
      const width = held < n ? NaN : k * windowDeviation(state, at, n, mean);
      out[outAt] = mean - width;
      out[outAt + 1] = mean;
      out[outAt + 2] = mean + width;
    },
    scale: (state, at, factor) => scaleWindow(state, at, n, factor),
  };
}

/** Numbers of an exponential mean's state: values so far, then their sum while it is seeded, and the mean behind that. */
const EXPONENTIAL_SIZE = 2;

/**
 * One step of an exponential mean with α = 2/(n+1), whose seed is the simple mean of the first n values (as TA-Lib and LEAN
 * have it; a seed of the first value alone differs for long).
 * @returns the mean; NaN before n values.
 */
function exponentialStep(state: Float64Array, at: number, n: number, value: number): number {
  const count = state[at]! + 1;
  state[at] = count;
  const before = state[at + 1]!;
  if (count < n) {
    state[at + 1] = before + value;
    return NaN;
  }
  const alpha = 2 / (n + 1);
  const mean = count === n ? (before + value) / n : before + alpha * (value - before);
  state[at + 1] = mean;
  return mean;
}

/** The exponential mean of closes. */
export function ema(n: number): Indicator {
  return {
    name: `ema:${n}`,
    outputs: ['ema'],
    stateSize: EXPONENTIAL_SIZE,
    step(state, at, { close }, out, outAt) {
      out[outAt] = exponentialStep(state, at, n, close);
    },
    scale(state, at, factor) {
      state[at + 1] = state[at + 1]! * factor;
    },
  };
}

/**
 * The difference of a fast and a slow exponential mean, its own exponential mean, and what is between the two. Each mean is
 * seeded by itself with the first values that it has; TA-Lib seeds the fast one later, at the slow one's first value.
 */
export function macd(fast: number, slow: number, signal: number): Indicator {
  const [slowAt, signalAt] = [EXPONENTIAL_SIZE, 2 * EXPONENTIAL_SIZE];
  return {
    name: `macd:${fast}:${slow}:${signal}`,
    outputs: ['macd', 'signal', 'histogram'],
    stateSize: 3 * EXPONENTIAL_SIZE,
    step(state, at, { close }, out, outAt) {
      const quick = exponentialStep(state, at, fast, close);
      const line = quick - exponentialStep(state, at + slowAt, slow, close);
      const mean = Number.isNaN(line) ? NaN : exponentialStep(state, at + signalAt, signal, line);
      out[outAt] = line;
      out[outAt + 1] = mean;
      out[outAt + 2] = line - mean;
    },
    scale(state, at, factor) {
      for (let k = 1; k < 3 * EXPONENTIAL_SIZE; k += EXPONENTIAL_SIZE)
        state[at + k] = state[at + k]! * factor;
    },
  };
}
