/** An instrument in a plan as the question answers it; digits, money in 1/10 000 USD, weights in basis points. */
export interface TradeAnswer {
  readonly instrumentId: string;
  readonly symbol: string;
  readonly held: string;
  readonly mark: string;
  readonly value: string;
  readonly weight: number;
  readonly targetValue: string;
  readonly targetWeight: number;
  readonly drift: number;
  readonly reason: string;
  readonly side: string;
  readonly quantity: string;
  readonly limitPrice: string;
  readonly estimatedGain: string | null;
  readonly estimatedLongGain: string | null;
  readonly lots: readonly string[] | null;
}

/** What `rebalancing.dry-run` answers. */
export interface DryRunAnswer {
  readonly accountId: string;
  readonly modelId: string | null;
  readonly modelVersion: number | null;
  readonly refusal: string | null;
  readonly instruments: readonly string[];
  readonly inputsPosition: string;
  readonly equity: string;
  readonly cash: string;
  readonly buffer: string;
  readonly drift: string;
  readonly untradedDrift: string;
  readonly roundTo: number;
  readonly trades: readonly TradeAnswer[];
}

/** A plan as the questions answer it. */
export interface PlanAnswer {
  readonly planId: string;
  readonly accountId: string;
  readonly modelId: string | null;
  readonly modelVersion: number | null;
  readonly status: string;
  readonly reason: string | null;
  readonly proposer: string;
  readonly approver: string | null;
  readonly lastDay: string;
  readonly orders: number;
  readonly equity: string;
  readonly driftBefore: number | null;
  readonly driftAfter: number | null;
  readonly leftValue: string | null;
}

/** An order of a plan. */
export interface PlanOrderAnswer {
  readonly orderId: string;
  readonly planId: string;
  readonly instrumentId: string;
  readonly side: string;
  readonly quantity: string;
  readonly limitPrice: string;
  readonly estimatedGain: string | null;
  readonly executed: string;
  readonly cash: string;
  readonly status: string;
  readonly code: string | null;
}

export interface PlanWithOrders extends PlanAnswer {
  readonly lines: readonly PlanOrderAnswer[];
}
