import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountId, InstrumentId, OrderId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import { buyIns } from './buy-ins.ts';
import { agedBy, closeOutDay, closeOutOn, type DeliveryRun, type LateShares } from './close-out.ts';
import type { BuyInFact } from './facts.ts';

const day = parseDate;
const late = (since: string, quantity: bigint): LateShares => ({ since: day(since), quantity });

// Thanksgiving, 2026-11-26, is no session; Columbus Day, 2026-10-12, is one without settlement.
test.each([
  ['2026-11-30', 'SHORT', '2026-12-01'],
  ['2026-11-30', 'LONG', '2026-12-03'],
  ['2026-11-25', 'SHORT', '2026-11-27'],
  ['2026-11-25', 'LONG', '2026-12-01'],
  ['2026-10-09', 'SHORT', '2026-10-13'],
  ['2026-10-08', 'LONG', '2026-10-14'],
] as const)('what is late since %s and was sold %s is bought on %s', (since, sale, on) => {
  expect(closeOutDay(day(since), sale)).toBe(day(on));
});

describe('what is late', () => {
  const run = (on: string, due: bigint, left: bigint): DeliveryRun => ({
    settlementDate: day(on),
    due,
    left,
  });

  test.each<[string, readonly DeliveryRun[], readonly LateShares[]]>([
    [
      'is late since the day on which it was due',
      [run('2026-11-30', 100n, 40n)],
      [late('2026-11-30', 40n)],
    ],
    [
      'is delivered oldest first',
      [run('2026-11-30', 100n, 40n), run('2026-12-01', 70n, 45n)],
      // 40 and 30 new ones; 25 of the 40 come.
      [late('2026-11-30', 15n), late('2026-12-01', 30n)],
    ],
    [
      'is made up for by what comes in, oldest first',
      [run('2026-11-30', 100n, 40n), run('2026-12-01', 60n, 60n), run('2026-12-02', 10n, 10n)],
      [late('2026-12-01', 10n)],
    ],
    [
      'is nothing once the participant receives',
      [run('2026-11-30', 9n, 9n), run('2026-12-01', 0n, 0n)],
      [],
    ],
  ])('%s', (_what, runs, expected) => {
    expect(runs.reduce(agedBy, [] as readonly LateShares[])).toEqual(expected);
  });

  test('property: is what the last run left, the oldest first', () => {
    const runs = fc.array(
      fc.tuple(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 0n, max: 50n })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(runs, (all) => {
        let shares: readonly LateShares[] = [];
        for (const [index, [due, lost]] of all.entries()) {
          const left = lost < due ? lost : due;
          shares = agedBy(shares, {
            settlementDate: day('2026-11-30') + index,
            due,
            left,
          } as DeliveryRun);
          expect(shares.reduce((sum, one) => sum + one.quantity, 0n)).toBe(left);
          expect(shares.every(({ quantity }) => quantity > 0n)).toBe(true);
          expect(shares.map(({ since }) => since)).toEqual(
            shares.map(({ since }) => since).toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });
});

describe('a close-out', () => {
  // By hand: late since Monday 100, since Tuesday 50, since Wednesday 20.
  const LATE = [late('2026-11-30', 100n), late('2026-12-01', 50n), late('2026-12-02', 20n)];

  test.each<[string, string, bigint, bigint, readonly [bigint, string] | undefined]>([
    ['of nothing that was sold long before the third day', '2026-12-02', 0n, 0n, undefined],
    ['of what was sold long on the third day', '2026-12-03', 0n, 0n, [100n, 'LONG']],
    ['of what was sold short on the next day', '2026-12-01', -500n, 0n, [100n, 'SHORT']],
    ['of short sales as far as the seller is short', '2026-12-02', -120n, 0n, [120n, 'SHORT']],
    ['of the more where both are due', '2026-12-03', -30n, 0n, [100n, 'LONG']],
    ['less what was bought meanwhile', '2026-12-03', 0n, 60n, [40n, 'LONG']],
    ['less what a short seller has bought back meanwhile', '2026-12-01', -60n, 40n, [60n, 'SHORT']],
    ['not of what was sold short since', '2026-12-01', -150n, -50n, [100n, 'SHORT']],
    ['whatever was sold meanwhile', '2026-12-03', 0n, -60n, [100n, 'LONG']],
    ['of nothing where enough was bought', '2026-12-03', 0n, 100n, undefined],
  ])('is %s', (_what, on, position, coming, expected) => {
    const found = closeOutOn(day(on), LATE, position, coming);
    expect(found && [found.quantity, found.sale]).toEqual(expected);
    if (found !== undefined) expect(found.since).toBe(day('2026-11-30'));
  });
});

describe('a buy-in', () => {
  const data = {
    accountId: 'alice' as AccountId,
    instrumentId: 'ACME' as InstrumentId,
    orderId: '0192f3a0-7c1e-7aaa-8bbb-0123456789ab' as OrderId,
    runId: '2026-12-03-1',
    buyInOn: day('2026-12-03'),
    failingSince: day('2026-11-30'),
    sale: 'LONG',
    quantity: 40n,
  } as const;
  const at = instantOf(day('2026-12-03'), wall(9));
  const after = (...facts: readonly BuyInFact[]) =>
    facts.reduce((state, fact) => buyIns.evolve(state, fact), buyIns.initial);
  const { accountId, instrumentId, orderId, runId } = data;
  const recorded = {
    type: 'BuyInRecorded',
    data: { accountId, instrumentId, orderId, runId, placing: 'PLACED' },
  } as const;
  const ordered = { type: 'BuyInOrdered', data } as const;
  const order = (state: ReturnType<typeof after>, more = {}) =>
    buyIns.decide(state, { type: 'OrderBuyIn', data: { ...data, ...more }, at });
  const record = (state: ReturnType<typeof after>) =>
    buyIns.decide(state, { type: 'RecordBuyIn', data: recorded.data, at });

  test('is ordered once, whatever it is worked out to be later', () => {
    expect(order(after())).toEqual({ ok: true, facts: [ordered] });
    expect(order(after(ordered), { quantity: 7n })).toEqual({ ok: true, facts: [] });
  });

  test.each([
    ['of another day', { buyInOn: day('2026-12-04') }],
    ['before the rule asks for it', { failingSince: day('2026-12-01') }],
  ])('%s is refused', (_what, more) => {
    expect(order(after(), more)).toMatchObject({
      ok: false,
      rejection: { code: 'INVALID_BUY_IN' },
    });
  });

  test('of a short sale is due on the next settlement day', () => {
    const short = { failingSince: day('2026-12-02'), sale: 'SHORT' };
    expect(order(after(), short)).toMatchObject({ ok: true });
  });

  test('has an order of which it is known once what became of it', () => {
    expect(record(after(ordered))).toEqual({ ok: true, facts: [recorded] });
    expect(record(after(ordered, recorded))).toEqual({ ok: true, facts: [] });
    expect(record(after())).toMatchObject({ ok: false, rejection: { code: 'UNKNOWN_BUY_IN' } });
  });
});
