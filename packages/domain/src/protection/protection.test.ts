import { describe, expect, test } from 'vitest';
import { sessionOn, type Session } from '../calendar/sessions.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import { formatDate, parseDate } from '../time/civil-date.ts';
import {
  formatWall,
  instantOf,
  MINUTE,
  newYorkTime,
  SECOND,
  wall,
  type Instant,
} from '../time/new-york.ts';
import { FuturesLimits, LIMIT_EXPANSION } from './futures-limits.ts';
import { MarketWideBreakers } from './market-wide.ts';
import {
  areShortSalesRestricted,
  lowestShortSalePrice,
  noShortSaleRestriction,
  restrictShortSales,
} from './rule-201.ts';
import { STOP_CASCADE, StopCascadeGuard } from './stop-cascade.ts';

const usd = parseDecimal;

function sessionOf(date: string): Session {
  const session = sessionOn(parseDate(date));
  if (session === undefined) throw new Error(`no session on ${date}`);
  return session;
}
const on = (date: string, time: string): Instant => {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return instantOf(parseDate(date), wall(hours, minutes, seconds));
};

describe('market-wide circuit breakers', () => {
  type Step = readonly [time: string, index: string];
  /** The S&P 500 closed at 5,000.00 the day before. */
  const play = (date: string, ...steps: readonly Step[]): readonly string[] => {
    const breakers = new MarketWideBreakers(usd('5000'), sessionOf(date));
    return steps.flatMap(([time, index]) =>
      breakers.index(usd(index), on(date, time)).map((fact) => {
        if (fact.type === 'MarketResumeDue') return `${time} resume`;
        const until =
          fact.until === undefined ? 'closed' : formatWall(newYorkTime(fact.until).time);
        return `${time} level ${fact.level} ${until}`;
      }),
    );
  };

  test.each<[string, readonly Step[], readonly string[]]>([
    [
      '−7 % halts for 15 minutes',
      [
        ['10:00', '4650.01'],
        ['10:01', '4650'],
      ],
      ['10:01 level 1 10:16'],
    ],
    [
      'level 1 once a day',
      [
        ['10:00', '4650'],
        ['10:15', '4700'],
        ['11:00', '4600'],
      ],
      ['10:00 level 1 10:15', '10:15 resume'],
    ],
    [
      'level 2 after level 1',
      [
        ['10:00', '4650'],
        ['10:15', '4650'],
        ['10:20', '4350'],
      ],
      ['10:00 level 1 10:15', '10:15 resume', '10:20 level 2 10:35'],
    ],
    ['15:24:59 still halts', [['15:24:59', '4650']], ['15:24:59 level 1 15:39:59']],
    ['15:25:00 does not', [['15:25:00', '4350']], []],
    ['−20 % closes at any time', [['15:59:59', '4000']], ['15:59:59 level 3 closed']],
    ['not before the open', [['9:29:59', '4000']], []],
  ])('%s', (_what, steps, expected) => {
    expect(play('2026-11-20', ...steps)).toEqual(expected);
  });

  test('on a day that closes at 13:00 the last halt begins before 12:25', () => {
    expect(play('2026-11-27', ['12:24:59', '4650'])).toEqual(['12:24:59 level 1 12:39:59']);
    expect(play('2026-11-27', ['12:25:00', '4650'])).toEqual([]);
  });
});

describe('Rule 201', () => {
  const friday = parseDate('2026-11-20');
  test('restricts at −10 %, for the rest of the day and the next trading day', () => {
    const restriction = noShortSaleRestriction();
    expect(restrictShortSales(restriction, usd('50'), usd('45.01'), friday)).toBe(false);
    expect(restrictShortSales(restriction, usd('50'), usd('45'), friday)).toBe(true);
    expect(restrictShortSales(restriction, usd('50'), usd('44'), friday)).toBe(false);
    expect(
      ['2026-11-20', '2026-11-23', '2026-11-24'].map((d) =>
        areShortSalesRestricted(restriction, parseDate(d)),
      ),
    ).toEqual([true, true, false]);
  });

  test('triggered again on the next day it lasts a day longer, over the holiday', () => {
    const restriction = noShortSaleRestriction();
    restrictShortSales(restriction, usd('50'), usd('45'), parseDate('2026-11-24'));
    expect(restrictShortSales(restriction, usd('46'), usd('41.40'), parseDate('2026-11-25'))).toBe(
      true,
    );
    expect(formatDate(restriction.through ?? friday)).toBe('2026-11-27');
  });

  test('allows short sales above the best bid, not at it', () => {
    expect(formatDecimal(lowestShortSalePrice(usd('44.90'), 100n))).toBe('44.91');
    expect(lowestShortSalePrice(0n, 100n)).toBe(0n);
  });
});

describe('price limits of an index future, settled at 5,000.00 with a tick of 0.25', () => {
  const expansion = LIMIT_EXPANSION.on(parseDate('2026-11-20')).value;
  const es = (): FuturesLimits =>
    new FuturesLimits(usd('5000'), usd('0.25'), [700, 1_300, 2_000], expansion);
  const show = ({ limits }: FuturesLimits): string =>
    limits === undefined ? 'none' : `${formatDecimal(limits.lower)} ${formatDecimal(limits.upper)}`;

  test('are whole ticks inside 7 %', () => {
    expect(show(es())).toBe('4650.00 5350.00');
    expect(show(new FuturesLimits(usd('5000.25'), usd('0.25'), [700], expansion))).toBe(
      '4650.25 5350.25',
    );
    expect(show(new FuturesLimits(usd('80'), usd('0.01'), [], expansion))).toBe('none');
  });

  test('widen after ten minutes at the limit, the last ones hold for the day', () => {
    const limits = es();
    expect(limits.price(usd('4650'), 0n)).toMatchObject([{ type: 'LimitReached', side: 'SELL' }]);
    expect(limits.clock(10n * MINUTE - 1n)).toEqual([]);
    expect(limits.clock(10n * MINUTE)).toMatchObject([{ type: 'LimitsSet', level: 1 }]);
    expect(show(limits)).toBe('4350.00 5650.00');
    limits.price(usd('4350'), 11n * MINUTE);
    limits.clock(21n * MINUTE);
    limits.price(usd('4000'), 22n * MINUTE);
    expect(limits.clock(60n * MINUTE)).toEqual([]);
    expect(show(limits)).toBe('4000.00 6000.00');
  });

  test('a price inside starts the time anew', () => {
    const limits = es();
    limits.price(usd('5350'), 0n);
    limits.price(usd('5349.75'), 9n * MINUTE);
    limits.price(usd('5350'), 10n * MINUTE);
    expect(limits.clock(19n * MINUTE)).toEqual([]);
    expect(limits.clock(20n * MINUTE)).toHaveLength(1);
  });
});

describe('the stop-cascade guard', () => {
  const limits = STOP_CASCADE.on(parseDate('2026-11-20')).value;
  const cascade = (stops: number, price: string, apart = 1n): Instant | undefined => {
    const guard = new StopCascadeGuard(limits);
    guard.trade(usd('100'), 0n);
    for (let n = 1n; n <= BigInt(stops); n++) guard.triggered(n * apart);
    return guard.trade(usd(price), BigInt(stops) * apart);
  };

  test('pauses when ten stops within a second moved the price by 3 %', () => {
    expect(cascade(10, '97')).toBe(10n + 5n * SECOND);
    expect(cascade(10, '97.01')).toBeUndefined();
    expect(cascade(9, '90')).toBeUndefined();
    expect(cascade(10, '97', SECOND / 5n)).toBeUndefined();
  });
});
