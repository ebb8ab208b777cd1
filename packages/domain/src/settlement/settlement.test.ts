import { describe, expect, test } from 'vitest';
import type { InstrumentId } from '../kernel/ids.ts';
import { parseDate, type CivilDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import { clearing, type ClearingState } from './clearing.ts';
import type { ClearingFact, SettlementRunFact } from './facts.ts';
import { isWholeRun, settlementRun, type SettlementRunState } from './settlement-run.ts';
import type { SettledLine } from './lines.ts';
import { totalsOf } from './totals.ts';

const MONDAY = parseDate('2026-11-30');
const TUESDAY = parseDate('2026-12-01');
const CCP = { counterparty: 'CCP' } as const;

const after = (...facts: readonly ClearingFact[]): ClearingState =>
  facts.reduce((state, fact) => clearing.evolve(state, fact), clearing.initial);

function started(settlementDate: CivilDate, run: number): ClearingFact {
  const runId = `${settlementDate === MONDAY ? '2026-11-30' : '2026-12-01'}-${run}`;
  return { type: 'SettlementStarted', data: { ...CCP, settlementDate, run, runId } };
}

function completed(settlementDate: CivilDate, run: number): ClearingFact {
  const { runId } = started(settlementDate, run).data;
  const totals = totalsOf([]);
  return { type: 'SettlementCompleted', data: { ...CCP, settlementDate, runId, ...totals } };
}

const start = (state: ClearingState, settlementDate: CivilDate, on = TUESDAY) =>
  clearing.decide(state, {
    type: 'StartSettlement',
    data: { ...CCP, settlementDate },
    at: instantOf(on, wall(9)),
  });

describe('runs with a counterparty', () => {
  test.each([
    ['the first', after(), MONDAY, started(MONDAY, 1)],
    [
      'another one of the day',
      after(started(MONDAY, 1), completed(MONDAY, 1)),
      MONDAY,
      started(MONDAY, 2),
    ],
    [
      'the first of the next day',
      after(started(MONDAY, 1), completed(MONDAY, 1)),
      TUESDAY,
      started(TUESDAY, 1),
    ],
  ])('%s is started', (_what, state, day, fact) => {
    expect(start(state, day)).toEqual({ ok: true, facts: [fact] });
  });

  test.each([
    ['while one is under way', after(started(MONDAY, 1)), MONDAY, 'SETTLEMENT_UNDER_WAY'],
    [
      'of a day before the last one',
      after(started(TUESDAY, 1), completed(TUESDAY, 1)),
      MONDAY,
      'INVALID_SETTLEMENT_DATE',
    ],
    ['of a day that has not begun', after(), parseDate('2026-12-02'), 'NOT_YET'],
    ['of a year without a calendar', after(), parseDate('2099-01-02'), 'INVALID_SETTLEMENT_DATE'],
  ])('none is started %s', (_what, state, day, code) => {
    expect(start(state, day)).toMatchObject({ ok: false, rejection: { code } });
  });

  test('a run is completed once, and only the last one', () => {
    const complete = (state: ClearingState, runId: string) =>
      clearing.decide(state, {
        type: 'CompleteSettlement',
        data: { ...CCP, runId, ...totalsOf([]) },
        at: 0n,
      });
    const state = after(started(MONDAY, 1));
    expect(complete(state, '2026-11-30-1')).toEqual({ ok: true, facts: [completed(MONDAY, 1)] });
    expect(complete(after(started(MONDAY, 1), completed(MONDAY, 1)), '2026-11-30-1')).toEqual({
      ok: true,
      facts: [],
    });
    expect(complete(state, '2026-11-29-1')).toMatchObject({
      ok: false,
      rejection: { code: 'UNKNOWN_SETTLEMENT' },
    });
  });
});

describe('the parts of a run', () => {
  const runId = '2026-12-01-1';
  const who = { participant: 'alice', instrumentId: 'ACME' as InstrumentId };
  const NETTED = { ...who, quantity: -100n, amount: 1_000n, fees: 7n };
  const SETTLED: SettledLine = {
    ...who,
    quantity: -60n,
    amount: 600n,
    fees: 7n,
    marked: -40n,
    left: -40n,
    leftAmount: 440n,
    mark: 11n,
    failingSince: TUESDAY,
    reason: 'NOT_DELIVERED',
  };
  const netted: SettlementRunFact = {
    type: 'ObligationsNetted',
    data: { runId, part: 1, parts: 2, obligations: [NETTED] },
  };
  const run = (...facts: readonly SettlementRunFact[]): SettlementRunState =>
    facts.reduce((state, fact) => settlementRun.evolve(state, fact), settlementRun.initial);
  const settle = (state: SettlementRunState, line: SettledLine, part = 1, parts = 2) =>
    settlementRun.decide(state, {
      type: 'RecordDeliveries',
      data: { runId, part, parts, deliveries: [line] },
    });

  test('what became of a part accounts for all that was netted in it', () => {
    expect(settle(run(netted), SETTLED)).toMatchObject({
      ok: true,
      facts: [{ type: 'DeliveriesSettled' }],
    });
  });

  test.each<[string, Partial<SettledLine>]>([
    ['a share too few', { quantity: -59n }],
    ['a unit of money too much', { amount: 601n }],
    ['a price that moves nothing', { marked: 0n }],
    ['other fees', { fees: 0n }],
  ])('%s is refused', (_what, change) => {
    expect(settle(run(netted), { ...SETTLED, ...change })).toMatchObject({
      ok: false,
      rejection: { code: 'INVALID_SETTLEMENT' },
    });
  });

  test.each([
    ['that was not netted', 2, 2],
    ['behind the last one', 3, 2],
    ['of another number of parts', 1, 5],
  ])('a part %s is refused', (_what, part, parts) => {
    expect(settle(run(netted), SETTLED, part, parts)).toMatchObject({ ok: false });
  });

  test('a part that is recorded again changes nothing, and the run is whole with its last', () => {
    const data = { runId, parts: 2, deliveries: [SETTLED] };
    const first: SettlementRunFact = { type: 'DeliveriesSettled', data: { ...data, part: 1 } };
    const half = run(netted, first);
    expect(settle(half, SETTLED)).toEqual({ ok: true, facts: [] });
    expect(isWholeRun(half)).toBe(false);
    const whole = settlementRun.evolve(half, {
      type: 'DeliveriesSettled',
      data: { ...data, part: 2 },
    });
    expect(isWholeRun(whole)).toBe(true);
    expect(whole.totals).toEqual({ lines: 2, late: 2, delivered: 120n, paid: 0n, fees: 14n });
  });
});
