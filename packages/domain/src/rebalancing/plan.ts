import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { abs, BASIS, ceilDiv, max, min, positive, roundDiv, shareUp } from '../kernel/rounding.ts';
import type { BookSide } from '../orders/terms.ts';
import { withinCash } from './budget.ts';
import { refusePlan, type PlanInput, type PlannedHolding, type PlanRefusal } from './plan-input.ts';
import { estimateSale, type EstimatedSale } from './sale-lots.ts';
import { TOLERANCE_DEFAULT, type RebalancingTerms } from './terms.ts';

/**
 * What a plan does about an instrument, or why it does nothing: it is near enough to its target, no target is about it, the
 * trade would be too small, cash does not go so far, or open orders sell the shares already.
 */
export const PLAN_REASONS = [
  'TRADE',
  'WITHIN_BAND',
  'KEPT',
  'BELOW_MINIMUM',
  'NO_CASH',
  'NO_FREE_SHARES',
] as const;
export type PlanReason = (typeof PLAN_REASONS)[number];

/** An instrument in a plan. Money in 1/10 000 USD, weights in basis points of the account's worth. */
export interface PlannedTrade {
  readonly instrumentId: string;
  /** Shares as open orders will leave them. */
  readonly held: Quantity;
  readonly mark: Price;
  readonly value: Money;
  readonly weight: bigint;
  /** Of what no target is about, what it is worth. */
  readonly targetValue: Money;
  readonly targetWeight: bigint;
  /** Weight less target weight. */
  readonly drift: bigint;
  readonly reason: PlanReason;
  readonly side: BookSide;
  /** Shares to trade; 0 where the reason says so. */
  readonly quantity: Quantity;
  readonly limitPrice: Price;
  /** Of a sale whose lots are known. */
  readonly sale: EstimatedSale | undefined;
}

/** A plan: nothing has happened yet. Money in 1/10 000 USD. */
export interface RebalancingPlan {
  readonly equity: Money;
  /** Not held back, before the plan. */
  readonly cash: Money;
  readonly buffer: Money;
  /** Distances of all shares from their targets: before, and of those that are not traded. */
  readonly drift: Money;
  readonly untradedDrift: Money;
  /** Every share that is held or a target, by instrument. */
  readonly trades: readonly PlannedTrade[];
}

/**
 * The trades that bring an account to its targets. Weights are of its whole worth: cash, and positions at their marks.
 * A target in shares is its weight's part of the worth, rounded down; each difference to it is rounded down to multiples. What is
 * within its drift band is left alone, and so is what would be worth less than the minimum. Purchases are cut to what cash,
 * sales at their limits, and the buffer allow (`withinCash`). The same input, in any order, gives the same plan.
 */
export function planRebalancing(input: PlanInput): RebalancingPlan | PlanRefusal {
  const { terms, cash, freeCash } = input;
  const equity = input.holdings.reduce((sum, one) => sum + one.marketValue, cash);
  const refusal = refusePlan(input, equity);
  if (refusal !== undefined) return refusal;
  const wanted = input.holdings
    .filter(({ isShare }) => isShare)
    .toSorted((a, b) => (a.instrumentId < b.instrumentId ? -1 : 1))
    .filter((one) => one.quantity !== 0n || one.openBuys !== 0n || targetOf(one, terms))
    .map((one) => tradeOf(one, input, equity));
  const buffer = shareUp(equity, BigInt(terms.cashBuffer));
  const trades = withinBudget(wanted, freeCash - buffer, terms);
  const distance = (of: readonly PlannedTrade[]): Money =>
    of.reduce((sum, { value, targetValue }) => sum + abs(value - targetValue), 0n);
  return {
    equity,
    cash: freeCash,
    buffer,
    drift: distance(trades),
    untradedDrift: distance(trades.filter(({ quantity }) => quantity === 0n)),
    trades,
  };
}

/** Whether it is a plan. */
export function isPlan(made: RebalancingPlan | PlanRefusal): made is RebalancingPlan {
  return 'trades' in made;
}

function targetOf({ instrumentId }: PlannedHolding, { targets }: RebalancingTerms) {
  return targets.find((target) => target.instrumentId === instrumentId);
}

