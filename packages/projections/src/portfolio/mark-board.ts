import { markOf, type Mark, type TimedPrice } from '@bellwether/domain';
import { sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { ReadModels } from '../read-model/read-models.ts';
import { marketDay } from '../sessions/read.ts';
import { marginTermsOf, type MarginTerms, type StoredTerms } from './margin-terms.ts';
import { quotesOf, type Quote } from './consolidated-quotes.ts';

/** Where marks are read from. */
export type MarkSources = Pick<ReadModels, 'db' | 'redis'> & Partial<Pick<ReadModels, 'shown'>>;

/** Marks are at most so old, ms: prices that change faster are read together. */
const CONFLATED_MS = 250;

/** An instrument as a portfolio needs it. */
export interface MarkedInstrument {
  readonly symbol: string;
  readonly assetClass: string;
  /** Of an option: what it is on. */
  readonly underlyingId: string | undefined;
  readonly sector: string | undefined;
  readonly multiplier: bigint;
  readonly isFuture: boolean;
  /** What its margin depends on, but for its price. */
  readonly margin: MarginTerms;
  /** Undefined where no price of it was ever known. */
  readonly mark: Mark | undefined;
  /** The mark of the days before the market's day. */
  readonly previous: TimedPrice | undefined;
}

/** Marks of instruments on a day of the market. */
export interface Marks {
  /** `2026-11-20`: the last on which a session has begun, something was sold or an action has changed prices; null before the first. */
  readonly day: string | null;
  of(instrumentId: string): MarkedInstrument | undefined;
}

interface Known extends Omit<MarkedInstrument, 'mark'> {
  readonly close: TimedPrice | undefined;
  readonly sale: TimedPrice | undefined;
  readonly adjusted: TimedPrice | undefined;
}

/**
 * The marks of all instruments, read when they are asked for and not again for `CONFLATED_MS`, unless somebody has been shown
 * a later position: who values ten thousand accounts reads each price once, and who asks `after` a price is answered with it.
 * What has a new price is found by the position of its instrument's row.
 */
export class MarkBoard {
  readonly #models: MarkSources;
  readonly #known = new Map<string, Known>();
  readonly #quotes = new Map<string, Quote>();
  /** Worked out since prices were read last. */
  readonly #marked = new Map<string, MarkedInstrument>();
  #day: string | null = null;
  #build: string | undefined;
  #position = -1n;
  #readAt = Number.NEGATIVE_INFINITY;
  /** Commit position up to which the read models had everything before they were read. */
  #reached = -1n;
  #reading: Promise<void> | undefined;

  constructor(models: MarkSources) {
    this.#models = models;
  }

  /** Marks of these instruments, none older than `CONFLATED_MS` or than what somebody was shown. */
  async marks(instruments: readonly string[]): Promise<Marks> {
    const { shown = -1n } = this.#models;
    // One that is under way may have begun before.
    for (let reads = 0; reads < 2 && this.#isBehind(shown); reads++)
      await (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
    const symbols = instruments.flatMap((id) => this.#known.get(id)?.symbol ?? []);
    if (await quotesOf(this.#models.redis, symbols, this.#quotes)) this.#marked.clear();
    return { day: this.#day, of: (id) => this.#marked.get(id) ?? this.#mark(id) };
  }

  #isBehind(shown: bigint): boolean {
    return performance.now() - this.#readAt > CONFLATED_MS || this.#reached < shown;
  }

  #mark(instrumentId: string): MarkedInstrument | undefined {
    const known = this.#known.get(instrumentId);
    if (known === undefined) return undefined;
    const { close, sale, adjusted, ...instrument } = known;
    const market = this.#quotes.get(known.symbol)?.market;
    const { previous } = instrument;
    const marked = { ...instrument, mark: markOf({ close, market, sale, adjusted, previous }) };
    this.#marked.set(instrumentId, marked);
    return marked;
  }

  async #read(): Promise<void> {
    const { db } = this.#models;
    const [head] = await db.execute<{ day: string | null; build: string; reached: string }>(HEAD);
    const { day = null, build = '', reached = '-1' } = head ?? {};
    this.#marked.clear();
    // Of another day, and in another build of the rows, everything is otherwise.
    if (day !== this.#day || build !== this.#build) {
      this.#known.clear();
      this.#position = -1n;
    }
    for (const row of await instrumentRows(db, day, this.#position)) {
      this.#known.set(row.instrument_id, knownOf(row));
      const position = BigInt(row.position);
      if (position > this.#position) this.#position = position;
    }
    [this.#day, this.#build, this.#readAt] = [day, build, performance.now()];
    this.#reached = BigInt(reached);
  }
}

const HEAD = raw`
  select greatest((${marketDay()}), (select max(day)::text from read_models.day_sales),
      (select max(day)::text from read_models.closes where kind = 'ADJUSTED')) as day,
    (select string_agg(name, ',' order by name) from read_models.checkpoints
     where state = 'active' and projection in ('instruments', 'closes', 'day_sales')) as build,
    (select coalesce(min(position), -1)::text from read_models.checkpoints where state = 'active') as reached`;

interface InstrumentPrices extends Record<string, unknown> {
  readonly instrument_id: string;
  readonly symbol: string;
  readonly asset_class: string | null;
  readonly underlying_id: string | null;
  readonly terms: StoredTerms;
  readonly sector: string | null;
  readonly multiplier: string | null;
  readonly position: string;
  readonly close_price: string | null;
  readonly close_at: string | null;
  readonly sale_price: string | null;
  readonly sale_at: string | null;
  readonly adjusted_price: string | null;
  readonly adjusted_at: string | null;
  readonly previous_price: string | null;
  readonly previous_at: string | null;
}

/** Instruments that have changed behind a position. Of a day before, an official close comes before the last sale, and that before what an action left. */
function instrumentRows(
  db: PostgresJsDatabase,
  day: string | null,
  behind: bigint,
): Promise<readonly InstrumentPrices[]> {
  return db.execute<InstrumentPrices>(raw`
    select i.instrument_id, i.symbol, i.position::text, i.terms, i.terms ->> 'assetClass' as asset_class,
      i.terms -> 'option' ->> 'underlyingId' as underlying_id, i.terms ->> 'sector' as sector, i.terms ->> 'multiplier' as multiplier,
      c.price::text as close_price, c.at::text as close_at,
      s.price::text as sale_price, s.at::text as sale_at,
      a.price::text as adjusted_price, a.at::text as adjusted_at,
      p.price::text as previous_price, p.at::text as previous_at
    from read_models.instruments i
    left join lateral (
      select price, at from read_models.closes
      where instrument_id = i.instrument_id and day = ${day}::date and kind = 'OFFICIAL'
      order by position desc limit 1) c on true
    left join lateral (
      select price, at from read_models.closes
      where instrument_id = i.instrument_id and day = ${day}::date and kind = 'ADJUSTED'
      order by position desc limit 1) a on true
    left join read_models.day_sales s on s.instrument_id = i.instrument_id and s.day = ${day}::date
    left join lateral (
      select price, at from (
        (select day, case kind when 'ADJUSTED' then -1 else 1 end as rank, price, at, position from read_models.closes
         where instrument_id = i.instrument_id and (${day}::date is null or day < ${day}::date)
         order by day desc, position desc limit 1)
        union all
        (select day, 0, price, at, position from read_models.day_sales
         where instrument_id = i.instrument_id and day < ${day}::date
         order by day desc limit 1)) both_of
      order by day desc, rank desc limit 1) p on true
    where i.position > ${`${behind}`}::bigint`);
}

function knownOf(row: InstrumentPrices): Known {
  return {
    symbol: row.symbol,
    assetClass: row.asset_class ?? 'EQUITY',
    underlyingId: row.underlying_id ?? undefined,
    sector: row.sector ?? undefined,
    multiplier: BigInt(row.multiplier ?? 1),
    isFuture: row.asset_class === 'FUTURE',
    margin: marginTermsOf(row.instrument_id, row.terms),
    close: timed(row.close_price, row.close_at),
    sale: timed(row.sale_price, row.sale_at),
    adjusted: timed(row.adjusted_price, row.adjusted_at),
    previous: timed(row.previous_price, row.previous_at),
  };
}

function timed(price: string | null, at: string | null): TimedPrice | undefined {
  return price === null || at === null ? undefined : { price: BigInt(price), at: BigInt(at) };
}
