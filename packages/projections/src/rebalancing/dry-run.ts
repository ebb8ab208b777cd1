import {
  lotBook,
  parseDate,
  planRebalancing,
  tickAt,
  type CivilDate,
  type Lot,
  type PlanLotMethod,
  type PlannedHolding,
  type PlanRefusal,
  type RebalancingPlan,
  type RebalancingTerms,
  type TickTerms,
} from '@bellwether/domain';
import { and, eq, gt, inArray } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { instruments } from '../instruments/table.ts';
import { orders } from '../orders/table.ts';
import { atOneMoment } from '../performance/moment.ts';
import { marksNow, portfolioOf, type Portfolio } from '../portfolio/portfolio.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { reportLedger } from '../reports/ledger.ts';
import { termsFrom } from './stored-terms.ts';
import { accountTargets, modelPortfolios } from './table.ts';

/** Positions of an account that are looked at, at most: more than a portfolio answers with. */
const POSITIONS_MAX = 100_000;
const SHARES: ReadonlySet<string> = new Set(['EQUITY', 'ETF']);

/** A plan that nobody has proposed, or why there is none. */
export interface DryRun {
  readonly model: { readonly modelId: string; readonly version: number } | undefined;
  /** Commit position: every fact up to it is in the plan, and later ones may be. */
  readonly inputsPosition: bigint;
  readonly symbols: ReadonlyMap<string, string>;
  readonly terms: RebalancingTerms | undefined;
  readonly made: RebalancingPlan | PlanRefusal;
}

export interface DryRunAsked {
  readonly accountId: string;
  /** Prices of days before count, too. */
  readonly allowStale: boolean;
}

/** The plan that an account's targets, positions, marks, cash and open orders come to now; undefined: there is no account. */
export async function dryRun(
  models: Pick<ReadModels, 'db' | 'redis'>,
  { accountId, allowStale }: DryRunAsked,
): Promise<DryRun | undefined> {
  // First of all: what is read afterwards may know more, and never less.
  const inputsPosition = await atOneMoment(models, (_, now) => Promise.resolve(now.position));
  const portfolio = await portfolioOf(models, accountId, POSITIONS_MAX);
  if (portfolio === undefined) return undefined;
  const { terms, model, lotMethod, refusal } = await targetsOf(models.db, accountId);
  const told = { model, inputsPosition, terms };
  if (terms === undefined) return { ...told, symbols: new Map(), made: refusal };
  const today = portfolio.day === null ? undefined : parseDate(portfolio.day);
  const { holdings, symbols } = await holdingsOf(models, portfolio, terms, today);
  const made = planRebalancing({
    terms,
    holdings: allowStale ? holdings.map((one) => ({ ...one, stale: false })) : holdings,
    cash: portfolio.cash,
    freeCash: portfolio.available,
    // Where the market has had no day there is no mark, and no plan.
    today: today ?? parseDate('1970-01-01'),
    lotMethod,
  });
  return { ...told, symbols, made };
}

/** What an account should hold, or why nothing is known of it. */
async function targetsOf(db: PostgresJsDatabase, accountId: string) {
  const [row] = await db
    .select({ targets: accountTargets, model: modelPortfolios })
    .from(accountTargets)
    .leftJoin(modelPortfolios, eq(modelPortfolios.modelId, accountTargets.modelId))
    .where(eq(accountTargets.accountId, accountId));
  const stored = row?.targets.terms ?? row?.model?.terms;
  const isUnknown = (row?.targets.modelId ?? null) !== null;
  return {
    terms: stored === undefined || stored === null ? undefined : termsFrom(stored),
    model: row?.model ?? undefined,
    lotMethod: (row?.targets.lotMethod ?? 'FIFO') as PlanLotMethod,
    refusal: { code: isUnknown ? 'UNKNOWN_MODEL' : 'NO_TARGETS', instruments: [] } as const,
  };
}

/** Every position of an account, and everything that is a target of it. */
async function holdingsOf(
  models: Pick<ReadModels, 'db' | 'redis'>,
  { accountId, positions }: Portfolio,
  { targets }: RebalancingTerms,
  today: CivilDate | undefined,
): Promise<{
  readonly holdings: readonly PlannedHolding[];
  readonly symbols: ReadonlyMap<string, string>;
}> {
  const held = new Map(positions.map((one) => [one.instrumentId, one]));
  const open = await openOrders(models.db, accountId);
  const ids = new Set([...held.keys(), ...open.keys()]);
  for (const { instrumentId } of targets) ids.add(instrumentId);
  const marks = await marksNow(models, [...ids]);
  const ticks = await ticksOf(models.db, [...ids]);
  const lots = await openLots(models, accountId, today);
  const holdings: PlannedHolding[] = [];
  const symbols = new Map<string, string>();
  for (const instrumentId of ids) {
    const instrument = marks.of(instrumentId);
    // A target that was never listed: the plan says so.
    if (instrument === undefined) continue;
    symbols.set(instrumentId, instrument.symbol);
    const { mark } = instrument;
    const position = held.get(instrumentId);
    const tick = ticks.get(instrumentId) ?? { tickSize: 1n };
    holdings.push({
      instrumentId,
      isShare: SHARES.has(instrument.assetClass),
      quantity: position?.quantity ?? 0n,
      openBuys: open.get(instrumentId)?.buys ?? 0n,
      openSells: open.get(instrumentId)?.sells ?? 0n,
      mark: position === undefined ? mark?.price : (position.mark ?? undefined),
      stale: position === undefined ? (mark?.stale ?? true) : position.stale,
      marketValue: position?.marketValue ?? 0n,
      tick: today === undefined ? tick.tickSize : tickAt(tick, mark?.price ?? 0n, today),
      lots: lots.get(instrumentId) ?? [],
    });
  }
  return { holdings, symbols };
}

/** What open orders still want, by instrument. */
async function openOrders(db: PostgresJsDatabase, accountId: string) {
  const { instrumentId, side, leaves } = orders;
  const rows = await db
    .select({ instrumentId, side, leaves })
    .from(orders)
    .where(and(eq(orders.accountId, accountId), gt(leaves, 0n)));
  const open = new Map<string, { buys: bigint; sells: bigint }>();
  for (const row of rows) {
    const sums = open.get(row.instrumentId) ?? { buys: 0n, sells: 0n };
    if (row.side === 'BUY') sums.buys += row.leaves;
    else sums.sells += row.leaves;
    open.set(row.instrumentId, sums);
  }
  return open;
}

async function ticksOf(
  db: PostgresJsDatabase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TickTerms>> {
  const { instrumentId, tickSize, terms } = instruments;
  const rows = await db
    .select({ instrumentId, tickSize, terms })
    .from(instruments)
    .where(inArray(instrumentId, [...ids]));
  return new Map(
    rows.map((row) => [
      row.instrumentId,
      { ...(row.terms as Partial<TickTerms>), tickSize: row.tickSize },
    ]),
  );
}

/** Lots as reports book them. */
async function openLots(
  models: Pick<ReadModels, 'db'>,
  accountId: string,
  through: CivilDate | undefined,
): Promise<ReadonlyMap<string, readonly Lot[]>> {
  if (through === undefined) return new Map();
  return atOneMoment(models, async (sql, { position, day }) => {
    const last = day !== undefined && day > through ? day : through;
    return lotBook(await reportLedger(sql, accountId, { through: last, position })).open;
  });
}
