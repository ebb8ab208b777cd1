import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId, OrderId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import type { ProposeRebalancingCommand } from './commands.ts';
import type { RebalancingFact } from './facts.ts';
import { modelPortfolio } from './model-portfolio.ts';
import { rebalancing, type RebalancingDecision } from './rebalancing.ts';
import type { RebalancingTerms } from './terms.ts';

const { given } = specificationOf(rebalancing);
const accountId = 'alice' as AccountId;
const planId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const orderId = (n: number): OrderId => `0192f3a0-7c1e-5aaa-8bbb-00000000010${n}` as OrderId;
const lastDay = parseDate('2026-11-20');
const noon = instantOf(lastDay, wall(12));
const commandId = planId;
const alice = { name: 'alice', alone: false };
const usd = parseDecimal;

const terms: RebalancingTerms = {
  targets: [
    { instrumentId: 'ACME' as InstrumentId, weight: 5_000 },
    { instrumentId: 'BOLT' as InstrumentId, weight: 4_000 },
  ],
  others: 'SELL',
  driftBand: 100,
  cashBuffer: 500,
  minimumTrade: usd('100'),
};

/** Worth 10,000: 700 ACME at 10 (70 %), 1,000 BOLT at 2 (20 %), 1,000 in cash. 200 ACME go, 1,000 BOLT come. */
const proposal: ProposeRebalancingCommand['data'] = {
  accountId,
  inputsPosition: 7n,
  lastDay,
  equity: usd('10000'),
  cash: usd('1000'),
  buffer: usd('500'),
  untradedDrift: 0n,
  roundTo: 1,
  lines: [
    {
      instrumentId: 'ACME' as InstrumentId,
      side: 'SELL',
      quantity: 200n,
      limitPrice: usd('9.9'),
      mark: usd('10'),
      held: 700n,
      targetValue: usd('5000'),
      estimatedGain: usd('150'),
      estimatedLongGain: usd('50'),
    },
    {
      instrumentId: 'BOLT' as InstrumentId,
      side: 'BUY',
      quantity: 1_000n,
      limitPrice: usd('2.02'),
      mark: usd('2'),
      held: 1_000n,
      targetValue: usd('4000'),
    },
  ],
};
const set: RebalancingFact = { type: 'RebalancingSet', data: { accountId, ownTargets: terms } };
const propose = (data: Partial<typeof proposal> = {}, at = noon): RebalancingDecision => ({
  type: 'ProposeRebalancing',
  commandId,
  at,
  by: alice,
  orderIds: [orderId(0), orderId(1)],
  data: { ...proposal, ...data },
});
const lines = proposal.lines.map((line, n) => ({ ...line, orderId: orderId(n) }));
const proposed: RebalancingFact = {
  type: 'RebalancingProposed',
  data: { ...proposal, planId, proposer: 'alice', lines },
};
const named = { accountId, planId };
const orderOf = (n: number, quantity?: bigint) => {
  const { instrumentId, side, quantity: all, limitPrice } = lines[n]!;
  return { orderId: orderId(n), instrumentId, side, quantity: quantity ?? all, limitPrice };
};
const approve = (name: string, alone = false, at = noon): RebalancingDecision => ({
  type: 'ApproveRebalancing',
  commandId,
  at,
  by: { name, alone },
  data: named,
});
const approved: RebalancingFact = {
  type: 'RebalancingApproved',
  data: { ...named, approver: 'bob', expiresOn: lastDay, orders: [orderOf(0)] },
};
type RecordedFact = Extract<RebalancingFact, { type: 'RebalancingOrderRecorded' }>;
const became = (
  n: number,
  executed: bigint,
  cash: string,
  end?: 'FILLED' | 'CANCELLED' | 'REJECTED',
  code?: string,
): RecordedFact['data'] => ({
  ...named,
  orderId: orderId(n),
  executed,
  cash: usd(cash),
  ...(end === undefined ? {} : { end }),
  ...(code === undefined ? {} : { code }),
});
const record = (data: RecordedFact['data']): RebalancingDecision => ({
  type: 'RecordRebalancingOrder',
  commandId,
  at: noon,
  data,
});
const advance: RebalancingDecision = {
  type: 'AdvanceRebalancing',
  commandId,
  at: noon,
  data: named,
};
const recorded = (data: RecordedFact['data']): RebalancingFact => ({
  type: 'RebalancingOrderRecorded',
  data,
});
const released = (quantity?: bigint): RebalancingFact => ({
  type: 'RebalancingBuysReleased',
  data: { ...named, expiresOn: lastDay, orders: [orderOf(1, quantity)] },
});
const sold = became(0, 200n, '1999', 'FILLED');

