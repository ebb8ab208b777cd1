import { roundDiv } from '../../kernel/rounding.ts';
import type { OrderClass } from '../rule-606/classify.ts';
import type { JudgedExecution } from './fold.ts';
import { worseBy } from './judge.ts';

/** Sizes by value of the execution in USD, from the largest: their lower bounds. */
const SIZES = [200_000n, 50_000n, 20_000n, 10_000n, 5_000n, 1_000n, 250n, 0n];
const USD = 10_000n;

/** From so many executions on a venue is compared, and is better by at least so much a share, 1/10 000 USD. */
export const REVIEW = { executions: 30, betterBy: 10n } as const;

/** What a venue did for orders of one class and size. */
export interface ReviewLine {
  readonly orderClass: OrderClass;
  /** Lower bound of the executions’ value, USD. */
  readonly size: bigint;
  readonly venue: string;
  readonly executions: number;
  readonly shares: bigint;
  /** Shares that traded better than was quoted at receipt. */
  readonly improvedShares: bigint;
  /** Average for a share, 1/10 000 USD, rounded half away from zero: worse (+) or better (−) than quoted at receipt. */
  readonly worsePerShare: bigint | undefined;
  readonly findings: number;
  /** Another venue that was better for as many executions; undefined: none. */
  readonly recommended: { readonly venue: string; readonly betterBy: bigint } | undefined;
}

interface Sum {
  readonly orderClass: OrderClass;
  readonly size: bigint;
  readonly venue: string;
  executions: number;
  shares: bigint;
  measured: bigint;
  worse: bigint;
  improved: bigint;
  findings: number;
}

/** Compares venues by class and size of orders, as FINRA 5310.09 wants it done regularly and rigorously. */
export function reviewOf(executions: readonly JudgedExecution[]): readonly ReviewLine[] {
  const sums = new Map<string, Sum>();
  for (const one of executions) {
    const { orderClass, venue, price, quantity } = one;
    const size = SIZES.find((bound) => price * quantity >= bound * USD) ?? 0n;
    const key = `${orderClass}/${size}/${venue}`;
    const sum = sums.get(key) ?? emptySum(orderClass, size, venue);
    sums.set(key, sum);
    sum.executions += 1;
    sum.shares += quantity;
    sum.findings += one.evidence.length;
    const worse = worseBy(one.side, price, one.atReceipt);
    if (worse === undefined) continue;
    sum.measured += quantity;
    sum.worse += worse * quantity;
    if (worse < 0n) sum.improved += quantity;
  }
  const all = [...sums.values()];
  return all.map((sum) => lineOf(sum, all)).toSorted(byClassAndSize);
}

function emptySum(orderClass: OrderClass, size: bigint, venue: string): Sum {
  const none = { shares: 0n, measured: 0n, worse: 0n, improved: 0n, findings: 0 };
  return { orderClass, size, venue, executions: 0, ...none };
}

function lineOf(sum: Sum, all: readonly Sum[]): ReviewLine {
  const { orderClass, size, venue, executions, shares, improved, findings } = sum;
  const worsePerShare = averageOf(sum);
  const better = all
    .filter((one) => one.orderClass === orderClass && one.size === size && one.venue !== venue)
    .filter((one) => one.executions >= REVIEW.executions)
    .map((one) => ({ venue: one.venue, betterBy: (worsePerShare ?? 0n) - (averageOf(one) ?? 0n) }))
    .filter(({ betterBy }) => worsePerShare !== undefined && betterBy >= REVIEW.betterBy)
    .toSorted((a, b) => (a.betterBy > b.betterBy ? -1 : 1));
  const recommended = executions >= REVIEW.executions ? better[0] : undefined;
  const counted = { executions, shares, improvedShares: improved, worsePerShare, findings };
  return { orderClass, size, venue, ...counted, recommended };
}

function averageOf({ worse, measured }: Sum): bigint | undefined {
  return measured === 0n ? undefined : roundDiv(worse, measured);
}

function byClassAndSize(a: ReviewLine, b: ReviewLine): number {
  if (a.orderClass !== b.orderClass) return a.orderClass < b.orderClass ? -1 : 1;
  if (a.size !== b.size) return a.size < b.size ? -1 : 1;
  return a.venue < b.venue ? -1 : 1;
}