function tradeOf(one: PlannedHolding, input: PlanInput, equity: Money): PlannedTrade {
  const { terms, today, lotMethod } = input;
  const mark = one.mark!;
  const held = one.quantity + one.openBuys - one.openSells;
  const value = held * mark;
  const wanted = wantedOf(one, terms, equity, mark);
  const targetValue = wanted?.value ?? value;
  const [weight, targetWeight] = [value, targetValue].map((of) => roundDiv(of * BASIS, equity));
  const difference = wanted === undefined ? 0n : wanted.quantity - held;
  const side = difference < 0n ? 'SELL' : 'BUY';
  const limitPrice = limitOf(side, mark, one.tick, terms);
  const row = { instrumentId: one.instrumentId, held, mark, value, targetValue, side } as const;
  const weights = { weight: weight!, targetWeight: targetWeight!, drift: weight! - targetWeight! };
  const idle = (reason: PlanReason): PlannedTrade => ({
    ...row,
    ...weights,
    reason,
    quantity: 0n,
    limitPrice,
    sale: undefined,
  });
  if (wanted === undefined) return idle('KEPT');
  const isNear = abs(value - targetValue) * BASIS <= BigInt(terms.driftBand) * equity;
  if (difference === 0n || isNear) return idle('WITHIN_BAND');
  const free = positive(one.quantity - one.openSells);
  const most = side === 'SELL' ? min(-difference, free) : difference;
  // All that is left is sold, whatever it is a multiple of.
  const quantity = wanted.quantity === 0n && side === 'SELL' ? most : rounded(most, terms);
  if (quantity === 0n) return idle(most === 0n ? 'NO_FREE_SHARES' : 'BELOW_MINIMUM');
  if (quantity * mark < terms.minimumTrade) return idle('BELOW_MINIMUM');
  const sale =
    side === 'SELL' ? estimateSale(one.lots, quantity, mark, today, lotMethod) : undefined;
  return { ...row, ...weights, reason: 'TRADE', quantity, limitPrice, sale };
}

/** Shares that should be held, and what they should be worth; undefined: whatever is held. */
function wantedOf(one: PlannedHolding, terms: RebalancingTerms, equity: Money, mark: Price) {
  const target = targetOf(one, terms);
  if (target === undefined)
    return terms.others === 'SELL' ? { quantity: 0n, value: 0n } : undefined;
  if (target.quantity !== undefined)
    return { quantity: target.quantity, value: target.quantity * mark };
  const value = (equity * BigInt(target.weight ?? 0)) / BASIS;
  return { quantity: value / mark, value };
}

function rounded(quantity: Quantity, { roundTo = 1 }: RebalancingTerms): Quantity {
  return quantity - (quantity % BigInt(roundTo));
}

/** A price that the order may trade at, a little worse than the mark, on the tick that is nearer to the mark. */
function limitOf(side: BookSide, mark: Price, tick: Price, terms: RebalancingTerms): Price {
  const tolerance = BigInt(terms.tolerance ?? TOLERANCE_DEFAULT);
  return side === 'BUY'
    ? max(tick, ((mark * (BASIS + tolerance)) / BASIS / tick) * tick)
    : max(tick, ceilDiv(ceilDiv(mark * (BASIS - tolerance), BASIS), tick) * tick);
}

/** @param cash without the buffer; sales bring more, at their limits. */
function withinBudget(
  trades: readonly PlannedTrade[],
  cash: Money,
  terms: RebalancingTerms,
): readonly PlannedTrade[] {
  const sold = trades
    .filter(({ side }) => side === 'SELL')
    .reduce((sum, { quantity, limitPrice }) => sum + quantity * limitPrice, cash);
  const buys = trades.filter(({ side, quantity }) => side === 'BUY' && quantity > 0n);
  const parts = withinCash(buys, sold, BigInt(terms.roundTo ?? 1));
  const afforded = new Map(buys.map(({ instrumentId }, n) => [instrumentId, parts[n]!]));
  return trades.map((trade) => {
    const quantity = afforded.get(trade.instrumentId);
    if (quantity === undefined || quantity === trade.quantity) return trade;
    if (quantity === 0n || quantity * trade.mark < terms.minimumTrade)
      return { ...trade, reason: 'NO_CASH', quantity: 0n };
    return { ...trade, quantity };
  });
}
