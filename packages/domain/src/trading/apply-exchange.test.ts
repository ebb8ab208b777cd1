import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accepted, alice, AMZN, bob, market, orderId } from '../../test/trading-scene.ts';
import type { ActionTerms } from '../corporate-actions/terms.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import { marginRulesOn } from '../margin/rules.ts';
import { valuationOf } from '../risk/valuation.ts';
import { parseDate } from '../time/civil-date.ts';
import { evolve } from './evolve.ts';
import type { TradingFact } from './facts.ts';
import { followAction } from './follow-action.ts';
import type { TradingState } from './state.ts';

// Mergers and spin-offs. AMZN at 100.00; Alice has 10,000.00 USD, Bob 100 shares. OTHER stands at 40.00.

const usd = parseDecimal;
const exDate = parseDate('2026-11-20');
const OTHER = 'OTHER' as InstrumentId;
const actionId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const source = { sourcePosition: 1n };

const quiet: TradingFact = { type: 'PhaseChanged', data: { instrumentId: AMZN, phase: 'CLOSED' } };
const other = (more: object = {}): TradingFact => ({
  type: 'InstrumentAdmitted',
  data: {
    instrumentId: OTHER,
    symbol: 'OTHER',
    tickSize: 100n,
    maxOrderQuantity: 1_000n,
    referencePrice: usd('40'),
    ...source,
    ...more,
  },
});
const shares = (accountId: AccountId, quantity: bigint, instrumentId = AMZN): TradingFact => ({
  type: 'SharesAllocated',
  data: { accountId, instrumentId, quantity, ...source },
});

type Terms = Omit<ActionTerms, 'exDate'>;
function act(state: TradingState, terms: Terms): readonly TradingFact[] {
  const data = { instrumentId: AMZN, actionId, version: 1, attempt: 1, exDate, ...terms };
  const due = { type: 'CorporateActionDue', data } as const;
  const facts = followAction(state, due, 2n, { partition: 0 });
  for (const fact of facts) evolve(state, fact);
  return facts;
}
const buyout = (cash: string): Terms => ({ kind: 'CASH_MERGER', mergerCash: usd(cash) });
const merger = (newShares: number, oldShares: number, more: Partial<Terms> = {}): Terms => ({
  kind: 'STOCK_MERGER',
  otherInstrumentId: OTHER,
  newShares,
  oldShares,
  ...more,
});
const spinOff = (newShares: number, oldShares: number, more: Partial<Terms> = {}): Terms => ({
  ...merger(newShares, oldShares),
  kind: 'SPIN_OFF',
  costBasisPoints: 1_250,
  ...more,
});

/** `100 + 25, 12.34 cash`: shares of AMZN and of OTHER. */
function has(state: TradingState, accountId: AccountId): string {
  const { exposures, cash } = state.accounts.get(accountId)!.risk;
  const [a, b] = [AMZN, OTHER].map((id) => exposures.get(id)?.quantity ?? 0n);
  return `${a} + ${b}, ${formatDecimal(cash)} cash`;
}
const closeOf = (state: TradingState): string =>
  formatDecimal(state.instruments.get(AMZN)!.previousClose);

describe('a position (worked by hand)', () => {
  test.each<[string, Terms, string]>([
    ['100 shares at 54.20 in cash', buyout('54.20'), '0 + 0, 5420.00 cash'],
    ['5:2 of the acquirer', merger(5, 2), '0 + 250, 0.00 cash'],
    // 100 / 3 = 33 1/3: a third of 40.00 is 13.3333; 100 × 1.50 beside it.
    [
      '1:3 and 1.50, a third of a share in cash',
      merger(1, 3, { mergerCash: usd('1.5') }),
      '0 + 33, 163.3333 cash',
    ],
    ['at the price announced', merger(1, 3, { cashInLieuPrice: usd('42') }), '0 + 33, 14.00 cash'],
    ['rounded up', merger(1, 3, { fractions: 'ROUND_UP' }), '0 + 34, 0.00 cash'],
    // 100 / 300 is a third of a share: nothing is left but cash.
    ['1:300', merger(1, 300), '0 + 0, 13.3333 cash'],
    ['1:4 beside the parent', spinOff(1, 4), '100 + 25, 0.00 cash'],
    ['1:8 beside it, half a share in cash', spinOff(1, 8), '100 + 12, 20.00 cash'],
  ])('%s', (_, terms, expected) => {
    const state = market(other(), quiet);
    act(state, terms);
    expect(has(state, bob)).toBe(expected);
  });

  test('short mirrors long: it pays, and owes the other shares', () => {
    const scene = () => market(other(), shares(alice, -100n), quiet);
    const after = (terms: Terms): string => {
      const state = scene();
      act(state, terms);
      return has(state, alice);
    };
    expect(after(buyout('54.20'))).toBe('0 + 0, 4580.00 cash');
    expect(after(merger(1, 3, { mergerCash: usd('1.5') }))).toBe('0 + -33, 9836.6667 cash');
    expect(after(spinOff(1, 8))).toBe('-100 + -12, 9980.00 cash');
  });

  test('what comes joins what is held of the acquirer, or covers what is owed', () => {
    const state = market(other(), shares(bob, 7n, OTHER), shares(alice, -40n, OTHER), quiet);
    evolve(state, shares(alice, 50n));
    act(state, merger(1, 1));
    expect([has(state, bob), has(state, alice)]).toEqual([
      '0 + 107, 0.00 cash',
      '0 + 10, 10000.00 cash',
    ]);
  });
});

