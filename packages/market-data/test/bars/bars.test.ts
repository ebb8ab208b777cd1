import { beforeEach, describe, expect, test } from 'vitest';
import {
  Bar,
  BarBuilder,
  BarKind,
  Market,
  TradeCondition,
  UpdateAction,
  type BarWidth,
} from '../../src/index.ts';
import { Feed } from '../consolidate/feed.ts';

const { ODD_LOT, CLOSING_CROSS } = TradeCondition;

let market: Market;
let feed: Feed;
let bars: BarBuilder;
let told: Bar[];
beforeEach(() => {
  told = [];
  bars = new BarBuilder(
    { bar: (bar) => void told.push(Object.assign(new Bar(), bar)) },
    { instrumentsMax: 4 },
  );
  market = new Market({ instrumentsMax: 4, bandPercent: 1_000, listener: bars });
  feed = new Feed(market);
});

const clock = (nanos: number): string =>
  new Date(nanos / 1_000_000).toISOString().slice(11, 19).replace(/:00$/, '');
const KINDS = ['', 'corrected ', 'withdrawn '];
/** `09:30-10:30 open high low close × volume` of a width. */
const of = (width: BarWidth): readonly string[] =>
  told
    .filter((bar) => bar.width === width)
    .map(({ kind, start, end, open, high, low, close, volume }) => {
      const time = `${KINDS[kind]}${clock(start)}-${clock(end)}`;
      return kind === BarKind.WITHDRAWN
        ? time
        : `${time} ${open} ${high} ${low} ${close} × ${volume}`;
    });

describe('given trades of a session', () => {
  test('hours begin at 09:30, and the last one is short', () => {
    feed.time('09:30:00').trade(100, 1).time('10:29:59.999').trade(103, 2);
    feed.time('10:30:00').trade(102, 4).time('15:45:00').trade(101, 8);
    bars.end();
    expect(of('1h')).toEqual([
      '09:30-10:30 100 103 100 103 × 3',
      '10:30-11:30 102 102 102 102 × 4',
      '15:30-16:00 101 101 101 101 × 8',
    ]);
    expect(of('1d')).toEqual(['09:30-16:00 100 103 100 101 × 15']);
  });

  test('a bar closes when event time comes to its end, by any update', () => {
    feed.time('09:31:10').trade(100, 1);
    feed.time('09:31:59.999').quote(1, 1, 2, 1);
    expect(of('1m')).toEqual([]);
    feed.time('09:32:00').quote(1, 1, 2, 1);
    expect(of('1m')).toEqual(['09:31-09:32 100 100 100 100 × 1']);
    expect(of('5m')).toEqual([]);
  });

  test('an interval without a price has no bar; its volume is counted', () => {
    feed.time('10:00:00').trade(100, 1).time('10:01:00').trade(50, 7, { conditions: ODD_LOT });
    feed.time('10:02:00').trade(101, 1);
    bars.end();
    expect(of('1m')).toEqual([
      '10:00-10:01 100 100 100 100 × 1',
      '10:02-10:03 101 101 101 101 × 1',
    ]);
    expect(bars.series[1]!.volumeWithoutBar).toBe(7);
    expect(of('5m')).toEqual(['10:00-10:05 100 101 100 101 × 9']);
  });

  test('the closing cross belongs to the last bars, extended hours to none', () => {
    feed.time('15:59:59').trade(100, 1).time('16:00:00').trade(90, 1);
    feed.time('16:00:00.4').trade(105, 1_000, { conditions: CLOSING_CROSS });
    expect(of('1s')).toEqual([]);
    feed.time('16:01:00').quote(1, 1, 2, 1);
    expect(of('1s')).toEqual(['15:59:59-16:00 100 105 100 105 × 1001']);
    expect(of('1d')).toEqual(['09:30-16:00 100 105 100 105 × 1001']);
  });

  test('a cross that comes when the last bars are closed tells them again', () => {
    feed.time('15:59:59').trade(100, 1).time('16:01:00').quote(1, 1, 2, 1);
    feed.time('16:02:00').trade(105, 1_000, { conditions: CLOSING_CROSS });
    expect(of('1h')).toEqual([
      '15:30-16:00 100 100 100 100 × 1',
      'corrected 15:30-16:00 100 105 100 105 × 1001',
    ]);
  });

  test('a short day’s last bar ends at 13:00', () => {
    feed.time('12:45:00', '2026-11-27').trade(100, 1);
    bars.end();
    expect(of('1h')).toEqual(['12:30-13:00 100 100 100 100 × 1']);
  });

  test('no bar goes from one session into the next, and weekends have none', () => {
    feed.time('15:59:00', '2026-06-12').trade(100, 1);
    feed.time('12:00:00', '2026-06-13').trade(100, 1);
    feed.time('09:30:00', '2026-06-15').trade(101, 1);
    bars.end();
    expect(of('1h').length).toBe(2);
    expect(bars.withoutSession).toBe(1);
  });

  test('open and close are so by time, whichever source comes first', () => {
    const other = new Feed(market, 'B');
    feed.time('10:00:00.3').trade(103, 1);
    other.time('10:00:00.1').trade(101, 1).time('10:00:00.2').trade(102, 1);
    bars.end();
    expect(of('1s')).toEqual(['10:00-10:00:01 101 103 101 103 × 3']);
  });
});

describe('given a correction', () => {
  beforeEach(() => {
    feed.time('10:00:00').trade(100, 1, { tradeLow: 1 });
    feed.time('10:00:30').trade(120, 2, { tradeLow: 2 }).trade(110, 4, { tradeLow: 3 });
    feed.time('10:06:00').trade(105, 8, { tradeLow: 4 });
  });

  test('closed bars of its time are told again, open ones change in silence', () => {
    told = [];
    feed.tell({ kind: 2, action: UpdateAction.DELETE, correctedLow: 2 });
    expect(of('1m')).toEqual(['corrected 10:00-10:01 100 110 100 110 × 5']);
    expect(of('1h')).toEqual([]);
    bars.end();
    expect(of('1h')).toEqual(['09:30-10:30 100 110 100 105 × 13']);
  });

  test('a bar without a trade left is withdrawn', () => {
    told = [];
    feed.tell({ kind: 2, action: UpdateAction.DELETE, correctedLow: 1 });
    expect(of('1s')).toEqual(['withdrawn 10:00-10:00:01']);
  });

  test('the last of two corrected trades of one time keeps its place', () => {
    told = [];
    const change = { kind: 2, action: UpdateAction.CHANGE, conditions: 1 } as const;
    feed.tell({ ...change, price: 119, quantity: 2, correctedLow: 2, tradeLow: 12 });
    expect(of('1m')).toEqual(['corrected 10:00-10:01 100 119 100 110 × 7']);
  });
});
