import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accepted, AMZN, market, orderId } from '../../test/trading-scene.ts';
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

// Options on AMZN, which is at 100.00, when that is split: CALL at 120.00 and PUT at 90.00, both marked at 5.00.

const usd = parseDecimal;
const exDate = parseDate('2026-11-20');
const [CALL, PUT] = ['AMZN_C', 'AMZN_P'] as InstrumentId[] as [InstrumentId, InstrumentId];
const [writer, buyer] = ['writer', 'buyer'] as AccountId[] as [AccountId, AccountId];
const actionId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const source = { sourcePosition: 1n };

const quiet = (instrumentId: InstrumentId): TradingFact => ({
  type: 'PhaseChanged',
  data: { instrumentId, phase: 'CLOSED' },
});
const series = (
  instrumentId: InstrumentId,
  right: 'CALL' | 'PUT',
  strike: bigint,
): TradingFact => ({
  type: 'InstrumentAdmitted',
  data: {
    instrumentId,
    symbol: instrumentId.replace('_', ''),
    tickSize: 100n,
    maxOrderQuantity: 1_000n,
    referencePrice: usd('5'),
    assetClass: 'OPTION',
    multiplier: 100,
    option: {
      underlyingId: AMZN,
      underlyingKind: 'STOCK',
      right,
      strike,
      expiresOn: parseDate('2027-01-15'),
      style: 'AMERICAN',
      settlement: 'PHYSICAL',
    },
    ...source,
  },
});
const admitted = (accountId: AccountId): readonly TradingFact[] => [
  { type: 'AccountAdmitted', data: { accountId, accountType: 'MARGIN', ...source } },
  { type: 'FundsAllocated', data: { accountId, amount: usd('100000'), ...source } },
];
const held = (accountId: AccountId, instrumentId: InstrumentId, quantity: bigint): TradingFact => ({
  type: 'SharesAllocated',
  data: { accountId, instrumentId, quantity, ...source },
});

/** The writer holds 200 shares and is short 3 calls and 2 puts, the buyer long. */
const scene = (...more: readonly TradingFact[]): TradingState =>
  market(
    series(CALL, 'CALL', usd('120')),
    series(PUT, 'PUT', usd('90')),
    ...[writer, buyer].flatMap(admitted),
    held(writer, AMZN, 200n),
    held(writer, CALL, -3n),
    held(writer, PUT, -2n),
    held(buyer, CALL, 3n),
    held(buyer, PUT, 2n),
    ...more,
  );
const allQuiet = [AMZN, CALL, PUT].map(quiet);

type Terms = Omit<ActionTerms, 'exDate'>;
const split = (newShares: number, oldShares: number): Terms => ({
  kind: newShares > oldShares ? 'FORWARD_SPLIT' : 'REVERSE_SPLIT',
  newShares,
  oldShares,
});
function act(state: TradingState, terms: Terms): readonly TradingFact[] {
  const data = { instrumentId: AMZN, actionId, version: 1, attempt: 1, exDate, ...terms };
  const due = { type: 'CorporateActionDue', data } as const;
  const facts = followAction(state, due, 2n, { partition: 0 });
  for (const fact of facts) evolve(state, fact);
  return facts;
}
const quantityOf = (state: TradingState, accountId: AccountId, id: InstrumentId): bigint =>
  state.accounts.get(accountId)!.risk.exposures.get(id)?.quantity ?? 0n;
/** `30.00 strike, 1.25`: strike and mark. */
const told = (state: TradingState, id: InstrumentId): string => {
  const { option, risk } = state.instruments.get(id)!;
  expect(risk.option).toEqual(option);
  return `${formatDecimal(option!.strike)} strike, ${formatDecimal(risk.mark)}`;
};

