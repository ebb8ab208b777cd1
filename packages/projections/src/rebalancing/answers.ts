import { isPlan, PLAN_REASONS, PLAN_REFUSALS } from '@bellwether/domain';
import { Type, type TObject } from 'typebox';
import { meaning, named, orNull, record, rowOf, text } from '../read-model/answers.ts';
import type { DryRun } from './dry-run.ts';
import { accountTargets, modelPortfolios, rebalancingOrders, rebalancingPlans } from './table.ts';

const usd = meaning('Decimal');
const shares = meaning('Quantity');
const points = { ...Type.Integer(), description: 'Basis points of the account’s worth' };

const TERMS = named(
  'RebalancingTerms',
  'Targets, and how closely they are held; band, buffer and tolerance in basis points.',
  record({
    targets: Type.Array(
      named(
        'RebalancingTarget',
        'What should be held of an instrument: a part of the account’s worth in basis points, or shares.',
        record({ instrumentId: text, weight: orNull(Type.Integer()), quantity: orNull(shares) }),
      ),
    ),
    others: { ...text, description: 'KEEP or SELL: what becomes of shares that no target names' },
    driftBand: Type.Integer(),
    cashBuffer: Type.Integer(),
    minimumTrade: usd,
    roundTo: Type.Integer(),
    tolerance: Type.Integer(),
  }),
);

export const MODEL: TObject = named(
  'ModelPortfolio',
  'Targets that accounts share.',
  record({
    ...rowOf(modelPortfolios, { modelId: 'ID', setAt: 'Instant', position: 'Position' }).properties,
    terms: TERMS,
  }),
);

export const ACCOUNT_TARGETS: TObject = named(
  'AccountTargets',
  'What an account should hold: a model, or targets of its own.',
  record({
    ...rowOf(accountTargets, { setAt: 'Instant', position: 'Position' }).properties,
    terms: orNull(TERMS),
  }),
);

export const PLAN: TObject = named(
  'RebalancingPlan',
  'A plan and how far it is; drift is the sum of the distances of all shares from their targets, in basis points.',
  rowOf(rebalancingPlans, {
    planId: 'ID',
    inputsPosition: 'Position',
    lastDay: 'Day',
    equity: 'Decimal',
    cash: 'Decimal',
    buffer: 'Decimal',
    untradedDrift: 'Decimal',
    leftValue: 'Decimal',
    proposedAt: 'Instant',
    approvedAt: 'Instant',
    endedAt: 'Instant',
    position: 'Position',
  }),
);

const ORDER_MEANINGS = {
  orderId: 'ID',
  planId: 'ID',
  quantity: 'Quantity',
  sent: 'Quantity',
  limitPrice: 'Decimal',
  mark: 'Decimal',
  held: 'Quantity',
  targetValue: 'Decimal',
  estimatedGain: 'Decimal',
  estimatedLongGain: 'Decimal',
  executed: 'Quantity',
  cash: 'Decimal',
  position: 'Position',
} as const;

export const PLAN_ORDER: TObject = named(
  'RebalancingOrder',
  'An order of a plan: what was planned, and what became of it.',
  record({
    ...rowOf(rebalancingOrders, ORDER_MEANINGS).properties,
    lots: orNull(Type.Array({ ...text, description: 'By the execution that opened it' })),
  }),
);

export const PLAN_WITH_ORDERS: TObject = named(
  'RebalancingPlanWithOrders',
  'A plan with its orders, sales first.',
  record({ ...PLAN.properties, lines: Type.Array(PLAN_ORDER) }),
);

const words = (all: readonly string[]) => ({ ...text, description: all.join(', ') });

const TRADE = named(
  'PlannedTrade',
  'An instrument in a plan, and what the plan does about it; `quantity` is 0 where it does nothing.',
  record({
    instrumentId: text,
    symbol: text,
    held: { ...shares, description: 'As open orders will leave it' },
    mark: usd,
    value: usd,
    weight: points,
    targetValue: usd,
    targetWeight: points,
    drift: { ...points, description: 'Weight less target weight' },
    reason: words(PLAN_REASONS),
    side: text,
    quantity: shares,
    limitPrice: usd,
    estimatedGain: orNull({ ...usd, description: 'Of a sale at the mark, without fees' }),
    estimatedLongGain: orNull(usd),
    lots: orNull(Type.Array(text)),
  }),
);

export const DRY_RUN: TObject = named(
  'RebalancingDryRun',
  'The plan that an account’s targets come to now, or why there is none: `refusal` says, and `instruments` of what.',
  record({
    accountId: text,
    modelId: orNull(text),
    modelVersion: orNull(Type.Integer()),
    refusal: orNull(words(Object.keys(PLAN_REFUSALS))),
    instruments: Type.Array(text),
    inputsPosition: meaning('Position'),
    equity: usd,
    cash: { ...usd, description: 'Not held back' },
    buffer: usd,
    drift: usd,
    untradedDrift: usd,
    roundTo: Type.Integer(),
    trades: Type.Array(TRADE),
  }),
);

const NOTHING = { equity: 0n, cash: 0n, buffer: 0n, drift: 0n, untradedDrift: 0n, trades: [] };

/** A dry run as it is answered. */
export function dryRunAnswer(accountId: string, run: DryRun): object {
  const { model, inputsPosition, symbols, terms, made } = run;
  const common = {
    accountId,
    modelId: model?.modelId ?? null,
    modelVersion: model?.version ?? null,
    inputsPosition,
    roundTo: terms?.roundTo ?? 1,
  };
  if (!isPlan(made))
    return { ...common, ...NOTHING, refusal: made.code, instruments: made.instruments };
  const { trades, ...sums } = made;
  return {
    ...common,
    ...sums,
    refusal: null,
    instruments: [],
    trades: trades.map(({ sale, weight, targetWeight, drift, ...trade }) => ({
      ...trade,
      weight: Number(weight),
      targetWeight: Number(targetWeight),
      drift: Number(drift),
      symbol: symbols.get(trade.instrumentId) ?? trade.instrumentId,
      estimatedGain: sale?.gain ?? null,
      estimatedLongGain: sale?.longGain ?? null,
      lots: sale?.lots ?? null,
    })),
  };
}
