import { describe, expect, test } from 'vitest';
import { accepted, alice, AMZN, at, bob, market, rulesOf } from '../../test/trading-scene.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import type { PlaceOrderCommand } from '../orders/commands.ts';
import { parseDate } from '../time/civil-date.ts';
import type { TradingFact } from './facts.ts';
import { approveOrder } from './place-order.ts';
import type { TradingState } from './state.ts';
import { validateOrder } from './validate-order.ts';

type Terms = PlaceOrderCommand['data'];

const buy: Terms = {
  accountId: alice,
  instrumentId: AMZN,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: 10n,
  limitPrice: parseDecimal('99'),
};
const { limitPrice: _, ...withoutLimit } = buy;
const marketOrder: Terms = { ...withoutLimit, type: 'MARKET', timeInForce: 'IOC' };

/** `limit reserved`, or `STAGE CODE` of the refusal. */
function check(state: TradingState, terms: Terms): string {
  const valid = validateOrder(state, terms, at);
  const result = valid.ok ? approveOrder(state, terms, valid, rulesOf(state), at) : valid;
  return result.ok
    ? `${formatDecimal(result.limitPrice)} ${formatDecimal(result.reserved)}`
    : `${result.stage} ${result.rejection.code}`;
}

const source = { sourcePosition: 2n };
const phase = (name: 'HALTED' | 'CLOSED'): TradingFact => ({
  type: 'PhaseChanged',
  data: { instrumentId: AMZN, phase: name },
});
const suspended: TradingFact = {
  type: 'AccountRestrictionAdopted',
  data: { accountId: alice, restriction: 'SUSPENDED', reason: 'review', ...source },
};
const equitiesOnly: TradingFact = {
  type: 'PermissionsAdopted',
  data: { accountId: alice, assetClasses: ['ETF'], optionLevel: 0, shortSelling: true, ...source },
};
const maySellShort: TradingFact = {
  type: 'PermissionsAdopted',
  data: {
    accountId: alice,
    assetClasses: ['EQUITY'],
    optionLevel: 0,
    shortSelling: true,
    ...source,
  },
};
const delisted: TradingFact = {
  type: 'DelistingAdopted',
  data: { instrumentId: AMZN, reason: 'merger', ...source },
};
const bands: TradingFact = {
  type: 'BandsSet',
  data: { instrumentId: AMZN, lower: parseDecimal('100'), upper: parseDecimal('110') },
};
const owned: TradingFact = {
  type: 'SharesAllocated',
  data: { accountId: alice, instrumentId: AMZN, quantity: 1n, ...source },
};
const killed: TradingFact = {
  type: 'KillSwitchAdopted',
  data: { sessionDate: parseDate('2026-11-20'), engaged: true, reason: 'drill', ...source },
};
const named = accepted(1, 'BUY', 1n, '90', { clientOrderId: 'A-1', validatedAt: at });

/**
 * Each row breaks its own check and every check after it: what comes first in the promised order is the answer.
 * Facts are those from this row on; terms pile up from the last row to the first.
 */
const precedence: readonly {
  readonly code: string;
  readonly facts?: readonly TradingFact[];
  readonly terms?: Partial<Terms>;
}[] = [
  { code: 'VALIDATION INVALID_ORDER_TERMS', terms: { stopPrice: 1n } },
  { code: 'VALIDATION UNKNOWN_ACCOUNT', terms: { accountId: 'nobody' as AccountId } },
  { code: 'VALIDATION ACCOUNT_SUSPENDED', facts: [suspended] },
  { code: 'VALIDATION UNKNOWN_INSTRUMENT', terms: { instrumentId: 'NONE' as InstrumentId } },
  { code: 'VALIDATION NOT_PERMITTED', facts: [equitiesOnly] },
  { code: 'VALIDATION INSTRUMENT_NOT_TRADED', facts: [delisted] },
  {
    code: 'VALIDATION PHASE_NOT_ACCEPTING',
    facts: [phase('CLOSED')],
    terms: { timeInForce: 'DAY' },
  },
  { code: 'VALIDATION QUANTITY_LIMIT', terms: { quantity: 2_000n } },
  { code: 'VALIDATION INVALID_TICK', terms: { limitPrice: parseDecimal('99.005') } },
  { code: 'VALIDATION PRICE_OUTSIDE_BAND', facts: [bands] },
  { code: 'VALIDATION DUPLICATE_CLIENT_ORDER_ID', facts: [named], terms: { clientOrderId: 'A-1' } },
  {
    code: 'VALIDATION SHORT_SALE_MARKING',
    facts: [maySellShort, owned],
    terms: { side: 'SELL_SHORT' },
  },
  { code: 'RISK KILL_SWITCH', facts: [killed] },
  { code: 'RISK INSUFFICIENT_FUNDS', terms: { quantity: 1_000n } },
  { code: '99.00 990.00' },
];

