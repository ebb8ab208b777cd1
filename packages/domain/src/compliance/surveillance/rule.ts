import { BASIS } from '../../kernel/rounding.ts';
import type { Instant } from '../../time/new-york.ts';
import { sidesOf, type MarketEvent, type SeenTrade } from './market/event.ts';
import type { MarketState, Place, SeenInstrument } from './market/state.ts';

/** What a parameter counts: ns, 1/10 000, things, shares or contracts, 1/10 000 USD, price steps. */
const PARAMETER_UNITS = [
  'DURATION',
  'BASIS_POINTS',
  'COUNT',
  'QUANTITY',
  'MONEY',
  'TICKS',
] as const;

/** A bound of a rule that can be set. All are whole numbers. */
export interface Parameter {
  readonly value: bigint;
  readonly unit: (typeof PARAMETER_UNITS)[number];
  readonly description: string;
}

type Values<P extends string> = Readonly<Record<P, bigint>>;

/** What a rule has seen. */
export interface Finding {
  readonly owner: string;
  readonly accounts: readonly string[];
  /** Where, and when, what was seen began: part of the alert’s id. */
  readonly from: Place;
  readonly fromAt: Instant;
  readonly orders: readonly string[];
  readonly trades: readonly string[];
  readonly features: Readonly<Record<string, bigint>>;
}

/** What a rule works with besides the event. */
export interface Watch<P extends string, S> {
  readonly state: S;
  readonly set: Values<P>;
  readonly market: MarketState;
  readonly raise: (finding: Finding) => void;
}

/**
 * A rule of surveillance: pure, driven by facts in the order of the log and by the times that these bear. What it keeps is
 * plain data and bounded by time.
 */
export interface SurveillanceRule<P extends string = string, S = unknown> {
  /** Part of alerts’ ids: it never changes. */
  readonly ruleId: string;
  /** Rises when the rule comes to see something else. */
  readonly version: number;
  readonly description: string;
  readonly parameters: Readonly<Record<P, Parameter>>;
  /** State of before the first fact. */
  readonly open: () => S;
  readonly take: (event: MarketEvent, watch: Watch<P, S>) => void;
}

/** Declares a rule whatever its state: what runs them needs no types of theirs. */
export function defineRule<const P extends string, S>(
  rule: SurveillanceRule<P, S>,
): SurveillanceRule {
  return rule as unknown as SurveillanceRule;
}

export const duration = (value: bigint, description: string): Parameter => ({
  value,
  unit: 'DURATION',
  description,
});
export const basisPoints = (value: bigint, description: string): Parameter => ({
  value,
  unit: 'BASIS_POINTS',
  description,
});
export const count = (value: bigint, description: string): Parameter => ({
  value,
  unit: 'COUNT',
  description,
});
export const usd = (value: bigint, description: string): Parameter => ({
  value,
  unit: 'MONEY',
  description,
});
export const ticks = (value: bigint, description: string): Parameter => ({
  value,
  unit: 'TICKS',
  description,
});

/** Part of a whole in 1/10 000, rounded down; of nothing it is nothing. */
export function shareOf(part: bigint, whole: bigint): bigint {
  return whole <= 0n ? 0n : (part * BASIS) / whole;
}

export function ownerKey(owner: string, { instrumentId }: SeenInstrument): string {
  return `${owner}/${instrumentId}`;
}

/** Each once, in their order. */
export function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** The orders and accounts of a trade. */
export function sidesOfTrade(trade: SeenTrade): Pick<Finding, 'orders' | 'accounts'> {
  const sides = sidesOf(trade).map(({ order }) => order);
  return {
    orders: sides.map(({ orderId }) => orderId),
    accounts: distinct(sides.map(({ accountId }) => accountId)),
  };
}
