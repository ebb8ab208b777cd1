// A window over the last n values, in a state array: [number of values so far, value, value, …], the newest over the oldest.

/** Numbers that a window of n takes. */
export function windowSize(n: number): number {
  return n + 1;
}

/** @returns how many values the window holds now. */
export function pushValue(state: Float64Array, at: number, n: number, value: number): number {
  const count = state[at]!;
  state[at + 1 + (count % n)] = value;
  state[at] = count + 1;
  return Math.min(count + 1, n);
}

/** The mean of a full window, added from the oldest to the newest. */
export function windowMean(state: Float64Array, at: number, n: number): number {
  const oldest = state[at]! % n;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += state[at + 1 + ((oldest + k) % n)]!;
  return sum / n;
}

/** The population's standard deviation of a full window, around a mean, added from the oldest to the newest. */
export function windowDeviation(state: Float64Array, at: number, n: number, mean: number): number {
  const oldest = state[at]! % n;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const distance = state[at + 1 + ((oldest + k) % n)]! - mean;
    sum += distance * distance;
  }
  return Math.sqrt(sum / n);
}

export function scaleWindow(state: Float64Array, at: number, n: number, factor: number): void {
  for (let k = 1; k <= n; k++) state[at + k] = state[at + k]! * factor;
}
