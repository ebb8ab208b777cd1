import type { Indicator } from './indicator.ts';

/** The volume-weighted mean price of the session's closed bars; NaN without volume. Both sums are exact. */
export function vwap(): Indicator {
  return {
    name: 'vwap',
    outputs: ['vwap'],
    stateSize: 2,
    step(state, at, { turnover, volume, isFirst }, out, outAt) {
      state[at] = turnover + (isFirst ? 0 : state[at]!);
      state[at + 1] = volume + (isFirst ? 0 : state[at + 1]!);
      out[outAt] = state[at]! / state[at + 1]!;
    },
    // A split falls between sessions, and the next bar begins anew.
    scale: () => undefined,
  };
}
