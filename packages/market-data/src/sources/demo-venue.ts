import {
  formatDate,
  newYorkTime,
  parseDate,
  sessionDayAfter,
  sessionOn,
  type CivilDate,
  type Session,
} from '@bellwether/domain';
import { UpdateAction } from '../update/action.ts';
import { TradeCondition } from '../update/conditions.ts';
import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import { MarketUpdate, NANOS_PER_DAY } from '../update/market-update.ts';
import { UpdateSide } from '../update/side.ts';
import type { Sequencing, UpdateSink } from '../update/sink.ts';
import { later, type Moment } from '../moment/market-time.ts';
import { SeededChance } from './seeded-chance.ts';
import type { DemoTerms } from './source-definition.ts';

/** Its first session, where the market has no time yet: a day that is over, so that real feeds are never behind it. */
const FIRST_DAY = parseDate('2025-01-06');
const NANOS_PER_SECOND = 1_000_000_000;
/** 1/10 000 USD. */
const CENT = 100;
/** Updates of one time: waking up for each costs more than it does. */
const TOGETHER = 2;
/** Of its updates one is a trade. */
const UPDATES_PER_TRADE = 3;
/** Prices wander by so many parts of themselves, and come back after twice as many seconds. */
const WAVES = [
  { part: 400, seconds: 23 },
  { part: 150, seconds: 181 },
  { part: 60, seconds: 1_409 },
] as const;

/**
 * A venue that is made up: quotes and trades within sessions, one session behind the other, without end. A price at a time
 * follows from that time alone, so that venues of the same prices agree; what is quoted around it, from the seed.
 */
export class DemoVenue {
  readonly sequencing: Sequencing = 'CONTIGUOUS';
  readonly #sink: UpdateSink;
  readonly #chance: SeededChance;
  readonly #symbols: readonly { readonly symbol: string; readonly cents: number }[];
  readonly #every: number;
  readonly #update = new MarketUpdate();

  constructor(sink: UpdateSink, { seed, prices, perSecond }: DemoTerms, source: number) {
    this.#sink = sink;
    this.#chance = new SeededChance(seed);
    this.#symbols = Object.entries(prices).map(([symbol, price]) => ({
      symbol,
      cents: centsOf(price),
    }));
    this.#every = Math.floor((TOGETHER * NANOS_PER_SECOND) / perSecond);
    this.#update.source = source;
    this.#update.flags = UpdateFlag.LAST;
  }

  /** Tells a pair of updates before each step. @param from the market's time. @throws UnknownCalendarYearError after 2030. */
  async *steps(from: Moment | undefined): AsyncGenerator<void> {
    for (const [id, { symbol }] of this.#symbols.entries()) this.#sink.instrument(id, symbol);
    let { session, at } = begin(from);
    for (;;) {
      for (let each = 0; each < TOGETHER; each++) this.#tell(session, at);
      yield;
      at = later(at, this.#every);
      if (instant(at) < session.closesAt) continue;
      session = sessionOf(sessionDayAfter(newYorkTime(session.opensAt).date));
      at = momentOf(session.opensAt);
    }
  }

  #tell(session: Session, at: Moment): void {
    const update = this.#update;
    const chance = this.#chance;
    const id = chance.below(this.#symbols.length);
    const second = Number((instant(at) - session.opensAt) / BigInt(NANOS_PER_SECOND));
    const fair = priceAt(this.#symbols[id]!.cents, id, second) * CENT;
    const [bid, ask] = [fair - CENT * (1 + chance.below(3)), fair + CENT * (1 + chance.below(3))];
    const isTrade = chance.below(UPDATES_PER_TRADE) === 0;
    update.kind = isTrade ? UpdateKind.TRADE : UpdateKind.QUOTE;
    update.instrument = id;
    update.sequence++;
    update.exchangeDay = update.receiveDay = at.day;
    update.exchangeNanos = update.receiveNanos = at.nanos;
    update.conditions = isTrade ? TradeCondition.REGULAR : 0;
    if (isTrade) {
      const isBuy = chance.below(2) === 0;
      update.action = UpdateAction.ADD;
      update.side = isBuy ? UpdateSide.ASK : UpdateSide.BID;
      update.price = isBuy ? ask : bid;
      update.quantity = 100 * (1 + chance.below(5));
      update.tradeLow = update.sequence;
    } else {
      update.bidPrice = bid;
      update.askPrice = ask;
      update.bidSize = 100 * (1 + chance.below(10));
      update.askSize = 100 * (1 + chance.below(10));
    }
    this.#sink.update(update);
  }
}

function begin(from: Moment | undefined): { session: Session; at: Moment } {
  const date = from === undefined ? FIRST_DAY : newYorkTime(instant(from)).date;
  const today = sessionOn(date);
  const isOver = today === undefined || (from !== undefined && instant(from) >= today.closesAt);
  const session = isOver ? sessionOf(sessionDayAfter(date)) : today;
  const isWithin = from !== undefined && instant(from) >= session.opensAt;
  return { session, at: isWithin ? from : momentOf(session.opensAt) };
}

/** Of a day that has one. */
function sessionOf(date: CivilDate): Session {
  const session = sessionOn(date);
  if (session === undefined) throw new RangeError(`no session on ${formatDate(date)}`);
  return session;
}

function instant({ day, nanos }: Moment): bigint {
  return BigInt(day) * BigInt(NANOS_PER_DAY) + BigInt(nanos);
}

function momentOf(at: bigint): Moment {
  const perDay = BigInt(NANOS_PER_DAY);
  return { day: Number(at / perDay), nanos: Number(at % perDay) };
}

/** Cents at a second of the session: sums of triangles, whole numbers only. */
function priceAt(cents: number, id: number, second: number): number {
  return WAVES.reduce((sum, { part, seconds }) => {
    const place = (second + id * 7 * seconds) % (2 * seconds);
    const height = Math.max(2, Math.floor(cents / part));
    return sum + Math.floor((height * Math.abs(place - seconds)) / seconds) - (height >> 1);
  }, cents);
}

function centsOf(price: string): number {
  const [dollars = '0', cents = ''] = price.split('.');
  return Number(dollars) * 100 + Number(cents.padEnd(2, '0'));
}
