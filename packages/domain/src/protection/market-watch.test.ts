import { describe, expect, test } from 'vitest';
import { sessionOn } from '../calendar/sessions.ts';
import { formatDecimal, parseDecimal as usd } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall, type Instant } from '../time/new-york.ts';
import { MarketWatch, type Standing } from './market-watch.ts';

// A stock of tier 1 that closed at 100.00 on the day before: bands of 5 %, a pause after fifteen seconds at one of them.

const session = sessionOn(parseDate('2026-11-20'))!;
const at = (text: string): Instant => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return instantOf(session.date, wall(hours, minutes, seconds));
};
const luld = { tier: 'TIER_1', previousClose: usd('100'), leverage: 1, tick: 100n } as const;
const NONE = { lower: 0n, upper: 0n };
const CLOSED: Standing = { isHalted: false, isContinuous: false, lastSale: 0n, bands: NONE };

function watch(standing: Partial<Standing> = {}, begun = '9:00', banded = true): MarketWatch {
  const of = { symbol: 'X', luld: banded ? luld : undefined, roundLot: 100n };
  return new MarketWatch(of, session, { ...CLOSED, ...standing }, at(begun));
}

/** What it says at a time: `trades 95.00 105.00`, or why not. */
function says(of: MarketWatch, time: string): string {
  const { trades, reason, detail, bands } = of.status(at(time));
  const prices =
    bands === undefined ? '' : ` ${formatDecimal(bands.lower)} ${formatDecimal(bands.upper)}`;
  return `${trades === true ? 'trades' : `${reason}: ${detail}`}${prices}`;
}

describe('bands', () => {
  test('begin with the opening auction, and not before', () => {
    const of = watch();
    expect(says(of, '9:29')).toBe('trades 0.00 0.00');
    of.opened(usd('102'), at('9:30'));
    expect(says(of, '9:30')).toBe('trades 96.90 107.10');
  });

  test('are around the previous close where nothing crossed', () => {
    const of = watch();
    of.continuous(at('9:30'));
    expect(says(of, '9:30')).toBe('trades 95.00 105.00');
  });

  test('follow round lots, once half a minute is over, and no smaller sales', () => {
    const of = watch();
    of.opened(usd('100'), at('9:30'));
    of.sold(usd('104'), 99n, at('9:30:40'));
    expect(says(of, '9:31')).toBe('trades 95.00 105.00');
    of.sold(usd('104'), 100n, at('9:31'));
    expect(says(of, '9:31')).toBe('trades 98.80 109.20');
  });

  test('end with the session', () => {
    const of = watch();
    of.opened(usd('100'), at('9:30'));
    expect(says(of, '15:59:59')).toBe('trades 90.00 110.00');
    expect(says(of, '16:00')).toBe('trades 0.00 0.00');
  });

  test('are nothing that is said of an instrument without a tier', () => {
    const of = watch({}, '9:00', false);
    of.opened(usd('100'), at('9:30'));
    expect(says(of, '9:31')).toBe('trades');
  });
});

describe('a limit state', () => {
  const limited = (): MarketWatch => {
    const of = watch();
    of.opened(usd('100'), at('9:30'));
    of.quoted(usd('105'), 0n, at('10:00'));
    return of;
  };

  test('of fifteen seconds pauses the stock for five minutes, and then it may open', () => {
    const of = limited();
    expect(of.isTimed(at('10:00'))).toBe(true);
    expect(says(of, '10:00:14')).toBe('trades 95.00 105.00');
    expect(says(of, '10:00:15')).toBe('VOLATILITY_PAUSE: LULD PAUSE 0.00 0.00');
    expect(says(of, '10:05:14')).toBe('VOLATILITY_PAUSE: LULD PAUSE 0.00 0.00');
    expect(says(of, '10:05:15')).toBe('trades 0.00 0.00');
    of.opened(usd('107'), at('10:05:16'));
    expect(says(of, '10:05:16')).toBe('trades 101.65 112.35');
    expect(of.isTimed(at('10:05:16'))).toBe(false);
  });

  test('that ends in time pauses nothing', () => {
    const of = limited();
    of.quoted(usd('104.99'), usd('105'), at('10:00:14'));
    expect([says(of, '10:01'), of.isTimed(at('10:01'))]).toEqual(['trades 95.00 105.00', false]);
  });

  test('in the last ten minutes leads to the closing auction', () => {
    const of = watch();
    of.opened(usd('100'), at('9:30'));
    of.quoted(usd('110'), 0n, at('15:50'));
    expect(says(of, '15:59:59')).toBe('VOLATILITY_PAUSE: LULD PAUSE 0.00 0.00');
    expect(says(of, '16:00')).toBe('trades 0.00 0.00');
  });
});

describe('a watch that begins in the middle of the day', () => {
  test('keeps the bands that are in force', () => {
    const bands = { lower: usd('96.90'), upper: usd('107.10') };
    expect(says(watch({ isContinuous: true, bands }, '11:00'), '11:00')).toBe(
      'trades 96.90 107.10',
    );
  });

  test('takes the last sale where there are none', () => {
    const of = watch({ isContinuous: true, lastSale: usd('110') }, '11:00');
    expect(says(of, '11:00')).toBe('trades 104.50 115.50');
  });

  test('takes a halt for a pause that has just begun', () => {
    const of = watch({ isHalted: true }, '11:00');
    expect(says(of, '11:04:59')).toBe('VOLATILITY_PAUSE: LULD PAUSE 0.00 0.00');
    expect(says(of, '11:05')).toBe('trades 0.00 0.00');
  });
});

test('stops that set off each other pause any instrument for five seconds', () => {
  const of = watch({ isContinuous: true, lastSale: usd('100') }, '9:30', false);
  for (let n = 0; n < 10; n++) of.triggered(at('10:00'));
  of.sold(usd('97.01'), 1n, at('10:00'));
  expect(says(of, '10:00')).toBe('trades');
  of.sold(usd('97'), 1n, at('10:00'));
  expect(says(of, '10:00:04')).toBe('VOLATILITY_PAUSE: STOP CASCADE');
  expect(says(of, '10:00:05')).toBe('trades');
});
