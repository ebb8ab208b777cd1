import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sessionOn } from '../src/calendar/sessions.ts';
import { isSettlementDay, settlementDateOf } from '../src/calendar/settlement.ts';
import { section31Fee, tradingActivityFee } from '../src/fees/regulatory.ts';
import { roundLotFor } from '../src/instruments/round-lot.ts';
import { tickAt } from '../src/instruments/tick.ts';
import { formatDecimal, parseDecimal } from '../src/kernel/fixed-point.ts';
import { equityRequirement, openingRequirement } from '../src/margin/equities.ts';
import { futuresCall, settleVariation } from '../src/margin/futures.ts';
import { marginReport } from '../src/margin/margin-account.ts';
import { nakedRequirement } from '../src/margin/option-requirement.ts';
import { recogniseStrategies } from '../src/margin/option-strategies.ts';
import { marginRulesOn } from '../src/margin/rules.ts';
import { bookFill, EMPTY_POSITION, type Position } from '../src/portfolio/position.ts';
import type { LotMethod } from '../src/portfolio/fill.ts';
import { bandsAround } from '../src/protection/luld-bands.ts';
import { LULD } from '../src/protection/luld-rules.ts';
import { MarketWideBreakers } from '../src/protection/market-wide.ts';
import { lowestShortSalePrice, triggersRestriction } from '../src/protection/rule-201.ts';
import { assess } from '../src/risk/assess.ts';
import { formatDate, parseDate } from '../src/time/civil-date.ts';
import { formatWall, instantOf, wall } from '../src/time/new-york.ts';
import type { PlaceOrderCommand } from '../src/orders/commands.ts';
import { collar } from '../src/trading/collar.ts';
import { approveOrder } from '../src/trading/place-order.ts';
import { validateOrder } from '../src/trading/validate-order.ts';
import { accountWith, contextOf, order as orderAt, stock as stockAt } from './risk-scene.ts';
import { alice, AMZN, at, market, rulesOf } from './trading-scene.ts';

const usd = parseDecimal;
const show = (...amounts: readonly bigint[]): string => amounts.map(formatDecimal).join(' ');
const today = parseDate('2026-11-20');
const rules = marginRulesOn(today);
/** Without what the house asks beyond the exchanges. */
const bare = {
  ...rules,
  house: { ...rules.house, maintenanceLong: 0n, concentratedAbove: 10_000n },
};
const plain = { marginable: true, leverageFactor: 1n };
const stock = { assetClass: 'EQUITY', onBroadIndex: false } as const;

function reservedFor(terms: Partial<PlaceOrderCommand['data']>): bigint {
  const state = market({
    type: 'FundsAllocated',
    data: { accountId: alice, amount: usd('10000'), sourcePosition: 1n },
  });
  const order: PlaceOrderCommand['data'] = {
    accountId: alice,
    instrumentId: AMZN,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'DAY',
    quantity: 100n,
    ...terms,
  };
  const valid = validateOrder(state, order, at);
  const approved = valid.ok ? approveOrder(state, order, valid, rulesOf(state), at) : valid;
  if (!approved.ok) throw new Error(approved.rejection.message);
  return approved.reserved;
}

/** The highest whole-cent limit that is not through the collar. */
function furthest(offer: string): bigint {
  const instrument = stockAt('X', offer);
  const account = accountWith({ cash: '1000000' });
  let limit = usd(offer);
  const passes = (price: bigint): boolean =>
    assess(contextOf(), account, instrument, orderAt('BUY', 1n, formatDecimal(price))).ok;
  while (passes(limit + 100n)) limit += 100n;
  return limit;
}

const margined = (mark: string): ReturnType<typeof marginReport> =>
  marginReport(bare, usd('-20000'), [
    { ...plain, instrumentId: 'X', quantity: 1_000n, mark: usd(mark) },
  ]);

/** The highest whole-cent price at which there is a call, and a cent more. */
function callBelow(): bigint {
  let price = usd('40');
  while (margined(formatDecimal(price)).call === 0n) price -= 100n;
  return price + 100n;
}

const leg = (right: 'CALL' | 'PUT', quantity: bigint, strike: string, mark: string) => ({
  instrumentId: `${right}${strike}`,
  right,
  quantity,
  strike: usd(strike),
  mark: usd(mark),
  expiresOn: parseDate('2026-12-18'),
});
const underlying = (price: string, broadIndex = false) => ({
  price: usd(price),
  multiplier: 100n,
  broadIndex,
  leverageFactor: 1n,
});
const naked = (
  right: 'CALL' | 'PUT',
  premium: string,
  price: string,
  strike: string,
  index = false,
): bigint =>
  nakedRequirement(rules.options, underlying(price, index), leg(right, -1n, strike, premium));

function traded(
  method: LotMethod,
  ...fills: readonly (readonly ['BUY' | 'SELL', bigint, string])[]
): Position {
  return fills.reduce<Position>((position, [side, quantity, price], n) => {
    const principal = usd(price) * quantity;
    const dates = { tradeDate: today, settlementDate: parseDate('2026-11-23') };
    const fill = { executionId: `x${n}`, side, quantity, principal, fees: 0n, ...dates };
    return bookFill(position, fill, method).position;
  }, EMPTY_POSITION);
}
const threeTrades = [
  ['BUY', 100n, '10'],
  ['BUY', 100n, '12'],
  ['SELL', 150n, '15'],
] as const;