describe('a split of whole ratio (worked by hand)', () => {
  test('4:1: strikes and premiums are a quarter, contracts four times as many', () => {
    const state = scene(...allQuiet);
    const facts = act(state, split(4, 1));
    expect([told(state, CALL), told(state, PUT)]).toEqual([
      '30.00 strike, 1.25',
      '22.50 strike, 1.25',
    ]);
    const quantities = [writer, buyer].map((one) =>
      [AMZN, CALL, PUT].map((id) => quantityOf(state, one, id)),
    );
    expect(quantities).toEqual([
      [800n, -12n, -8n],
      [0n, 12n, 8n],
    ]);
    expect(facts.filter(({ type }) => type === 'OptionSeriesAdjusted')).toMatchObject([
      { data: { instrumentId: CALL, underlyingId: AMZN, positions: 2, orders: 0, issued: 0n } },
      { data: { instrumentId: PUT, positions: 2 } },
    ]);
  });

  test.each([
    // 120 / 7 = 17.142857, 90 / 7 = 12.857142; 5 / 7 = 0.71428…
    ['7:1', split(7, 1), '17.14 strike, 0.7143', '12.86 strike, 0.7143'],
    ['2:1', split(2, 1), '60.00 strike, 2.50', '45.00 strike, 2.50'],
    ['6:3, which is 2:1', split(6, 3), '60.00 strike, 2.50', '45.00 strike, 2.50'],
  ])('%s: a strike goes to the nearest cent', (_, terms, call, put) => {
    const state = scene(...allQuiet);
    act(state, terms);
    expect([told(state, CALL), told(state, PUT)]).toEqual([call, put]);
  });

  test('ends open orders in options, and lifts their bands; those in the shares go on', () => {
    const bands = { instrumentId: CALL, lower: usd('4'), upper: usd('6') };
    const state = scene(
      accepted(1, 'BUY', 2n, '4.50', {
        accountId: buyer,
        instrumentId: CALL,
        reserved: usd('900'),
      }),
      accepted(2, 'BUY', 10n, '90', { accountId: buyer }),
      { type: 'BandsSet', data: bands },
      ...allQuiet,
    );
    act(state, split(2, 1));
    expect(state.orders.get(orderId(1))).toBeUndefined();
    expect(state.orders.get(orderId(2))).toMatchObject({ leaves: 20n, limitPrice: usd('45') });
    expect(state.accounts.get(buyer)?.risk.reserved).toBe(usd('900'));
    expect(state.instruments.get(CALL)).toMatchObject({ lowerBand: 0n, upperBand: 0n });
  });
});

describe('an action on shares with options waits', () => {
  test.each<[string, Terms, readonly TradingFact[], string]>([
    ['while a series is traded', split(2, 1), [quiet(AMZN), quiet(CALL)], 'INSTRUMENT_TRADING'],
    ['where its ratio is not whole', split(3, 2), allQuiet, 'ACTION_NOT_OFFERED'],
    ['where shares become fewer', split(1, 2), allQuiet, 'ACTION_NOT_OFFERED'],
    ['where no strike is left', split(100_000, 1), allQuiet, 'ACTION_NOT_OFFERED'],
    ['for a merger', { kind: 'CASH_MERGER', mergerCash: 1n }, allQuiet, 'ACTION_NOT_OFFERED'],
  ])('%s', (_, terms, before, code) => {
    const state = scene(...before);
    expect(act(state, terms)).toMatchObject([{ type: 'CorporateActionDeclined', data: { code } }]);
    expect(told(state, CALL)).toBe('120.00 strike, 5.00');
  });

  test('and not for a series that is delisted', () => {
    const state = scene(quiet(AMZN), quiet(PUT), {
      type: 'DelistingAdopted',
      data: { instrumentId: CALL, reason: 'expired', ...source },
    });
    act(state, split(2, 1));
    expect([told(state, CALL), told(state, PUT)]).toEqual([
      '120.00 strike, 5.00',
      '45.00 strike, 2.50',
    ]);
  });
});

property.prop({
  by: fc.constantFrom(2, 4, 5),
  // Whole hundreds: what covers a contract is counted in those.
  shares: fc.bigInt(-5n, 5n).map((lots) => lots * 100n),
  calls: fc.bigInt(-5n, 5n),
  puts: fc.bigInt(-5n, 5n),
})(
  'what an account is worth, and what its options require, is as before, but for roundings',
  ({ by, shares, calls, puts }) => {
    const one = 'one' as AccountId;
    const state = scene(
      ...admitted(one),
      ...(
        [
          [AMZN, shares],
          [CALL, calls],
          [PUT, puts],
        ] as const
      ).flatMap(([id, quantity]) => (quantity === 0n ? [] : [held(one, id, quantity)])),
      ...allQuiet,
    );
    const valued = () => valuationOf(state.accounts.get(one)!.risk, marginRulesOn(exDate), exDate);
    const before = valued();
    act(state, split(by, 1));
    const after = valued();
    // Prices here divide without rest; requirements of a share or contract are rounded up, at most by one each.
    expect([after.liquidation, after.equity]).toEqual([before.liquidation, before.equity]);
    const off = after.held - before.held;
    expect(off <= 20_000n && off >= -20_000n, `${off}`).toBe(true);
  },
);
