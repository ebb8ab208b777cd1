import {
  valueHolding,
  type Holding,
  type MarginInput,
  type MarkSource,
  type Valued,
} from '@bellwether/domain';
import { sql as raw } from 'drizzle-orm';
import { findAccount, type AccountBalances } from '../accounts/balances.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { exposuresOf, type Exposure } from './exposures.ts';
import { holdingsOf, type HoldingRow } from './holdings.ts';
import { marginInputOf, standingBy } from './margin.ts';
import { MarkBoard, type MarkedInstrument, type Marks, type MarkSources } from './mark-board.ts';

/** A position at the market; money in 1/10 000 USD. */
interface ValuedPosition extends Valued {
  readonly instrumentId: string;
  readonly symbol: string;
  readonly assetClass: string;
  readonly multiplier: number;
  readonly quantity: bigint;
  /** At average cost, with fees; of a future what its contracts were entered at. */
  readonly cost: bigint;
  /** Null where no price was ever known: it counts at cost. */
  readonly mark: bigint | null;
  readonly markSource: MarkSource | null;
  /** ns since 1970 UTC. */
  readonly markAt: bigint | null;
  readonly stale: boolean;
  readonly previousClose: bigint | null;
}

/** An account at the market; money in 1/10 000 USD. */
export interface Portfolio {
  readonly accountId: string;
  /** The market's day that the day's profit is of. */
  readonly day: string | null;
  /** Cash, claims, and what is worth something with it: of all positions. */
  readonly equity: bigint;
  readonly marketValue: bigint;
  readonly unrealised: bigint;
  readonly realised: bigint;
  readonly dayProfit: bigint;
  /** In the trading ledger, on its way there and on its way out. */
  readonly cash: bigint;
  /** Dividends that are still to be paid; below zero: owed by short positions. */
  readonly claims: bigint;
  readonly reserved: bigint;
  /** Cash that is not held back. */
  readonly available: bigint;
  /** CASH or MARGIN. */
  readonly accountType: string;
  /** What counts as equity for margin: options do not, but for the loan value of long-lived ones. */
  readonly marginEquity: bigint;
  /** What positions need before anything more may be opened, and what they need to be kept. */
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** Equity beyond what positions and open orders hold; below zero: nothing may be opened. */
  readonly excess: bigint;
  /** What may be bought for: of stock with full loan value, in a margin account. */
  readonly buyingPower: bigint;
  /** What a margin call asks for; zero: there is none to make. */
  readonly marginCall: bigint;
  /** Cash that is owed: what margin finances. */
  readonly debit: bigint;
  /** Exposure of long positions, and of short ones, which is below zero. */
  readonly longExposure: bigint;
  readonly shortExposure: bigint;
  /** Positions of which the mark is stale. */
  readonly staleMarks: number;
  /** How many there are, closed ones too. */
  readonly positionCount: number;
  /** Those that are worth most first; as many as were asked for. */
  readonly positions: readonly ValuedPosition[];
  /** Commit position of the account's last fact that changed its cash. */
  readonly position: bigint;
}

const boards = new WeakMap<object, MarkBoard>();

/** The marks that everybody who asks these read models is answered with. */
function boardOf(models: MarkSources): MarkBoard {
  const known = boards.get(models.db);
  if (known !== undefined) return known;
  const board = new MarkBoard(models);
  boards.set(models.db, board);
  return board;
}

/** An account at the market; undefined where there is none. @param first positions, at most. */
export async function portfolioOf(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string,
  first: number,
): Promise<Portfolio | undefined> {
  const [account, { holdings, marks }, claims] = await Promise.all([
    findAccount(models.db, accountId),
    marked(models, accountId),
    claimsOf(models.db, accountId),
  ]);
  return account && valued(account, holdings, marks, { first, claims });
}

/** What the margin of an account follows from now; undefined where there is none, or the market has had no day. */
export async function marginInputNow(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string,
): Promise<MarginInput | undefined> {
  const [account, { holdings, marks }, claims] = await Promise.all([
    findAccount(models.db, accountId),
    marked(models, accountId),
    claimsOf(models.db, accountId),
  ]);
  const positions = holdings.map((row) => valuedPosition(row, marks.of(row.instrument_id)));
  return account && marginInputOf({ ...account, claims }, positions, marks);
}

/** What instruments are marked at, none older than a quarter of a second. */
export function marksNow(
  models: Pick<ReadModels, 'db' | 'redis'>,
  instruments: readonly string[],
): Promise<Marks> {
  return boardOf(models).marks(instruments);
}

/** What moves together in an account: nothing where there is none. */
export async function accountExposures(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string,
): Promise<readonly Exposure[]> {
  const { holdings, marks } = await marked(models, accountId);
  const positions = holdings.map((row) => valuedPosition(row, marks.of(row.instrument_id)));
  return exposuresOf(positions, (id) => marks.of(id));
}

/** The positions of an account, and their marks. */
async function marked(
  models: Pick<ReadModels, 'db' | 'redis'>,
  accountId: string,
): Promise<{ readonly holdings: readonly HoldingRow[]; readonly marks: Marks }> {
  const board = boardOf(models);
  // The day comes first: it says which sums of the day count.
  const { day } = await board.marks([]);
  const holdings = await holdingsOf(models.db, accountId, day);
  return { holdings, marks: await board.marks(holdings.map((row) => row.instrument_id)) };
}