describe('targets', () => {
  test('are a model’s or the account’s own', () => {
    given()
      .when({ type: 'SetRebalancing', commandId, at: noon, data: { accountId, ownTargets: terms } })
      .thenRecords(set);
    const both = { accountId, modelId: 'growth', ownTargets: terms };
    given()
      .when({ type: 'SetRebalancing', commandId, at: noon, data: both })
      .thenRejects('INVALID_TARGETS');
  });

  test.each<[string, Partial<RebalancingTerms>]>([
    ['more than the whole', { cashBuffer: 1_001 }],
    ['two of one instrument', { targets: [...terms.targets, terms.targets[0]!] }],
    ['neither weight nor quantity', { targets: [{ instrumentId: 'ACME' as InstrumentId }] }],
    [
      'weight and quantity',
      { targets: [{ instrumentId: 'ACME' as InstrumentId, weight: 1, quantity: 1n }] },
    ],
  ])('are not %s', (_, wrong) => {
    const ownTargets = { ...terms, ...wrong };
    given()
      .when({ type: 'SetRebalancing', commandId, at: noon, data: { accountId, ownTargets } })
      .thenRejects('INVALID_TARGETS');
    specificationOf(modelPortfolio)
      .given()
      .when({ type: 'SetModelPortfolio', data: { modelId: 'growth', ...ownTargets } })
      .thenRejects('INVALID_TARGETS');
  });

  test('of a model have a version each time they are set', () => {
    const data = { modelId: 'growth', ...terms };
    specificationOf(modelPortfolio)
      .given({ type: 'ModelPortfolioSet', data: { ...data, version: 1 } })
      .when({ type: 'SetModelPortfolio', data })
      .thenRecords({ type: 'ModelPortfolioSet', data: { ...data, version: 2 } });
  });
});

describe('a plan', () => {
  test('is proposed with the ids that its orders will have', () => {
    given(set).when(propose()).thenRecords(proposed);
  });

  test('needs targets, and that no other plan is open', () => {
    given().when(propose()).thenRejects('NO_TARGETS');
    given(set, proposed).when(propose()).thenRejects('REBALANCING_UNDER_WAY');
  });

  test.each<[string, Partial<typeof proposal>]>([
    ['sells more than is held', { lines: [{ ...proposal.lines[0]!, quantity: 701n }] }],
    ['buys for more than there is', { cash: usd('500') }],
    ['names an instrument twice', { lines: [proposal.lines[0]!, proposal.lines[0]!] }],
    ['was over yesterday', { lastDay: parseDate('2026-11-19') }],
    ['lives for months', { lastDay: parseDate('2026-12-21') }],
  ])('is refused that %s', (_, wrong) => {
    given(set).when(propose(wrong)).thenRejects('INVALID_REBALANCING');
  });

  test('is approved by somebody else, and its sales come first', () => {
    given(set, proposed).when(approve('bob')).thenRecords(approved);
    given(set, proposed).when(approve('gateway/alice')).thenRejects('SECOND_PERSON_REQUIRED');
    given(set, proposed, approved).when(approve('bob')).thenRejects('NOTHING_TO_CHANGE');
    given(set).when(approve('bob')).thenRejects('UNKNOWN_REBALANCING');
  });

  test('is approved by who proposed it where they may act alone', () => {
    given(set, proposed)
      .when(approve('alice', true))
      .thenRecords({ ...approved, data: { ...approved.data, approver: 'alice' } as never });
  });

  test('is not approved once its last day is over', () => {
    const late = instantOf(parseDate('2026-11-21'), 0n);
    given(set, proposed)
      .when(approve('bob', false, late))
      .thenRejects('INVALID_REBALANCING');
  });

  test('that is turned down leaves room for another one', () => {
    const reason = 'too much of BOLT';
    const rejected: RebalancingFact = { type: 'RebalancingRejected', data: { ...named, reason } };
    given(set, proposed)
      .when({ type: 'RejectRebalancing', commandId, at: noon, data: { ...named, reason } })
      .thenRecords(rejected);
    given(set, proposed, rejected).when(propose()).thenRecords(proposed);
  });
});

