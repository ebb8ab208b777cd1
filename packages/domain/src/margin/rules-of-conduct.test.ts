import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import {
  CASH_ACCOUNT,
  INTRADAY_RELIEF,
  INTRADAY_STANDARD,
  LEGACY_PDT,
} from '../rulebook/margin.ts';
import { formatDate, parseDate } from '../time/civil-date.ts';
import {
  freezeUntil,
  newCashFunding,
  payPurchase,
  payWithDeposit,
  receiveProceeds,
  sellPurchase,
  settleFunding,
} from './cash-funding.ts';
import { countDayTrades, newDayTradeLog, recordDayTrade } from './day-trades.ts';
import { intradayRestriction, meetDeficits, noteDeficit, overdueDeficits } from './intraday.ts';

const usd = parseDecimal;
const A = 'A' as InstrumentId;
const B = 'B' as InstrumentId;
const monday = parseDate('2026-11-16');
const tuesday = parseDate('2026-11-17');
const wednesday = parseDate('2026-11-18');

describe('cash account: buying with money that has not arrived (Reg T 220.8)', () => {
  /** A brought 1 000 on Monday, arriving on Tuesday; B is bought with it at once. */
  const bought = (settled = '0') => {
    const funding = newCashFunding();
    receiveProceeds(funding, usd('1000'), tuesday);
    payPurchase(
      funding,
      { instrumentId: B, quantity: 10n },
      usd('1000'),
      usd('1000') + usd(settled),
    );
    return funding;
  };

  test('selling the purchase before the sale that paid for it has settled is a good-faith violation', () => {
    expect(sellPurchase(bought(), { instrumentId: B, quantity: 10n }, 10n, monday)).toEqual({
      kind: 'GOOD_FAITH',
      date: monday,
      instrumentId: B,
    });
  });

  test('holding it until then is none', () => {
    const funding = bought();
    settleFunding(funding, tuesday);
    expect(funding.receivable).toBe(0n);
    expect(sellPurchase(funding, { instrumentId: B, quantity: 10n }, 10n, tuesday)).toBeUndefined();
  });

  test('what settled cash pays for may be sold at once', () => {
    expect(
      sellPurchase(bought('1000'), { instrumentId: B, quantity: 10n }, 10n, monday),
    ).toBeUndefined();
  });

  test('shares paid for long ago are sold first', () => {
    expect(sellPurchase(bought(), { instrumentId: B, quantity: 5n }, 15n, monday)).toBeUndefined();
    expect(sellPurchase(bought(), { instrumentId: B, quantity: 6n }, 15n, monday)).toMatchObject({
      kind: 'GOOD_FAITH',
    });
  });

  test('proceeds pay once: the second purchase has nothing, and selling it is a free ride', () => {
    const funding = bought();
    payPurchase(funding, { instrumentId: A, quantity: 1n }, usd('100'), 0n);
    expect(sellPurchase(funding, { instrumentId: A, quantity: 1n }, 1n, wednesday)).toMatchObject({
      kind: 'FREE_RIDING',
    });
  });

  test('a deposit pays for what nothing paid for', () => {
    const funding = newCashFunding();
    payPurchase(funding, { instrumentId: A, quantity: 1n }, usd('100'), 0n);
    payWithDeposit(funding, 0n);
    expect(sellPurchase(funding, { instrumentId: A, quantity: 1n }, 1n, monday)).toBeUndefined();
  });

  const rules = CASH_ACCOUNT.on(monday).value;
  const violation = (kind: 'GOOD_FAITH' | 'FREE_RIDING', date = monday) => ({
    kind,
    date,
    instrumentId: A,
  });

  test('a free ride freezes the account for 90 days at once, good-faith violations from the third on', () => {
    const until = (...all: ReturnType<typeof violation>[]) => freezeUntil(rules, all, tuesday);
    expect(until(violation('FREE_RIDING'))).toBe(parseDate('2027-02-14'));
    expect(until(violation('GOOD_FAITH'), violation('GOOD_FAITH'))).toBeUndefined();
    expect(until(...Array.from({ length: 3 }, () => violation('GOOD_FAITH')))).toBe(
      parseDate('2027-02-14'),
    );
    const old = violation('GOOD_FAITH', parseDate('2025-11-16'));
    expect(until(old, violation('GOOD_FAITH'), violation('GOOD_FAITH'))).toBeUndefined();
    expect(freezeUntil(rules, [violation('FREE_RIDING')], parseDate('2027-02-14'))).toBeUndefined();
  });
});