test('the issuer’s side is in the first fact: shares taken back, shares issued, cash', () => {
  const state = market(other(), shares(alice, -10n), quiet);
  expect(act(state, merger(1, 3, { mergerCash: usd('1.5') }))[0]).toMatchObject({
    type: 'CorporateActionApplied',
    data: {
      positions: 2,
      issued: -90n,
      otherIssued: 30n,
      otherClose: usd('40'),
      paid: usd('135'),
      // A third of 40.00 to Bob, and a third of it from Alice.
      cashInLieu: 0n,
      accrued: 0n,
    },
  });
});

describe('orders', () => {
  const limits = (state: TradingState, ...ids: readonly number[]) =>
    ids.map((id) => {
      const order = state.orders.get(orderId(id));
      return order === undefined ? 'ended' : formatDecimal(order.stopPrice ?? order.limitPrice);
    });
  const stop = { type: 'STOP', stopPrice: usd('90'), triggered: false } as const;
  const scene = () =>
    market(
      other(),
      accepted(1, 'BUY', 10n, '95'),
      accepted(2, 'SELL', 10n, '105'),
      accepted(3, 'SELL', 10n, '88', stop),
      accepted(4, 'BUY', 10n, '95', { doNotReduce: true }),
      quiet,
    );

  test.each([buyout('54.20'), merger(1, 2)])('end with their instrument: $kind', (terms) => {
    const state = scene();
    const facts = act(state, terms);
    const ends = { type: 'OrderCancelled', data: { reason: 'CORPORATE_ACTION' } };
    expect(facts.slice(1)).toMatchObject([ends, ends, ends, ends, { type: 'PositionExchanged' }]);
    expect(state.instruments.get(AMZN)?.delisted).toBe(true);
    expect(state.accounts.get(alice)?.risk.reserved).toBe(0n);
  });

  test('of a parent fall by the announced value, where the rule lets them: Do Not Reduce is of dividends alone', () => {
    const state = scene();
    act(state, spinOff(1, 4, { childValue: usd('9.999') }));
    expect(limits(state, 1, 2, 3, 4)).toEqual(['85.00', '105.00', '80.00', '85.00']);
    expect(closeOf(state)).toBe('90.001');
  });

  test('of a parent end where nobody said what is spun off is worth, and those that stay where they are do not', () => {
    const state = scene();
    act(state, spinOff(1, 4));
    expect(limits(state, 1, 2, 3, 4)).toEqual(['ended', '105.00', 'ended', 'ended']);
    // A quarter of 40.00.
    expect(closeOf(state)).toBe('90.00');
  });
});

describe('an action waits', () => {
  const dead: TradingFact = {
    type: 'DelistingAdopted',
    data: { instrumentId: OTHER, reason: 'bankrupt', ...source },
  };
  const option = {
    assetClass: 'OPTION',
    option: { underlyingId: AMZN, right: 'CALL', strike: usd('100'), expiresOn: exDate },
  };
  test.each<[string, Terms, readonly TradingFact[], string]>([
    ['while the instrument is traded', buyout('1'), [other()], 'INSTRUMENT_TRADING'],
    ['for an acquirer that nobody knows', merger(1, 2), [quiet], 'OTHER_NOT_LISTED'],
    ['for one that is delisted', merger(1, 2), [other(), dead, quiet], 'OTHER_NOT_LISTED'],
    ['for one that is no stock', merger(1, 2), [other(option), quiet], 'OTHER_NOT_LISTED'],
    [
      'for one that is traded elsewhere',
      spinOff(1, 2),
      [other({ partition: 1 }), quiet],
      'OTHER_PARTITION',
    ],
    [
      'where the child is worth the parent',
      spinOff(1, 2, { childValue: usd('100') }),
      [other(), quiet],
      'DIVIDEND_ABOVE_PRICE',
    ],
    [
      'where it is worth that at its close',
      spinOff(5, 2),
      [other(), quiet],
      'DIVIDEND_ABOVE_PRICE',
    ],
    [
      'where positions would be beyond counting',
      merger(100_000, 1),
      [other(), ...Array.from({ length: 11 }, () => shares(bob, 999_999_999n)), quiet],
      'QUANTITY_LIMIT',
    ],
  ])('%s', (_, terms, before, code) => {
    const state = market(...before);
    expect(act(state, terms)).toMatchObject([{ type: 'CorporateActionDeclined', data: { code } }]);
  });
});

