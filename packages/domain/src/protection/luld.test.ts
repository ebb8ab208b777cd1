import { describe, expect, test } from 'vitest';
import { sessionOn, type Session } from '../calendar/sessions.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import { formatDate, parseDate } from '../time/civil-date.ts';
import { formatWall, instantOf, newYorkTime, wall, type Instant } from '../time/new-york.ts';
import { bandsAround, isDoubled, type LuldClass } from './luld-bands.ts';
import { LULD } from './luld-rules.ts';
import { LuldWatch, type LuldFact, type LuldInput } from './luld.ts';

const usd = parseDecimal;
const day = '2026-11-20';

function sessionOf(date: string): Session {
  const session = sessionOn(parseDate(date));
  if (session === undefined) throw new Error(`no session on ${date}`);
  return session;
}

const session = sessionOf(day);
const at = (time: string, date = day): Instant => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return instantOf(parseDate(date), wall(hours, minutes, seconds));
};

const stock = (previousClose: string, tier: LuldClass['tier'], leverage = 1): LuldClass => ({
  tier,
  previousClose: usd(previousClose),
  leverage,
  tick: 100n,
});

describe('the table of bands, at a reference of', () => {
  const rules = LULD.on(parseDate(day)).value;
  test.each<[string, string, LuldClass['tier'], number, string, string]>([
    // previous close, reference, tier, leverage, bands in the day, bands in the last 25 minutes
    ['100', '100', 'TIER_1', 1, '95.00 105.00', '90.00 110.00'],
    ['100', '100', 'TIER_2', 1, '90.00 110.00', '90.00 110.00'],
    ['100', '100', 'TIER_2', 3, '70.00 130.00', '70.00 130.00'],
    ['3.01', '2.50', 'TIER_1', 1, '2.38 2.63', '2.25 2.75'],
    ['3.00', '3.00', 'TIER_1', 1, '2.40 3.60', '1.80 4.20'],
    ['0.75', '0.80', 'TIER_2', 1, '0.64 0.96', '0.48 1.12'],
    ['0.74', '0.50', 'TIER_1', 1, '0.35 0.65', '0.20 0.80'],
    ['0.74', '0.10', 'TIER_2', 1, '0.03 0.18', '0.03 0.25'],
  ])('close %s, reference %s, %s × %d', (close, reference, tier, leverage, inDay, late) => {
    const bands = (doubled: boolean): string => {
      const of = { ...stock(close, tier, leverage) };
      const { lower, upper } = bandsAround(rules, of, usd(reference), doubled);
      return `${formatDecimal(lower)} ${formatDecimal(upper)}`;
    };
    expect([bands(false), bands(true)]).toEqual([inDay, late]);
  });

  test('is doubled in the last 25 minutes, of an early close too, and at the open until Amendment 18', () => {
    const doubled = (date: string, time: string): boolean =>
      isDoubled(LULD.on(parseDate(date)).value, sessionOf(date), at(time, date));
    expect(doubled(day, '9:30')).toBe(false);
    expect(doubled(day, '15:34:59')).toBe(false);
    expect(doubled(day, '15:35')).toBe(true);
    expect(doubled('2026-11-27', '12:34:59')).toBe(false);
    expect(doubled('2026-11-27', '12:35')).toBe(true);
    expect(doubled('2020-02-18', '9:44:59')).toBe(true);
    expect(doubled('2020-02-18', '9:45')).toBe(false);
    expect(doubled('2020-02-24', '9:30')).toBe(false);
  });
});

/** `type details` of each fact. */
function words(facts: readonly LuldFact[]): readonly string[] {
  const clock = (instant: Instant | undefined): string =>
    instant === undefined ? 'the closing auction' : formatWall(newYorkTime(instant).time);
  return facts.map((fact) => {
    switch (fact.type) {
      case 'BandsSet':
        return `bands ${formatDecimal(fact.lower)} ${formatDecimal(fact.upper)} around ${formatDecimal(fact.reference)}`;
      case 'LimitStateEntered':
        return `limit state ${fact.side}`;
      case 'PauseStarted':
        return `pause at ${clock(fact.at)} until ${clock(fact.until)}`;
      case 'PauseExtended':
        return `pause goes on until ${clock(fact.until)}`;
      case 'StraddleEntered':
        return `straddle ${fact.side}`;
      default:
        return fact.type;
    }
  });
}

type Step = readonly [
  time: string,
  kind: 'open' | 'trade' | 'odd' | 'quote' | 'clock' | 'imbalance',
  ...prices: string[],
];

function inputOf([time, kind, first = '0', second = '0']: Step): LuldInput {
  const now = at(time);
  switch (kind) {
    case 'open':
      return { type: 'OPENED', at: now, price: first === '0' ? undefined : usd(first) };
    case 'trade':
    case 'odd':
      return { type: 'TRADE', at: now, price: usd(first), eligible: kind === 'trade' };
    case 'quote':
      return { type: 'QUOTE', at: now, bid: usd(first), offer: usd(second) };
    case 'imbalance':
      return { type: 'IMBALANCE', at: now };
    case 'clock':
      return { type: 'CLOCK', at: now };
  }
}

/** What each step of a day leads to. */
function play(of: LuldClass, ...steps: readonly Step[]): readonly string[] {
  const watch = new LuldWatch(of, session);
  return steps.flatMap((step) =>
    words(watch.take(inputOf(step))).map((word) => `${step[0]} ${word}`),
  );
}

const tier1 = stock('100', 'TIER_1');

