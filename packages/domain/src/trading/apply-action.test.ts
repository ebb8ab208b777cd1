import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accepted, alice, AMZN, bob, market, orderId } from '../../test/trading-scene.ts';
import type { CorporateActionDueFact } from '../corporate-actions/facts.ts';
import { placeOfApplication } from '../corporate-actions/order-of-application.ts';
import type { ActionTerms } from '../corporate-actions/terms.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { marginRulesOn } from '../margin/rules.ts';
import { withdrawable } from '../risk/account-events.ts';
import { valuationOf } from '../risk/valuation.ts';
import { parseDate } from '../time/civil-date.ts';
import { evolve } from './evolve.ts';
import type { TradingFact } from './facts.ts';
import { followAction } from './follow-action.ts';
import type { TradingState } from './state.ts';

const usd = parseDecimal;
const exDate = parseDate('2026-11-20');
const idOf = (n: number): CommandId =>
  `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;
const source = { sourcePosition: 1n };

const quiet: TradingFact = { type: 'PhaseChanged', data: { instrumentId: AMZN, phase: 'CLOSED' } };
const closed = (price: string): TradingFact => ({
  type: 'CloseAdopted',
  data: { instrumentId: AMZN, tradeDate: exDate, price: usd(price), ...source },
});
const shares = (accountId: AccountId, quantity: bigint): TradingFact => ({
  type: 'SharesAllocated',
  data: { accountId, instrumentId: AMZN, quantity, ...source },
});

type Terms = Omit<ActionTerms, 'exDate'>;
const dueOf = (terms: Terms, n = 1): CorporateActionDueFact => ({
  type: 'CorporateActionDue',
  data: { instrumentId: AMZN, actionId: idOf(n), version: 1, attempt: 1, exDate, ...terms },
});

/** Puts an action in force; the facts. */
function act(state: TradingState, terms: Terms, n = 1): readonly TradingFact[] {
  const facts = followAction(state, dueOf(terms, n), 2n, { partition: 0 });
  for (const fact of facts) evolve(state, fact);
  return facts;
}

const split = (newShares: number, oldShares: number, more: Partial<Terms> = {}): Terms => ({
  kind: newShares > oldShares ? 'FORWARD_SPLIT' : 'REVERSE_SPLIT',
  newShares,
  oldShares,
  ...more,
});
const dividend = (amount: string, more: Partial<Terms> = {}): Terms => ({
  kind: 'CASH_DIVIDEND',
  amount: usd(amount),
  payDate: parseDate('2026-11-27'),
  ...more,
});

/** `100 shares, 12.34 cash, 5.00 accrued`. */
function has(state: TradingState, accountId: AccountId): string {
  const risk = state.accounts.get(accountId)!.risk;
  const { quantity = 0n } = risk.exposures.get(AMZN) ?? {};
  return `${quantity} shares, ${formatDecimal(risk.cash)} cash, ${formatDecimal(risk.accrued)} accrued`;
}
const equity = (state: TradingState, accountId: AccountId): bigint =>
  valuationOf(state.accounts.get(accountId)!.risk, marginRulesOn(exDate), exDate).equity;

describe('what happened to Apple', () => {
  test.each([
    // 645.57 at the close of 2014-06-06; 499.23 at that of 2020-08-28.
    ['7:1 on 2014-06-09', '645.57', split(7, 1), '92.2243', '700 shares, 0.00 cash, 0.00 accrued'],
    ['4:1 on 2020-08-31', '499.23', split(4, 1), '124.8075', '400 shares, 0.00 cash, 0.00 accrued'],
  ])('%s: shares, price and open orders', (_, close, terms, price, expected) => {
    const state = market(closed(close), accepted(1, 'BUY', 10n, '630.00'), quiet);
    act(state, terms);
    expect(has(state, bob)).toBe(expected);
    const { previousClose, referencePrice, risk } = state.instruments.get(AMZN)!;
    expect([previousClose, referencePrice, risk.mark].map(formatDecimal)).toEqual([
      price,
      price,
      price,
    ]);
    const order = state.orders.get(orderId(1));
    const by = BigInt(terms.newShares ?? 0);
    expect(order?.leaves).toBe(10n * by);
    expect(order?.limitPrice).toBe((usd('630') / by / 100n) * 100n);
    expect(order?.reserved).toBe(order!.leaves * order!.limitPrice);
  });
});

describe('a position (worked by hand)', () => {
  test.each([
    // 100 × 3 / 2 = 150; 100 × 10 / 9 = 111 1/9: 1/9 of 90.00 (100 × 9 / 10) is 10.00.
    ['3:2', split(3, 2), '150 shares, 0.00 cash, 0.00 accrued'],
    ['10:9, the ninth of a share in cash', split(10, 9), '111 shares, 10.00 cash, 0.00 accrued'],
    [
      'at the price announced',
      split(10, 9, { cashInLieuPrice: usd('81') }),
      '111 shares, 9.00 cash, 0.00 accrued',
    ],
    // 100 / 30 = 3 1/3; a third of 3,000.00.
    ['1:30', split(1, 30), '3 shares, 1000.00 cash, 0.00 accrued'],
    [
      '1:30, rounded up',
      split(1, 30, { fractions: 'ROUND_UP' }),
      '4 shares, 0.00 cash, 0.00 accrued',
    ],
    // 100 / 300 = 1/3 of 30,000.00: nothing is left but cash.
    ['1:300', split(1, 300), '0 shares, 10000.00 cash, 0.00 accrued'],
    [
      'a dividend of 5 %',
      { kind: 'STOCK_DIVIDEND', newShares: 105, oldShares: 100 },
      '105 shares, 0.00 cash, 0.00 accrued',
    ],
    ['a dividend in cash', dividend('0.47'), '100 shares, 0.00 cash, 47.00 accrued'],
  ] as const)('%s', (_, terms, expected) => {
    const state = market(quiet);
    act(state, terms);
    expect(has(state, bob)).toBe(expected);
  });

  test('short mirrors long: parts of shares and dividends are owed', () => {
    const state = market(shares(alice, -101n), quiet);
    act(state, split(3, 2));
    // 151.5: half a share at 66.6667.
    expect(has(state, alice)).toBe('-151 shares, 9966.6667 cash, 0.00 accrued');
    act(state, dividend('1'), 2);
    expect(has(state, alice)).toBe('-151 shares, 9966.6667 cash, -151.00 accrued');
  });
});

describe('orders', () => {
  const types = (facts: readonly TradingFact[]): readonly string[] => facts.map(({ type }) => type);

  test('grow after the shares that they sell, and end before these become fewer', () => {
    const scene = () => market(accepted(1, 'SELL', 100n, '101'), quiet);
    expect(types(act(scene(), split(2, 1)))).toEqual([
      'CorporateActionApplied',
      'PositionAdjusted',
      'OrderReplaced',
    ]);
    const state = scene();
    expect(types(act(state, split(1, 2)))).toEqual([
      'CorporateActionApplied',
      'OrderCancelled',
      'PositionAdjusted',
    ]);
    expect(state.orders.size).toBe(0);
  });

  test('end with their instrument, and nothing else changes', () => {
    const state = market(accepted(1, 'BUY', 10n, '90'), quiet);
    expect(types(act(state, { kind: 'DELISTING' }))).toEqual([
      'CorporateActionApplied',
      'OrderCancelled',
    ]);
    expect(state.instruments.get(AMZN)?.delisted).toBe(true);
    expect(has(state, alice)).toBe('10000.00 cash'.replace(/^/, '0 shares, ') + ', 0.00 accrued');
  });

  test('keep what they have of a locate: it is counted in new shares, once', () => {
    const locate = { locateId: 'L1', quantity: 100n, expiresOn: exDate };
    const short = accepted(1, 'SELL', 30n, '101', { side: 'SELL_SHORT', locateId: 'L1' });
    const state = market(
      { type: 'LocateAdopted', data: { accountId: bob, instrumentId: AMZN, ...locate, ...source } },
      short,
      quiet,
    );
    act(state, split(2, 1));
    const one = state.accounts.get(bob)?.risk.locates.get('L1');
    expect([one?.quantity, one?.used]).toEqual([200n, 60n]);
  });

  test('bands around a price that is none any more are lifted', () => {
    const bands = { instrumentId: AMZN, lower: usd('95'), upper: usd('105') };
    const state = market({ type: 'BandsSet', data: bands }, quiet);
    act(state, split(2, 1));
    expect(state.instruments.get(AMZN)).toMatchObject({ lowerBand: 0n, upperBand: 0n });
  });
});

describe('an action waits', () => {
  test.each<[string, Terms, readonly TradingFact[], string]>([
    ['while the instrument is traded', split(2, 1), [], 'INSTRUMENT_TRADING'],
    ['where the dividend is the price', dividend('100'), [quiet], 'DIVIDEND_ABOVE_PRICE'],
    [
      'where positions would be beyond counting',
      split(100_000, 1),
      [...Array.from({ length: 11 }, () => shares(bob, 999_999_999n)), quiet],
      'QUANTITY_LIMIT',
    ],
  ])('%s', (_, terms, before, code) => {
    const state = market(...before);
    const sequence = state.sequence;
    expect(act(state, terms)).toMatchObject([{ type: 'CorporateActionDeclined', data: { code } }]);
    expect(state.sequence).toBe(sequence + 1n);
  });

  test('in another partition it is none of its business until it is in force', () => {
    const state = market(quiet);
    expect(followAction(state, dueOf(split(2, 1)), 2n, { partition: 1 })).toEqual([]);
    const { type: _, data } = dueOf(split(2, 1));
    const prices = { referencePrice: usd('50'), previousClose: usd('50') };
    const effective = { type: 'CorporateActionEffective', data: { ...data, ...prices } } as const;
    for (const fact of followAction(state, effective, 3n, { partition: 1 })) evolve(state, fact);
    expect(state.instruments.get(AMZN)?.previousClose).toBe(usd('50'));
    expect(has(state, bob)).toBe('100 shares, 0.00 cash, 0.00 accrued');
  });
});

test('a dividend is worth the same from the ex-date to the pay date, and is paid once', () => {
  const state = market(shares(alice, -40n), quiet);
  const before = [alice, bob].map((one) => equity(state, one));
  const worth = () => expect([alice, bob].map((one) => equity(state, one))).toEqual(before);
  act(state, dividend('0.47'));
  worth();
  const data = { instrumentId: AMZN, actionId: idOf(1), version: 1 };
  const payable = { type: 'CorporateActionPayable', data } as const;
  const paid = followAction(state, payable, 3n, { partition: 0 });
  for (const fact of paid) evolve(state, fact);
  worth();
  expect(paid[0]).toMatchObject({
    type: 'DividendsPaid',
    data: { accounts: 2, amount: usd('28.2') },
  });
  expect([has(state, alice), has(state, bob)]).toEqual([
    '-40 shares, 9981.20 cash, 0.00 accrued',
    '100 shares, 47.00 cash, 0.00 accrued',
  ]);
  expect(followAction(state, payable, 4n, { partition: 0 })).toEqual([]);
});

test('a claim to a dividend cannot be paid out before it is cash; one that is owed is kept back', () => {
  const names = ['long', 'short'] as AccountId[];
  const state = market(
    ...names.flatMap((accountId): TradingFact[] => [
      { type: 'AccountAdmitted', data: { accountId, accountType: 'MARGIN', ...source } },
      { type: 'FundsAllocated', data: { accountId, amount: usd('30000'), ...source } },
    ]),
    shares(names[0]!, 100n),
    shares(names[1]!, -100n),
    quiet,
  );
  const payable = (): readonly bigint[] =>
    names.map((one) => withdrawable(state.accounts.get(one)!.risk, marginRulesOn(exDate), exDate));
  // Long: settled cash. Short: equity of 20,000.00 less 50 % of 10,000.00; the price falls by a dollar, and 100.00 is owed.
  expect(payable()).toEqual([usd('30000'), usd('15000')]);
  act(state, dividend('1'));
  expect(payable()).toEqual([usd('30000'), usd('15050')]);
  evolve(state, {
    type: 'FundsReleased',
    data: { accountId: names[0]!, withdrawalId: idOf(7), amount: usd('30000'), ...source },
  });
  expect(payable()[0]).toBe(0n);
});

/** Some actions of one day: at most one that multiplies shares. */
const actions = fc.record({
  ratio: fc.option(
    fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
      .filter(([a, b]) => a !== b),
    { nil: undefined },
  ),
  before: fc.option(fc.bigInt(1n, 30_000n), { nil: undefined }),
  after: fc.option(fc.bigInt(1n, 300n), { nil: undefined }),
  fractions: fc.constantFrom('CASH' as const, undefined),
});
const held = fc.array(fc.bigInt(-5_000n, 5_000n), { minLength: 2, maxLength: 6 });

property.prop({ day: actions, held, backwards: fc.boolean() })(
  'actions of a day, announced in any order, leave what each account is worth, but for roundings',
  ({ day, held: positions, backwards }) => {
    const names = positions.map((_, n) => `holder${n}` as AccountId);
    const state = market(
      ...names.map((accountId): TradingFact => ({
        type: 'AccountAdmitted',
        data: { accountId, accountType: 'MARGIN', ...source },
      })),
      ...positions.flatMap((quantity, n) => (quantity === 0n ? [] : [shares(names[n]!, quantity)])),
      quiet,
    );
    const { ratio, before, after, fractions } = day;
    const announced: Terms[] = [
      ...(after === undefined
        ? []
        : [dividend(formatDecimal(after), { amountBasis: 'AFTER_SPLIT' })]),
      ...(ratio === undefined
        ? []
        : [split(...ratio, fractions === undefined ? {} : { fractions })]),
      ...(before === undefined ? [] : [dividend(formatDecimal(before))]),
    ];
    const place = (terms: Terms): number => placeOfApplication({ ...terms, exDate });
    const inOrder = (backwards ? announced.toReversed() : announced).toSorted(
      (a, b) => place(a) - place(b),
    );
    const worth = names.map((one) => equity(state, one));
    inOrder.forEach((terms, n) => {
      const sums = { issued: 0n, cashInLieu: 0n, accrued: 0n };
      const [header, ...rest] = act(state, terms, n + 1);
      for (const fact of rest)
        if (fact.type === 'PositionAdjusted') {
          sums.issued += fact.data.quantity - fact.data.quantityBefore;
          sums.cashInLieu += fact.data.cash;
        } else if (fact.type === 'DividendAccrued') sums.accrued += fact.data.amount;
      expect(header).toMatchObject({ type: 'CorporateActionApplied', data: sums });
    });
    names.forEach((one, n) => {
      // The price is rounded to 1/10 000 USD, at most half of it off for each share.
      const quantity = state.accounts.get(one)!.risk.exposures.get(AMZN)?.quantity ?? 0n;
      const off = equity(state, one) - worth[n]!;
      const most = (quantity < 0n ? -quantity : quantity) / 2n + 2n;
      expect(off <= most && off >= -most, `${off} of ${most}`).toBe(true);
    });
  },
);