test('a claim that was accrued before is still paid when the instrument is gone', () => {
  const state = market(other(), quiet);
  const id = '0192f3a0-7c1e-7aaa-8bbb-000000000002' as CommandId;
  const common = { instrumentId: AMZN, actionId: id, version: 1 };
  const dividend = { kind: 'CASH_DIVIDEND', exDate, amount: usd('0.47'), payDate: exDate } as const;
  const due = { type: 'CorporateActionDue', data: { ...common, attempt: 1, ...dividend } } as const;
  for (const fact of followAction(state, due, 2n, { partition: 0 })) evolve(state, fact);
  act(state, buyout('54.20'));
  const payable = { type: 'CorporateActionPayable', data: common } as const;
  for (const fact of followAction(state, payable, 3n, { partition: 0 })) evolve(state, fact);
  expect(has(state, bob)).toBe('0 + 0, 5467.00 cash');
});

const equity = (state: TradingState, accountId: AccountId): bigint =>
  valuationOf(state.accounts.get(accountId)!.risk, marginRulesOn(exDate), exDate).equity;

property.prop({
  held: fc.array(fc.tuple(fc.bigInt(-5_000n, 5_000n), fc.bigInt(-5_000n, 5_000n)), {
    minLength: 2,
    maxLength: 6,
  }),
  newShares: fc.integer({ min: 1, max: 40 }),
  oldShares: fc.integer({ min: 1, max: 40 }),
  otherClose: fc.bigInt(1n, 900n).map((cents) => cents * 100n),
  mergerCash: fc.bigInt(1n, 10n ** 6n),
  kind: fc.constantFrom('CASH_MERGER' as const, 'STOCK_MERGER' as const, 'SPIN_OFF' as const),
})(
  'what each account is worth stays where prices fit, and shares are those of the terms, but for roundings',
  ({ held, newShares, oldShares, otherClose, mergerCash, kind }) => {
    const names = held.map((_, n) => `holder${n}` as AccountId);
    // A share is worth what comes for it; of a parent something is left.
    const [n, d] = [BigInt(newShares), BigInt(oldShares)];
    const comes = kind === 'CASH_MERGER' ? 0n : (otherClose * n) / d;
    const close = comes + (kind === 'SPIN_OFF' ? usd('100') : mergerCash);
    const state = market(
      other({ referencePrice: otherClose }),
      {
        type: 'CloseAdopted',
        data: { instrumentId: AMZN, tradeDate: exDate, price: close, ...source },
      },
      ...names.map((accountId): TradingFact => ({
        type: 'AccountAdmitted',
        data: { accountId, accountType: 'MARGIN', ...source },
      })),
      ...held.flatMap(([a, b], i) => [
        ...(a === 0n ? [] : [shares(names[i]!, a)]),
        ...(b === 0n ? [] : [shares(names[i]!, b, OTHER)]),
      ]),
      quiet,
    );
    const worth = names.map((one) => equity(state, one));
    const terms: Record<typeof kind, Terms> = {
      CASH_MERGER: { kind: 'CASH_MERGER', mergerCash },
      STOCK_MERGER: merger(newShares, oldShares, { mergerCash }),
      SPIN_OFF: spinOff(newShares, oldShares),
    };
    act(state, terms[kind]);
    names.forEach((one, i) => {
      const [before, owned] = held[i]!;
      const { exposures } = state.accounts.get(one)!.risk;
      const [left, got] = [AMZN, OTHER].map((id) => exposures.get(id)?.quantity ?? 0n);
      expect(left).toBe(kind === 'SPIN_OFF' ? before : 0n);
      expect(got).toBe(owned + (kind === 'CASH_MERGER' ? 0n : (before * n) / d));
      // What comes for a share is rounded to 1/10 000 USD, at most one of it off for each share, and cash in lieu once.
      const off = equity(state, one) - worth[i]!;
      const most = (before < 0n ? -before : before) + 1n;
      expect(off <= most && off >= -most, `${off} of ${most}`).toBe(true);
    });
  },
);