/** Dividends that an account has a claim to, less those that it owes. */
async function claimsOf(db: ReadModels['db'], accountId: string): Promise<bigint> {
  const [row] = await db.execute<{ claims: string }>(raw`
    select coalesce(sum(cash), 0)::text as claims from read_models.corporate_action_effects
    where account_id = ${accountId} and not settled and effect = 'DIVIDEND'`);
  return BigInt(row?.claims ?? 0);
}

/** What the rows of an account come to at marks. Pure. */
function valued(
  account: Pick<
    AccountBalances,
    | 'accountId'
    | 'accountType'
    | 'arriving'
    | 'available'
    | 'cash'
    | 'leaving'
    | 'position'
    | 'reserved'
  >,
  holdings: readonly HoldingRow[],
  marks: Marks,
  { first, claims }: { readonly first: number; readonly claims: bigint },
): Portfolio {
  const positions = holdings.map((row) => valuedPosition(row, marks.of(row.instrument_id)));
  const sums = sumsOf(positions);
  const cash = account.cash + account.arriving + account.leaving;
  return {
    accountId: account.accountId,
    day: marks.day,
    equity: cash + claims + sums.marketValue,
    ...sums,
    cash,
    claims,
    reserved: account.reserved,
    ...marginOf(account, positions, marks, claims),
    debit: cash < 0n ? -cash : 0n,
    positionCount: positions.length,
    positions: largest(positions, first),
    position: account.position,
  };
}

/** By the rules by which orders are decided; cash on its way in or out is in no partition. */
function marginOf(
  account: Pick<AccountBalances, 'accountId' | 'accountType' | 'available' | 'cash' | 'reserved'>,
  positions: readonly ValuedPosition[],
  marks: Marks,
  claims: bigint,
) {
  const { accountType, available } = account;
  const input = marginInputOf({ ...account, claims }, positions, marks);
  const { held, maintenance, call, ...standing } = standingBy(input, available);
  return {
    accountType,
    available,
    ...standing,
    initialMargin: held,
    maintenanceMargin: maintenance,
    marginCall: call,
  };
}

type Sums = Pick<
  Portfolio,
  | 'dayProfit'
  | 'longExposure'
  | 'marketValue'
  | 'realised'
  | 'shortExposure'
  | 'staleMarks'
  | 'unrealised'
>;

/** In one pass: an answer has a thousand positions. */
function sumsOf(positions: readonly ValuedPosition[]): Sums {
  let [marketValue, unrealised, realised, dayProfit] = [0n, 0n, 0n, 0n];
  let [longExposure, shortExposure, staleMarks] = [0n, 0n, 0];
  for (const one of positions) {
    marketValue += one.marketValue;
    unrealised += one.unrealised;
    realised += one.realised;
    dayProfit += one.dayProfit;
    if (one.exposure > 0n) longExposure += one.exposure;
    else shortExposure += one.exposure;
    if (one.stale && one.quantity !== 0n) staleMarks += 1;
  }
  const profit = { unrealised, realised, dayProfit };
  return { marketValue, ...profit, longExposure, shortExposure, staleMarks };
}

function largest(positions: readonly ValuedPosition[], first: number): readonly ValuedPosition[] {
  const size = ({ exposure }: ValuedPosition): bigint => (exposure < 0n ? -exposure : exposure);
  const sorted = positions.toSorted((a, b) => {
    const [of, than] = [size(a), size(b)];
    // They come by instrument, and the sort is stable.
    return of === than ? 0 : of > than ? -1 : 1;
  });
  return sorted.slice(0, first);
}

function valuedPosition(row: HoldingRow, instrument: MarkedInstrument | undefined): ValuedPosition {
  const holding = holdingOf(row, instrument);
  const { mark, previous } = instrument ?? {};
  const value =
    mark === undefined
      ? atCost(holding)
      : valueHolding(holding, mark.price, previous?.price ?? mark.price);
  const { multiplier, isFuture } = holding;
  return {
    instrumentId: row.instrument_id,
    symbol: instrument?.symbol ?? row.instrument_id,
    assetClass: instrument?.assetClass ?? 'EQUITY',
    multiplier: Number(multiplier),
    quantity: holding.quantity,
    cost: isFuture ? holding.entered * multiplier : holding.bookCost,
    mark: mark?.price ?? null,
    markSource: mark?.source ?? null,
    markAt: mark?.at ?? null,
    stale: mark?.stale ?? true,
    previousClose: previous?.price ?? null,
    marketValue: value.marketValue,
    exposure: value.exposure,
    unrealised: value.unrealised,
    realised: value.realised,
    dayProfit: value.dayProfit,
  };
}

function holdingOf(row: HoldingRow, instrument: MarkedInstrument | undefined): Holding {
  return {
    quantity: BigInt(row.quantity),
    bookCost: integer(row.cost),
    realised: integer(row.realised),
    entered: integer(row.entered),
    enteredRealised: integer(row.entered_realised),
    traded: integer(row.traded),
    cost: integer(row.day_cost),
    turnover: integer(row.turnover),
    multiplier: instrument?.multiplier ?? 1n,
    isFuture: instrument?.isFuture ?? false,
  };
}

/** Most are nothing. */
function integer(digits: string | null): bigint {
  return digits === null || digits === '0' ? 0n : BigInt(digits);
}

/** Of what no price is known, nothing is gained or lost. */
function atCost({ bookCost, realised }: Holding): Valued {
  return { marketValue: bookCost, exposure: bookCost, unrealised: 0n, realised, dayProfit: 0n };
}