const bands = (tier: 'TIER_1' | 'TIER_2'): string =>
  [false, true]
    .map((doubled) => {
      const of = { tier, previousClose: usd('100'), leverage: 1, tick: 100n };
      const { lower, upper } = bandsAround(LULD.on(today).value, of, usd('100'), doubled);
      return `${formatDecimal(lower)}–${formatDecimal(upper)}`;
    })
    .join(' ');

/** The highest index value, in whole points, that triggers a level. */
function breakerLevel(level: 1 | 2 | 3): bigint {
  const session = sessionOn(today);
  if (session === undefined) throw new Error('no session');
  for (let points = 5_000n; points > 0n; points--) {
    const breakers = new MarketWideBreakers(usd('5000'), session);
    const [fact] = breakers.index(points * 10_000n, session.opensAt);
    if (fact?.type === 'MarketHalted' && fact.level === level) return points * 10_000n;
  }
  return 0n;
}

const utc = (date: string): string =>
  new Date(Number(instantOf(parseDate(date), wall(9, 30)) / 1_000_000n))
    .toISOString()
    .slice(11, 16);

const halfPenny = (date: string): bigint =>
  tickAt({ tickTable: 'NMS_HALF_PENNY', tickSize: 1n }, usd('10'), parseDate(date));

const EXAMPLES: Readonly<Record<string, () => string>> = {
  O1: () => show(reservedFor({ limitPrice: usd('99') })),
  O2: () => show(reservedFor({ type: 'MARKET' })),
  O3: () => show(collar(usd('90'), 'SELL', 500n, 100n)),
  O4: () => show(furthest('100')),
  O5: () => show(furthest('20')),
  T1: () =>
    show(...['1', '0.9999'].map((p) => tickAt({ tickTable: 'NMS', tickSize: 1n }, usd(p), today))),
  T2: () => show(halfPenny('2026-10-30'), halfPenny('2026-11-02')),
  T3: () =>
    show(
      ...['2.99', '3'].map((p) =>
        tickAt({ tickTable: 'OPTION_PENNY', tickSize: 1n }, usd(p), today),
      ),
    ),
  T4: () =>
    ['250', '250.01', '1000.01', '10000.01'].map((p) => roundLotFor(usd(p), today)).join(' '),
  M1: () => show(usd('1000') * 40n - usd('20000')),
  M2: () => show(callBelow()),
  M3: () => show(margined('26').call),
  M4: () =>
    show(
      openingRequirement(bare, plain, -100n, usd('50')),
      equityRequirement(bare, plain, -100n, usd('50')).maintenance,
    ),
  M5: () => show(marginReport(bare, usd('5000'), []).buyingPower),
  P1: () => show(2n * naked('CALL', '14', '196', '192')),
  P2: () => show(2n * naked('PUT', '14', '182', '192')),
  P3: () => show(naked('CALL', '750', '4550', '3800', true)),
  P4: () => {
    const legs = [leg('CALL', -1n, '50', '3'), leg('CALL', 1n, '55', '1')];
    return show(
      recogniseStrategies(rules.options, underlying('51'), 0n, legs)[0]?.requirement ?? 0n,
    );
  },
  F1: () => show(settleVariation(1n, usd('5000') * 50n, usd('5010'), 50n).variation),
  F2: () => show(settleVariation(1n, usd('5010') * 50n, usd('4990'), 50n).variation),
  F3: () => show(futuresCall(usd('10000'), { initial: usd('13200'), maintenance: usd('12000') })),
  C1: () =>
    show(
      ...[parseDate('2020-02-18'), today].map((date) => section31Fee(stock, usd('1000000'), date)),
    ),
  C2: () => show(...[1_000n, 100_000n].map((shares) => tradingActivityFee(stock, shares, today))),
  L1: () => show(traded('FIFO', ...threeTrades).realised),
  L2: () => show(traded('LIFO', ...threeTrades).realised),
  L3: () => {
    const { realised, quantity } = traded('FIFO', ['BUY', 100n, '10'], ['SELL', 150n, '12']);
    return `${show(realised)} ${quantity}`;
  },
  S1: () => formatDate(settlementDateOf(today)),
  S2: () => formatDate(settlementDateOf(parseDate('2026-10-09'))),
  S3: () => {
    const date = parseDate('2027-12-31');
    return `${sessionOn(date) !== undefined} ${isSettlementDay(date)}`;
  },
  S4: () => `${utc('2026-03-06')} ${utc('2026-03-09')}`,
  S5: () => formatWall(sessionOn(parseDate('2026-11-27'))?.closes ?? 0n),
  R1: () => bands('TIER_1'),
  R2: () => bands('TIER_2'),
  R3: () => show(breakerLevel(1), breakerLevel(2), breakerLevel(3)),
  R4: () => {
    let price = usd('50');
    while (!triggersRestriction(usd('50'), price, today)) price -= 100n;
    return show(price, lowestShortSalePrice(usd('44.90'), 100n));
  },
};

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| ([A-Z]\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, id = '', example = '', result = '']) => ({ id, example, result }),
);

describe('worked examples of the README', () => {
  test.each(rows)('$id: $example', ({ id, result }) => {
    expect(EXAMPLES[id]?.()).toBe(result);
  });

  test('are all computed here, and all of them', () => {
    expect(rows.map(({ id }) => id)).toEqual(Object.keys(EXAMPLES));
  });
});
