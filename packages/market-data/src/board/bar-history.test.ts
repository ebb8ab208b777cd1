import { describe, expect, test } from 'vitest';
import { Bar, BarKind } from '../bars/bar.ts';
import { BarHistory, BARS_KEPT } from './bar-history.ts';

function bar(start: number, close: number, kind: Bar['kind'] = BarKind.CLOSED, date = 1): Bar {
  return Object.assign(new Bar(), { start, close, kind, date, instrument: 3, width: '1m' });
}

const closes = (history: BarHistory, first = BARS_KEPT): readonly number[] =>
  history.newest(3, '1m', first).map(({ close }) => close);

describe('the newest bars', () => {
  test('are kept by instrument and width, the newest last', () => {
    const history = new BarHistory();
    for (let n = 0; n < BARS_KEPT + 5; n++) history.bar(bar(n, n));
    expect(closes(history)).toHaveLength(BARS_KEPT);
    expect(closes(history, 2)).toEqual([BARS_KEPT + 3, BARS_KEPT + 4]);
    expect([history.newest(3, '5m', 9), history.newest(4, '1m', 9)]).toEqual([[], []]);
  });

  test('are others where they are told again, and gone where they are withdrawn', () => {
    const history = new BarHistory();
    for (const [start, close] of [
      [10, 1],
      [20, 2],
      [30, 3],
    ] as const)
      history.bar(bar(start, close));
    history.bar(bar(20, 5, BarKind.CORRECTED));
    expect(closes(history)).toEqual([1, 5, 3]);
    history.bar(bar(30, 0, BarKind.WITHDRAWN));
    history.bar(bar(15, 9, BarKind.CORRECTED));
    history.bar(bar(99, 0, BarKind.WITHDRAWN));
    expect(closes(history)).toEqual([1, 9, 5]);
  });

  test('of another day stand behind those of the day before', () => {
    const history = new BarHistory();
    history.bar(bar(50, 1));
    history.bar(bar(10, 2, BarKind.CLOSED, 2));
    history.bar(bar(50, 3, BarKind.CORRECTED));
    expect(closes(history)).toEqual([3, 2]);
  });
});