describe('orders of a plan', () => {
  test('that buy are sent when the last sale has ended, as far as its cash goes', () => {
    given(set, proposed, approved)
      .when(record(became(0, 50n, '500')))
      .thenRecords(recorded(became(0, 50n, '500')));
    given(set, proposed, approved, recorded(became(0, 50n, '500')))
      .when(advance)
      .thenNothing();
    given(set, proposed, approved).when(record(sold)).thenRecords(recorded(sold));
    given(set, proposed, approved, recorded(sold)).when(advance).thenRecords(released(1_000n));
    given(set, proposed, approved, recorded(sold), released()).when(advance).thenNothing();
    // 500 of cash beside the buffer and 1,000 of sales: 742 shares at 2.02 are 1,498.84.
    const half = became(0, 100n, '1000', 'CANCELLED', 'USER');
    given(set, proposed, approved, recorded(half)).when(advance).thenRecords(released(742n));
  });

  test('are over when the last one has ended: what was left, and drift at the marks', () => {
    const bought = became(1, 900n, '-1810', 'CANCELLED', 'EXPIRED');
    const [sale, purchase] = lines.map(({ orderId: id, instrumentId, side, quantity }) => ({
      orderId: id,
      instrumentId,
      side,
      quantity,
    }));
    given(set, proposed, approved, recorded(sold), released(), recorded(bought))
      .when(advance)
      .thenRecords({
        type: 'PortfolioRebalanced',
        data: {
          ...named,
          orders: [
            { ...sale!, executed: 200n, cash: usd('1999'), end: 'FILLED' },
            { ...purchase!, executed: 900n, cash: usd('-1810'), end: 'CANCELLED', code: 'EXPIRED' },
          ],
          // 2,000 too much and 2,000 too little of 10,000; then 200 too little.
          driftBefore: 4_000,
          driftAfter: 200,
          left: usd('200'),
        },
      });
  });

  test('count once they have ended, and not at all once the plan is over', () => {
    given(set, proposed, approved, recorded(sold), released())
      .when(record(became(0, 0n, '0', 'CANCELLED')))
      .thenNothing();
    given(set).when(record(sold)).thenNothing();
    given(set).when(advance).thenNothing();
    given(set, proposed).when(advance).thenNothing();
  });

  test('that are refused are what was left', () => {
    const refused = became(0, 0n, '0', 'REJECTED', 'INSTRUMENT_HALTED');
    // Without the sale 500 are there beside the buffer: 247 shares at 2.02.
    given(set, proposed, approved, recorded(refused)).when(advance).thenRecords(released(247n));
  });
});

describe('a plan that is cancelled or expires', () => {
  const open = [{ orderId: orderId(0), instrumentId: 'ACME' as InstrumentId }];
  const cancelled = (orders: typeof open): RebalancingFact => ({
    type: 'RebalancingCancelled',
    data: { ...named, reason: 'no', open: orders },
  });
  const cancel: RebalancingDecision = {
    type: 'CancelRebalancing',
    commandId,
    at: noon,
    data: { ...named, reason: 'no' },
  };

  test('names what may be open', () => {
    given(set, proposed).when(cancel).thenRecords(cancelled([]));
    given(set, proposed, approved).when(cancel).thenRecords(cancelled(open));
    given(set, proposed, cancelled([])).when(propose()).thenRecords(proposed);
    given(set, proposed, approved, cancelled(open)).when(cancel).thenRejects('NOTHING_TO_CHANGE');
  });

  test('buys nothing any more, and is over when its sales have ended', () => {
    const rest = became(0, 0n, '0', 'CANCELLED', 'USER');
    const state = [set, proposed, approved, cancelled(open), recorded(rest)].reduce(
      (known, fact) => rebalancing.evolve(known, fact),
      rebalancing.initial,
    );
    expect(rebalancing.decide(state, advance)).toMatchObject({
      ok: true,
      facts: [
        {
          type: 'PortfolioRebalanced',
          data: {
            orders: [{ end: 'CANCELLED' }, { end: 'NOT_SENT', executed: 0n }],
            driftAfter: 4_000,
            left: usd('4000'),
          },
        },
      ],
    });
  });

  test('expires at midnight in New York after its last day', () => {
    const midnight = instantOf(parseDate('2026-11-21'), 0n);
    const expire = (at: bigint): RebalancingDecision => ({
      type: 'ExpireRebalancing',
      commandId,
      at,
      data: named,
    });
    given(set, proposed)
      .when(expire(midnight - 1n))
      .thenRejects('NOT_YET');
    given(set, proposed)
      .when(expire(midnight))
      .thenRecords({
        type: 'RebalancingCancelled',
        data: { ...named, reason: 'its last day is over', expired: true, open: [] },
      });
  });
});