describe('legacy pattern-day-trader rule', () => {
  const rule = LEGACY_PDT.on(monday).value;
  if (rule === undefined) throw new Error('in force until 2027-10-20');
  const opens = { opens: true, closes: false };
  const closes = { opens: false, closes: true };

  test('opening and closing on one day counts once, however many closings', () => {
    const log = newDayTradeLog();
    recordDayTrade(log, A, opens, monday);
    recordDayTrade(log, A, closes, monday);
    recordDayTrade(log, A, closes, monday);
    expect(countDayTrades(log, rule, monday)).toBe(1);
    recordDayTrade(log, A, opens, monday);
    recordDayTrade(log, A, closes, monday);
    expect(countDayTrades(log, rule, monday)).toBe(2);
  });

  test('what was held overnight is no day trade', () => {
    const log = newDayTradeLog();
    recordDayTrade(log, A, opens, monday);
    recordDayTrade(log, A, closes, tuesday);
    expect(countDayTrades(log, rule, tuesday)).toBe(0);
  });

  test('counts for five business days', () => {
    const log = newDayTradeLog();
    recordDayTrade(log, A, opens, monday);
    recordDayTrade(log, A, closes, monday);
    expect(countDayTrades(log, rule, parseDate('2026-11-20'))).toBe(1);
    expect(countDayTrades(log, rule, parseDate('2026-11-23'))).toBe(0);
  });

  test('may be followed until 20 October 2027', () => {
    expect(LEGACY_PDT.on(parseDate('2027-10-20')).value).toBeDefined();
    expect(LEGACY_PDT.on(parseDate('2027-10-21')).value).toBeUndefined();
  });
});

describe('intraday margin standard (from 4 June 2026)', () => {
  const rule = INTRADAY_STANDARD.on(monday).value;
  const relief = INTRADAY_RELIEF.on(monday).value;
  const short = (equity: string) => ({ equity: usd(equity), maintenance: usd('50000') });

  test('is not in force before', () => {
    expect(() => INTRADAY_STANDARD.on(parseDate('2026-06-03'))).toThrow('no value on 2026-06-03');
  });

  test('of a day the worst deficit counts', () => {
    let deficits = noteDeficit(relief, [], short('45000'), monday);
    deficits = noteDeficit(relief, deficits, short('40000'), monday);
    deficits = noteDeficit(relief, deficits, short('48000'), monday);
    expect(deficits).toEqual([{ date: monday, amount: usd('10000') }]);
    expect(noteDeficit(relief, deficits, short('40000'), tuesday)).toHaveLength(2);
  });

  test('small ones are forgiven: the lesser of 5 % of equity and 1 000', () => {
    expect(noteDeficit(relief, [], short('49000'), monday)).toEqual([]);
    expect(noteDeficit(relief, [], short('48999'), monday)).toHaveLength(1);
    const small = { equity: usd('10000'), maintenance: usd('10501') };
    expect(noteDeficit(relief, [], small, monday)).toHaveLength(1);
    expect(noteDeficit(relief, [], { ...small, maintenance: usd('10500') }, monday)).toEqual([]);
  });

  test('must be met by the fifth business day, else 90 days of closing only', () => {
    const deficits = [{ date: monday, amount: usd('5000') }];
    const [fifth, sixth] = [parseDate('2026-11-23'), parseDate('2026-11-24')];
    expect(overdueDeficits(rule, deficits, fifth)).toEqual([]);
    expect(overdueDeficits(rule, deficits, sixth)).toEqual(deficits);
    const until = intradayRestriction(rule, deficits, sixth, 1);
    expect(until === undefined ? until : formatDate(until)).toBe('2027-02-14');
    expect(intradayRestriction(rule, deficits, sixth, 2)).toBeUndefined();
    const met = meetDeficits(deficits, usd('6000'), tuesday);
    expect(met.left).toBe(usd('1000'));
    expect(overdueDeficits(rule, met.deficits, sixth)).toEqual([]);
  });
});
