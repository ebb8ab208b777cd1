import { describe, expect, test } from 'vitest';
import { accepted, AMZN, market } from '../../test/trading-scene.ts';
import type { ExpirationDueFact } from '../expiration/facts.ts';
import type { OptionTerms } from '../instruments/terms.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { evolve } from './evolve.ts';
import type { TradingFact } from './facts.ts';
import { followExpiration } from './follow-expiration.ts';
import type { TradingState } from './state.ts';

// An option on AMZN expires. long1 and long2 hold 3 and 2 contracts of 100 shares, short1 and short2 have sold 1 and 4.

const usd = parseDecimal;
const SERIES = 'AMZN_O' as InstrumentId;
const [long1, long2, short1, short2] = ['long1', 'long2', 'short1', 'short2'] as AccountId[] as [
  AccountId,
  AccountId,
  AccountId,
  AccountId,
];
const source = { sourcePosition: 1n };
const expirationId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;

const series = (more: Partial<OptionTerms>): TradingFact => ({
  type: 'InstrumentAdmitted',
  data: {
    instrumentId: SERIES,
    symbol: 'AMZNO',
    tickSize: 100n,
    maxOrderQuantity: 1_000n,
    referencePrice: usd('5'),
    assetClass: 'OPTION',
    multiplier: 100,
    option: {
      underlyingId: AMZN,
      underlyingKind: 'STOCK',
      right: 'CALL',
      strike: usd('90'),
      expiresOn: parseDate('2026-11-20'),
      style: 'AMERICAN',
      settlement: 'PHYSICAL',
      ...more,
    },
    ...source,
  },
});
const admitted = (accountId: AccountId): readonly TradingFact[] => [
  { type: 'AccountAdmitted', data: { accountId, accountType: 'MARGIN', ...source } },
  { type: 'FundsAllocated', data: { accountId, amount: usd('50000'), ...source } },
];
const held = (accountId: AccountId, quantity: bigint, instrumentId = SERIES): TradingFact => ({
  type: 'SharesAllocated',
  data: { accountId, instrumentId, quantity, ...source },
});
const quiet = (instrumentId: InstrumentId): TradingFact => ({
  type: 'PhaseChanged',
  data: { instrumentId, phase: 'CLOSED' },
});

const scene = (terms: Partial<OptionTerms>, ...more: readonly TradingFact[]): TradingState =>
  market(
    series(terms),
    ...[long1, long2, short1, short2].flatMap(admitted),
    held(long1, 3n),
    held(long2, 2n),
    held(short1, -1n),
    held(short2, -4n),
    held(short2, 500n, AMZN),
    ...more,
    quiet(AMZN),
    quiet(SERIES),
  );

type Due = ExpirationDueFact['data'];
function expire(state: TradingState, more: Partial<Due> = {}): readonly TradingFact[] {
  const data: Due = {
    instrumentId: SERIES,
    expirationId,
    kind: 'EXPIRATION',
    attempt: 1,
    tradeDate: parseDate('2026-11-20'),
    settlementDate: parseDate('2026-11-23'),
    exercises: [],
    instructions: [],
    ...more,
  };
  const facts = followExpiration(state, { type: 'ExpirationDue', data }, 2n, { partition: 0 });
  for (const fact of facts) evolve(state, fact);
  return facts;
}
/** Cash, contracts, shares. */
const has = (state: TradingState, accountId: AccountId): string => {
  const { cash, exposures } = state.accounts.get(accountId)?.risk ?? { cash: 0n };
  const of = (id: InstrumentId) => exposures?.get(id)?.quantity ?? 0n;
  return `${formatDecimal(cash)} ${of(SERIES)} ${of(AMZN)}`;
};
const all = (state: TradingState) =>
  [long1, long2, short1, short2].map((accountId) => has(state, accountId));
type Data<T extends TradingFact['type']> = Extract<TradingFact, { type: T }>['data'];
const only = <T extends TradingFact['type']>(facts: readonly TradingFact[], type: T) =>
  facts.flatMap((fact) => (fact.type === type ? [fact.data as Data<T>] : []));

