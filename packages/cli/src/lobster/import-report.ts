import type { ReadModels } from '@bellwether/projections/read-model';
import { CommandFailure } from '../command-line/exit.ts';
import {
  compareFills,
  emptyComparison,
  type ActualFill,
  type FillComparison,
} from './compare-fills.ts';
import type { ImportPlan } from './import-plan.ts';
import type { ImportResult } from './import-day.ts';
import { listOrders, listTrades } from '@bellwether/projections/read-model';

/** What an import did, as it is reported. */
export interface ImportReport {
  readonly rows: number;
  readonly commands: number;
  readonly sent: ImportResult['sent'];
  readonly outcomes: ImportResult['outcomes'];
  /** Orders that were answered and that the read model does not have. */
  readonly lost: number;
  /** Orders or trades that the read model has and the import did not make. */
  readonly duplicated: number;
  readonly trades: number;
  readonly sharesTraded: string;
  readonly executions: FillComparison & { readonly atFilePricePercent: number };
  /** Milliseconds from due time to answer. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
  readonly commandsPerSecond: number;
  readonly seconds: number;
  /** From the last answer until every read model had it. */
  readonly catchUpMs: number;
}

const CATCH_UP_MS = 120_000;
const PAGE = 500;

/** Waits for the read models and compares what they have with what the file says. */
export async function reportImport(
  readModels: ReadModels,
  plan: ImportPlan,
  result: ImportResult,
): Promise<ImportReport> {
  const answeredAt = performance.now();
  if (!(await readModels.reached(result.position, CATCH_UP_MS)))
    throw new CommandFailure(
      'the read models have not caught up; is the projections service running?',
    );
  const catchUpMs = performance.now() - answeredAt;

  const fills = await takerFills(readModels, plan);
  const comparison = emptyComparison();
  const stepOf = new Map<string, number>();
  const steps = Object.values(result.sent).reduce((sum, count) => sum + count, 0);
  for (let n = 0; n < steps; n++) stepOf.set(plan.stepId(n), n);
  for (const [n, expected] of result.takes) {
    const actual = (fills.byTaker.get(plan.stepId(n)) ?? []).map(
      ({ price, size, maker }): ActualFill => ({ price, size, order: stepOf.get(maker) }),
    );
    compareFills(expected, actual, comparison);
  }
  const orders = await countOrders(readModels, [plan.makers, plan.takers]);
  const ms = (percentile: number): number =>
    result.latency.getValueAtPercentile(percentile) / 1_000;
  return {
    rows: result.rows,
    commands: steps,
    sent: result.sent,
    outcomes: result.outcomes,
    lost: Math.max(0, result.placed - orders),
    duplicated: Math.max(0, orders - result.placed) + fills.repeated,
    trades: fills.trades,
    sharesTraded: `${fills.shares}`,
    executions: {
      ...comparison,
      atFilePricePercent: percent(comparison.atFilePrice, comparison.executions),
    },
    latencyMs: { p50: ms(50), p99: ms(99), p999: ms(99.9), max: result.latency.maxValue / 1_000 },
    commandsPerSecond: Math.round(steps / result.seconds),
    seconds: Math.round(result.seconds * 100) / 100,
    catchUpMs: Math.round(catchUpMs),
  };
}

interface TakerFills {
  readonly byTaker: ReadonlyMap<string, readonly { price: number; size: number; maker: string }[]>;
  readonly trades: number;
  readonly shares: bigint;
  readonly repeated: number;
}

async function takerFills(readModels: ReadModels, plan: ImportPlan): Promise<TakerFills> {
  const byTaker = new Map<string, { price: number; size: number; maker: string }[]>();
  const seen = new Set<string>();
  let [trades, shares, repeated]: [number, bigint, number] = [0, 0n, 0];
  let after: string | undefined;
  do {
    const page = await listTrades(readModels.db, { accountId: plan.takers, first: PAGE, after });
    for (const { tradeId, aggressor, buyOrderId, sellOrderId, price, quantity } of page.rows) {
      const [taker, maker] =
        aggressor === 'BUY' ? [buyOrderId, sellOrderId] : [sellOrderId, buyOrderId];
      trades += 1;
      shares += quantity;
      if (seen.has(tradeId)) repeated += 1;
      seen.add(tradeId);
      // Latest first: the first fill of an order comes last.
      byTaker.set(taker ?? '', [
        { price: Number(price), size: Number(quantity), maker: maker ?? '' },
        ...(byTaker.get(taker ?? '') ?? []),
      ]);
    }
    after = page.next;
  } while (after !== undefined);
  return { byTaker, trades, shares, repeated };
}

async function countOrders(readModels: ReadModels, accounts: readonly string[]): Promise<number> {
  let orders = 0;
  for (const accountId of accounts) {
    let after: string | undefined;
    do {
      const page = await listOrders(readModels.db, { accountId, first: PAGE, after });
      orders += page.rows.length;
      after = page.next;
    } while (after !== undefined);
  }
  return orders;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((part * 10_000) / whole) / 100;
}
