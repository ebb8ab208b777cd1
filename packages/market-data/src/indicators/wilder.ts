import type { Indicator } from './indicator.ts';

/** One step of Wilder's mean: the simple mean of the first n values, then (mean · (n − 1) + value) / n. */
function wilderStep(
  state: Float64Array,
  at: number,
  n: number,
  count: number,
  value: number,
): number {
  const before = state[at]!;
  const sum = count < n ? before + value : (before + value) / n;
  const mean = count <= n ? sum : (before * (n - 1) + value) / n;
  state[at] = mean;
  return mean;
}

/** In the state: closes so far, the last one, mean gain, mean loss. */
const [COUNT, LAST, GAIN, LOSS] = [0, 1, 2, 3];

/**
 * Wilder's relative strength index of closes, 0 to 100: changes from bar to bar that are there, the first value behind n
 * changes. Gains alone are 100, losses alone 0, and no change at all is 50: between the two, where TA-Lib says 0 and others
 * 100.
 */
export function rsi(n: number): Indicator {
  return {
    name: `rsi:${n}`,
    outputs: ['rsi'],
    stateSize: 4,
    step(state, at, { close }, out, outAt) {
      const changes = state[at + COUNT]!;
      const change = close - state[at + LAST]!;
      state[at + COUNT] = changes + 1;
      state[at + LAST] = close;
      out[outAt] = NaN;
      if (changes === 0) return;
      const gain = wilderStep(state, at + GAIN, n, changes, Math.max(change, 0));
      const loss = wilderStep(state, at + LOSS, n, changes, Math.max(-change, 0));
      if (changes >= n) out[outAt] = strength(gain, loss);
    },
    scale(state, at, factor) {
      for (const k of [LAST, GAIN, LOSS]) state[at + k] = state[at + k]! * factor;
    },
  };
}

function strength(gain: number, loss: number): number {
  if (loss === 0) return gain === 0 ? 50 : 100;
  return 100 - 100 / (1 + gain / loss);
}

const RANGE = 2;

/** Wilder's average true range, from the second bar on: the first has no close before it. */
export function atr(n: number): Indicator {
  return {
    name: `atr:${n}`,
    outputs: ['atr'],
    stateSize: 3,
    step(state, at, { high, low, close }, out, outAt) {
      const ranges = state[at + COUNT]!;
      const before = state[at + LAST]!;
      state[at + COUNT] = ranges + 1;
      state[at + LAST] = close;
      out[outAt] = NaN;
      if (ranges === 0) return;
      const range = Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
      const mean = wilderStep(state, at + RANGE, n, ranges, range);
      if (ranges >= n) out[outAt] = mean;
    },
    scale(state, at, factor) {
      for (const k of [LAST, RANGE]) state[at + k] = state[at + k]! * factor;
    },
  };
}