describe('in the money', () => {
  test('a call delivers shares against the strike, as many as are exercised', () => {
    const state = scene({});
    const facts = expire(state);
    expect(all(state)).toEqual([
      '23000.00 0 300',
      '32000.00 0 200',
      '59000.00 0 -100',
      '86000.00 0 100',
    ]);
    expect(only(facts, 'ExpirationApplied')).toMatchObject([
      { price: usd('100'), exercised: 5n, assigned: 5n, cash: 0n, orders: 0 },
    ]);
    const deliveries = only(facts, 'OptionExercised');
    expect(deliveries.reduce((sum, { contracts }) => sum + contracts, 0n)).toBe(5n);
    expect(deliveries.map(({ tradeId }) => tradeId)).toEqual(
      deliveries.map((_, n) => `0-${n + 1}`),
    );
    expect(state.instruments.get(SERIES)?.delisted).toBe(true);
  });

  test('a put takes shares for the strike', () => {
    const state = scene({ right: 'PUT', strike: usd('110') });
    expire(state);
    expect(all(state)).toEqual([
      '83000.00 0 -300',
      '72000.00 0 -200',
      '39000.00 0 100',
      '6000.00 0 900',
    ]);
  });

  test('one in cash pays the difference', () => {
    const state = scene({ settlement: 'CASH' });
    const facts = expire(state);
    expect(all(state)).toEqual(['53000.00 0 0', '52000.00 0 0', '49000.00 0 0', '46000.00 0 500']);
    expect(only(facts, 'ExpirationApplied')).toMatchObject([{ cash: 0n, exercised: 5n }]);
  });

  test('an account may say that it does not exercise, or how much', () => {
    const state = scene({});
    const facts = expire(state, {
      instructions: [
        { accountId: long1, contracts: 1n },
        { accountId: long2, contracts: 0n },
      ],
    });
    expect(all(state).slice(0, 2)).toEqual(['41000.00 0 100', '50000.00 0 0']);
    expect(only(facts, 'ExpirationApplied')).toMatchObject([{ exercised: 1n, assigned: 1n }]);
    // What nobody was assigned is worth nothing; each position ends once.
    const lapsed = only(facts, 'PositionExpired');
    expect(lapsed.reduce((sum, { quantityBefore }) => sum + quantityBefore, 0n)).toBe(0n);
    expect(lapsed.every(({ quantity, cash }) => quantity === 0n && cash === 0n)).toBe(true);
  });

  test('those outside exercise what is short here and long nowhere here, and are assigned the other way round', () => {
    const state = scene({}, held(short1, -2n));
    const facts = expire(state);
    expect(only(facts, 'ExpirationApplied')).toMatchObject([{ exercised: 5n, assigned: 7n }]);
    const outside = only(facts, 'OptionExercised').filter((one) => one.buyAccountId === undefined);
    expect(outside.reduce((sum, { contracts }) => sum + contracts, 0n)).toBe(2n);
    const more = scene({}, held(long1, 4n));
    expect(only(expire(more), 'ExpirationApplied')).toMatchObject([
      { exercised: 9n, assigned: 5n },
    ]);
    expect(has(more, long1)).toBe('-13000.00 0 700');
  });
});

test.each([
  ['by a cent', '99.99', 5n],
  ['by less', '99.9999', 0n],
  ['at the strike', '100', 0n],
  ['out of the money', '110', 0n],
])('it is exercised from a cent in the money on: %s', (_, strike, exercised) => {
  const state = scene({ strike: usd(strike) });
  expect(only(expire(state), 'ExpirationApplied')).toMatchObject([{ exercised }]);
  if (exercised === 0n)
    expect(all(state)).toEqual(['50000.00 0 0', '50000.00 0 0', '50000.00 0 0', '50000.00 0 500']);
});

test('orders of the series end with it, and sales of shares that are delivered', () => {
  const order = { accountId: short2, closing: 0n } as const;
  const state = scene(
    {},
    accepted(1, 'BUY', 1n, '4', { accountId: long1, instrumentId: SERIES, reserved: usd('400') }),
    accepted(2, 'SELL', 450n, '120', order),
    accepted(3, 'BUY', 5n, '80', { accountId: short2 }),
  );
  const ended = only(expire(state), 'OrderCancelled');
  expect(ended.map(({ instrumentId, reason }) => [instrumentId, reason])).toEqual([
    [SERIES, 'EXPIRED'],
    [AMZN, 'RISK'],
  ]);
  expect(state.orders.ofInstrument(AMZN)).toHaveLength(1);
});

