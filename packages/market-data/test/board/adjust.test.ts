import { describe, expect, test } from 'vitest';
import { MarketBoard } from '../../src/board/market-board.ts';
import { parseIndicator } from '../../src/index.ts';
import { parseDate } from '@bellwether/domain';
import { Feed } from '../consolidate/feed.ts';

// The oracle of a split is a market whose feed told prices and sizes of the new shares from the start.

const DAYS = ['2026-06-10', '2026-06-11'] as const;
const EX_DATE = parseDate(DAYS[1]);
const WIDTHS = ['5m', '15m', '1h'] as const;
const INDICATORS = ['sma:3', 'ema:3', 'rsi:3', 'vwap', 'atr:3', 'bollinger:4:2', 'macd:2:3:2'];
/** A price for each five minutes of a morning, 1/10 000 USD, divisible by 4: its quarter is a price. */
const PRICES = [400, 404, 398, 402, 410, 396, 400, 408, 412, 404, 400, 420, 424, 416].map(
  (dollars) => dollars * 10_000,
);

function market() {
  const board = new MarketBoard({
    instrumentsMax: 2,
    indicators: INDICATORS.map(parseIndicator),
    changed: () => undefined,
  });
  const source = ({ name }: { readonly name: string }) =>
    board.source(name, 'CONTIGUOUS', true).sink;
  return { board, feed: new Feed({ source } as never) };
}

/** A morning of trades in five-minute steps, each step's price divided by `by` and its size multiplied. */
function morning({ feed }: ReturnType<typeof market>, day: string, by: number): void {
  for (const [n, price] of PRICES.entries()) {
    const minutes = 570 + n * 5;
    const time = `${`${Math.floor(minutes / 60)}`.padStart(2, '0')}:${`${minutes % 60}`.padStart(2, '0')}:01`;
    feed.time(time, day).trade(price / by, 100 * by);
  }
}

function known({ board }: ReturnType<typeof market>) {
  const state = WIDTHS.map((width) => ({
    bars: board.bars
      .newest(0, width, 100)
      .map(({ open, high, low, close, volume }) => [open, high, low, close, volume]),
    values: [...(board.valuesOf(0, width)?.values ?? [])],
  }));
  return { state, previousClose: board.state.day.previousClose[0] };
}

/** Numbers within 1e-9 of each other, relative to their size. */
function expectClose(actual: ReturnType<typeof known>, expected: ReturnType<typeof known>): void {
  expect(actual.previousClose).toBe(expected.previousClose);
  for (const [n, { bars, values }] of actual.state.entries()) {
    expect(bars).toEqual(expected.state[n]!.bars);
    for (const [at, value] of values.entries()) {
      const wanted = expected.state[n]!.values[at]!;
      if (Number.isNaN(wanted)) expect(value).toBeNaN();
      else
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
    }
  }
}

describe('a split of four for one', () => {
  test('before the day’s first trade: bars, indicators and the previous close are those of the new shares', () => {
    const [split, always] = [market(), market()];
    morning(split, DAYS[0], 1);
    morning(always, DAYS[0], 4);
    for (const { feed } of [split, always]) feed.time('04:00:00', DAYS[1]).quote(100, 1, 101, 1);
    split.board.adjust(0, EX_DATE, { fall: 0, shares: 4 });
    expect(split.board.valuesOf(0, '5m')).toBeUndefined();
    morning(split, DAYS[1], 4);
    morning(always, DAYS[1], 4);
    expect(known(always).state[0]!.values.every((value) => !Number.isNaN(value))).toBe(true);
    expectClose(known(split), known(always));
  });

  test('heard of behind the first bars of the day: bars and indicators begin anew, and mix nothing', () => {
    const late = market();
    morning(late, DAYS[0], 1);
    morning(late, DAYS[1], 4);
    late.board.adjust(0, EX_DATE, { fall: 0, shares: 4 });
    expect(known(late).state.map(({ bars, values }) => [bars, values])).toEqual(
      WIDTHS.map(() => [[], []]),
    );
    late.feed.time('11:00:00', DAYS[1]).trade(1_000_000, 1);
    late.feed.time('11:20:00', DAYS[1]).trade(1_000_000, 1);
    // Of three bars `sma:3` has two: the one that was under way, and the first behind it.
    expect(late.board.valuesOf(0, '5m')?.values[0]).toBeNaN();
    late.feed.time('11:25:00', DAYS[1]).trade(1_000_000, 1);
    expect(late.board.valuesOf(0, '5m')?.values[0]).not.toBeNaN();
  });

  test('of an instrument that is known from the day itself only changes nothing', () => {
    const fresh = market();
    morning(fresh, DAYS[1], 4);
    const before = known(fresh);
    fresh.board.adjust(0, EX_DATE, { fall: 0, shares: 4 });
    expect(known(fresh)).toEqual(before);
  });
});

test('a dividend lowers the previous close alone', () => {
  const paid = market();
  morning(paid, DAYS[0], 1);
  paid.feed.time('04:00:00', DAYS[1]).quote(100, 1, 101, 1);
  const before = known(paid);
  paid.board.adjust(0, EX_DATE, { fall: 8_200, shares: 1 });
  expect(known(paid)).toEqual({ ...before, previousClose: before.previousClose! - 8_200 });
});