describe('an order is checked in this order, and the first failure is the answer', () => {
  test.each(precedence.map(({ code }, row) => [code, row] as const))('%s', (code, row) => {
    const later = precedence.slice(row);
    const facts = later.toReversed().flatMap((line) => line.facts ?? []);
    const terms = later.toReversed().reduce<Terms>((sum, line) => ({ ...sum, ...line.terms }), buy);
    expect(check(market(...facts), terms)).toBe(code);
  });

  test('the codes of validation stand in the list of codes in that order', () => {
    const codes: readonly string[] = REJECT_CODES;
    const places = precedence
      .map(({ code }) => codes.indexOf(code.split(' ')[1] ?? ''))
      .filter((place) => place > codes.indexOf('NOT_OFFERED'));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

describe('type and time in force', () => {
  const all = ['DAY', 'GTC', 'GTD', 'IOC', 'FOK', 'OPG', 'CLS'] as const;
  const stop = { stopPrice: parseDecimal('99') };
  test.each<[Terms['type'], Partial<Terms>, string]>([
    ['MARKET', {}, 'DAY IOC FOK CLS'],
    ['LIMIT', { limitPrice: buy.limitPrice ?? 0n }, 'DAY GTC GTD IOC FOK CLS'],
    ['STOP', stop, 'DAY GTC GTD'],
    ['STOP_LIMIT', { ...stop, limitPrice: buy.limitPrice ?? 0n }, 'DAY GTC GTD'],
  ])('%s goes, in continuous trading, with …', (type, prices, welcome) => {
    const taken = all.filter((timeInForce) => {
      const expiry = timeInForce === 'GTD' ? { expiresOn: parseDate('2026-12-01') } : {};
      const terms = { ...withoutLimit, ...prices, ...expiry, type, timeInForce };
      return !check(market(), terms).startsWith('VALIDATION');
    });
    expect(taken.join(' ')).toBe(welcome);
  });

  test.each<[string, Partial<Terms>]>([
    ['a market order with a limit', { type: 'MARKET', timeInForce: 'IOC' }],
    ['a limit order without a limit', { limitPrice: undefined as never }],
    ['a stop order without a stop price', { type: 'STOP', limitPrice: undefined as never }],
    ['a GTD order without its day', { timeInForce: 'GTD' }],
    ['a day on an order that is not GTD', { expiresOn: parseDate('2026-12-01') }],
    ['a post-only order that cannot rest', { postOnly: true, timeInForce: 'IOC' }],
    ['a display quantity above the quantity', { displayQuantity: 11n }],
    [
      'a display quantity of an order that cannot rest',
      { displayQuantity: 5n, timeInForce: 'IOC' },
    ],
    ['a minimum above the quantity', { minimumQuantity: 11n }],
    ['a locate on a purchase', { locateId: 'L1' }],
  ])('%s is refused', (_what, terms) => {
    expect(check(market(), { ...buy, ...terms })).toBe('VALIDATION INVALID_ORDER_TERMS');
  });

  test('immediate orders are refused during a halt, others are collected for the reopening', () => {
    expect(check(market(phase('HALTED')), { ...buy, timeInForce: 'IOC' })).toBe(
      'VALIDATION INSTRUMENT_HALTED',
    );
    expect(check(market(phase('HALTED')), buy)).toBe('99.00 990.00');
  });

  test('a price of more ticks than the engine can count is refused', () => {
    expect(check(market(), { ...buy, limitPrice: 2n ** 31n * 100n })).toBe(
      'VALIDATION INVALID_TICK',
    );
  });
});

describe('buying power', () => {
  test('reaches exactly as far as the cash that no other order holds', () => {
    const state = market(accepted(1, 'BUY', 50n, '100'));
    expect(check(state, { ...buy, quantity: 50n, limitPrice: parseDecimal('100') })).toBe(
      '100.00 5000.00',
    );
    expect(check(state, { ...buy, quantity: 50n, limitPrice: parseDecimal('100.01') })).toBe(
      'RISK INSUFFICIENT_FUNDS',
    );
  });

  test('of a market order is checked at its collar, 5 % from the reference price', () => {
    expect(check(market(), marketOrder)).toBe('105.00 1050.00');
    expect(check(market(), { ...marketOrder, accountId: bob, side: 'SELL' })).toBe('95.00 0.00');
  });

  test('of a stop order is checked 5 % beyond its stop price', () => {
    const stop: Terms = { ...withoutLimit, type: 'STOP', stopPrice: parseDecimal('110') };
    expect(check(market(), stop)).toBe('115.50 1155.00');
  });
});

describe('selling', () => {
  const sell: Terms = { ...buy, accountId: bob, side: 'SELL' };
  test('is possible up to the shares that no other order has promised', () => {
    const state = market(accepted(1, 'SELL', 60n, '101'));
    expect(check(state, { ...sell, quantity: 40n })).toBe('99.00 0.00');
    expect(check(state, { ...sell, quantity: 41n })).toBe('RISK INSUFFICIENT_POSITION');
    expect(check(state, { ...sell, accountId: alice, quantity: 1n })).toBe(
      'RISK INSUFFICIENT_POSITION',
    );
  });
});