describe('early exercise', () => {
  const exercises = [{ accountId: long1, contracts: 2n }];

  test('delivers what was asked for; the series goes on', () => {
    const state = scene({});
    const facts = expire(state, { kind: 'EXERCISE', exercises });
    expect(has(state, long1)).toBe('32000.00 1 200');
    expect(has(state, long2)).toBe('50000.00 2 0');
    const left = [short1, short2].map(
      (id) => state.accounts.get(id)?.risk.exposures.get(SERIES)?.quantity ?? 0n,
    );
    expect(left.reduce((sum, one) => sum + one, 0n)).toBe(-3n);
    expect(only(facts, 'PositionExpired')).toEqual([]);
    expect(state.instruments.get(SERIES)?.delisted).toBe(false);
  });

  test('in cash pays what it is worth, and no less than nothing', () => {
    const state = scene({ settlement: 'CASH' });
    expire(state, { kind: 'EXERCISE', exercises });
    expect(has(state, long1)).toBe('52000.00 1 0');
    const worthless = scene({ settlement: 'CASH', strike: usd('110') });
    expire(worthless, { kind: 'EXERCISE', exercises });
    expect(has(worthless, long1)).toBe('50000.00 1 0');
  });

  test.each([
    ['of more than is held', long2, 3n, 'INSUFFICIENT_POSITION'],
    ['in a cash account without the money', 'poor' as AccountId, 1n, 'INSUFFICIENT_FUNDS'],
  ] as const)('%s is refused', (_, accountId, contracts, code) => {
    const poor = 'poor' as AccountId;
    const state = scene(
      {},
      { type: 'AccountAdmitted', data: { accountId: poor, ...source } },
      held(poor, 1n),
    );
    const facts = expire(state, { kind: 'EXERCISE', exercises: [{ accountId, contracts }] });
    expect(facts.map(({ type }) => type)).toEqual(['ExpirationApplied', 'ExerciseRefused']);
    expect(only(facts, 'ExerciseRefused')).toMatchObject([{ accountId, contracts, code }]);
  });

  test('of a put in a cash account needs the shares', () => {
    const poor = 'poor' as AccountId;
    const state = scene(
      { right: 'PUT', strike: usd('110') },
      { type: 'AccountAdmitted', data: { accountId: poor, ...source } },
      held(poor, 1n),
      held(poor, 99n, AMZN),
    );
    const asked: Partial<Due> = {
      kind: 'EXERCISE',
      exercises: [{ accountId: poor, contracts: 1n }],
    };
    expect(only(expire(state, asked), 'ExerciseRefused')).toMatchObject([
      { code: 'INSUFFICIENT_POSITION' },
    ]);
    evolve(state, held(poor, 1n, AMZN));
    expire(state, { ...asked, attempt: 2 });
    expect(has(state, poor)).toBe('11000.00 0 0');
  });
});

describe('it waits', () => {
  const phase = (instrumentId: InstrumentId): TradingFact => ({
    type: 'PhaseChanged',
    data: { instrumentId, phase: 'CONTINUOUS' },
  });

  test.each([
    ['while the series is traded', SERIES],
    ['while the shares are', AMZN],
  ])('%s', (_, instrumentId) => {
    const state = scene({});
    evolve(state, phase(instrumentId));
    expect(expire(state)).toMatchObject([
      { type: 'ExpirationDeclined', data: { code: 'INSTRUMENT_TRADING' } },
    ]);
  });

  test('and another partition does nothing', () => {
    const data = {
      instrumentId: SERIES,
      expirationId,
      kind: 'EXPIRATION',
      attempt: 1,
      tradeDate: parseDate('2026-11-20'),
      settlementDate: parseDate('2026-11-23'),
      exercises: [],
      instructions: [],
    } as const;
    const due = { type: 'ExpirationDue', data } as const;
    expect(followExpiration(scene({}), due as never, 2n, { partition: 1 })).toEqual([]);
  });

  test('its answer is remembered until its own stream has it', () => {
    const state = scene({});
    expire(state);
    expect(state.expirations.size).toBe(1);
    const data = { instrumentId: SERIES, expirationId, kind: 'EXPIRATION', attempt: 1 } as const;
    const told = followExpiration(state, { type: 'ExpirationEffective', data }, 3n, {
      partition: 0,
    });
    for (const fact of told) evolve(state, fact);
    expect(state.expirations.size).toBe(0);
    expect(state.referencePosition).toBe(3n);
  });
});