describe('the reference price', () => {
  test('is the opening price, or the previous close where nothing crossed', () => {
    expect(play(tier1, ['9:30:01', 'open', '102'])).toEqual([
      '9:30:01 bands 96.90 107.10 around 102.00',
    ]);
    expect(play(tier1, ['9:30:01', 'open'])).toEqual(['9:30:01 bands 95.00 105.00 around 100.00']);
  });

  test('moves to the mean of five minutes, by at least 1 % and not before 30 seconds have passed', () => {
    expect(
      play(
        tier1,
        ['9:30:00', 'open', '100'],
        ['9:30:10', 'trade', '102'],
        ['9:30:29', 'clock'],
        ['9:30:30', 'clock'],
        ['9:31:00', 'trade', '102.90'],
        ['9:36:01', 'trade', '104'],
      ),
    ).toEqual([
      '9:30:00 bands 95.00 105.00 around 100.00',
      '9:30:30 bands 96.90 107.10 around 102.00',
      '9:36:01 bands 98.80 109.20 around 104.00',
    ]);
  });

  test('does not move by odd lots, nor by less than 1 %', () => {
    expect(
      play(
        tier1,
        ['9:30:00', 'open', '100'],
        ['9:31:00', 'odd', '104'],
        ['9:32:00', 'trade', '100.99'],
        ['9:33:00', 'clock'],
      ),
    ).toEqual(['9:30:00 bands 95.00 105.00 around 100.00']);
  });

  test('its class stays that of the previous close, however low it goes', () => {
    expect(
      play(stock('3.01', 'TIER_1'), ['9:30:00', 'open', '3.00'], ['9:31:00', 'trade', '2.86']),
    ).toEqual(['9:30:00 bands 2.85 3.15 around 3.00', '9:31:00 bands 2.72 3.00 around 2.86']);
  });
});

describe('a limit state', () => {
  const open: Step = ['10:00:00', 'open', '100'];
  test('of 15 seconds becomes a pause of 5 minutes, whatever input shows that the time is over', () => {
    expect(
      play(
        tier1,
        open,
        ['10:00:01', 'quote', '94.90', '95'],
        ['10:00:15', 'clock'],
        ['10:00:16', 'clock'],
        ['10:05:16', 'clock'],
      ),
    ).toEqual([
      '10:00:00 bands 95.00 105.00 around 100.00',
      '10:00:01 limit state SELL',
      '10:00:16 pause at 10:00:16 until 10:05:16',
      '10:05:16 PauseDue',
    ]);
  });

  test('ends when the quote leaves the band, and the timer starts anew when it comes back', () => {
    expect(
      play(
        tier1,
        open,
        ['10:00:01', 'quote', '105', '105.10'],
        ['10:00:14', 'quote', '104.99', '105'],
        ['10:00:15', 'quote', '105', '105.10'],
        ['10:00:29', 'clock'],
        ['10:00:40', 'trade', '105'],
      ),
    ).toEqual([
      '10:00:00 bands 95.00 105.00 around 100.00',
      '10:00:01 limit state BUY',
      '10:00:14 LimitStateEnded',
      '10:00:15 limit state BUY',
      '10:00:40 pause at 10:00:30 until 10:05:30',
    ]);
  });

  test('is none while the quotes are locked or crossed', () => {
    expect(play(tier1, open, ['10:00:01', 'quote', '95.10', '95'])).toEqual([
      '10:00:00 bands 95.00 105.00 around 100.00',
    ]);
  });

  test('that pauses at or after 15:50 leads to the closing auction only', () => {
    const late: Step = ['15:40:00', 'open', '100'];
    const until = (...times: [string, string]): string | undefined =>
      play(tier1, late, [times[0], 'quote', '89', '90'], [times[1], 'clock']).at(-1);
    expect(until('15:49:44', '15:49:59')).toBe('15:49:59 pause at 15:49:59 until 15:54:59');
    expect(until('15:49:45', '15:50:00')).toBe('15:50:00 pause at 15:50 until the closing auction');
  });

  test('pauses go on in steps of five minutes on imbalance; the reopening price is the new reference', () => {
    expect(
      play(
        tier1,
        open,
        ['10:00:01', 'quote', '94', '95'],
        ['10:00:16', 'clock'],
        ['10:05:16', 'imbalance'],
        ['10:10:16', 'open', '92'],
      ).slice(2),
    ).toEqual([
      '10:00:16 pause at 10:00:16 until 10:05:16',
      '10:05:16 PauseDue',
      '10:05:16 pause goes on until 10:10:16',
      '10:10:16 PauseDue',
      '10:10:16 bands 87.40 96.60 around 92.00',
    ]);
  });

  test('a straddle says only that the primary may pause', () => {
    expect(play(tier1, open, ['10:00:01', 'quote', '94', '95.50']).slice(1)).toEqual([
      '10:00:01 straddle BUY',
    ]);
  });
});

test('bands widen at 15:35, or 25 minutes before an early close', () => {
  expect(
    play(tier1, ['15:34:00', 'open', '100'], ['15:34:59', 'clock'], ['15:35:00', 'clock']),
  ).toEqual([
    '15:34:00 bands 95.00 105.00 around 100.00',
    '15:35:00 bands 90.00 110.00 around 100.00',
  ]);
});

test('nothing counts before 09:30 or from 16:00 on', () => {
  expect(play(tier1, ['9:29:59', 'open', '100'], ['16:00:00', 'open', '100'])).toEqual([]);
  expect(formatDate(session.date)).toBe(day);
});
