import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { Order } from './order-lives.ts';
import { ShownBooks, type ShownLevel, type Tops } from './shown-books.ts';

/** Sums over quotes and executions, as ClickHouse can be asked for them. */
export interface MarketSums {
  quotes: bigint;
  /** Of the sizes of both sides. */
  quoted: bigint;
  /** Sides of executions: two of a trade here, one of an execution elsewhere. */
  executions: bigint;
  /** Of the best prices that they came in to, 1/10 000 USD. */
  arrivals: bigint;
}

const EMPTY: Tops = { bid: undefined, ask: undefined };

/** Follows what is shown: a quote whenever a command leaves a best price otherwise, and no crossed book while it trades (I4). */
export class MarketAudit {
  readonly books: ShownBooks = new ShownBooks();
  readonly sums: MarketSums = { quotes: 0n, quoted: 0n, executions: 0n, arrivals: 0n };
  readonly #invariant: Invariant;
  readonly #told = new Map<string, Tops>();
  /** Commit position as of which the best prices of an instrument are asked for, and what they were. */
  readonly #asked: ReadonlyMap<string, bigint>;
  readonly asOf: Map<string, Tops> = new Map<string, Tops>();
  readonly #sessions = new Map<string, string>();
  readonly #phases = new Map<string, string>();
  readonly #bands = new Map<string, { readonly lower: bigint; readonly upper: bigint }>();
  #touched = new Set<string>();

  constructor(invariant: Invariant, asked: ReadonlyMap<string, bigint> = new Map()) {
    this.#invariant = invariant;
    this.#asked = asked;
  }

  /** @param changed orders, after the fact. @param isLast of its command. */
  add(recorded: RecordedFact, changed: readonly Order[], isLast: boolean): void {
    this.#phase(recorded);
    this.#execution(recorded);
    for (const order of changed) {
      this.books.show(order);
      this.#touched.add(order.instrumentId);
    }
    if (!isLast) return;
    for (const instrumentId of this.#touched) this.#quote(instrumentId, recorded.position);
    this.#touched.clear();
  }

  #phase({ fact, stream }: RecordedFact): void {
    switch (fact.type) {
      case 'SessionPhaseAdopted':
        this.#sessions.set(stream, fact.data.phase);
        return;
      case 'InstrumentAdmitted': {
        const { instrumentId } = fact.data;
        if (!this.#phases.has(instrumentId))
          this.#phases.set(instrumentId, this.#sessions.get(stream) ?? 'CONTINUOUS');
        return;
      }
      case 'PhaseChanged':
        this.#phases.set(fact.data.instrumentId, fact.data.phase);
        this.#touched.add(fact.data.instrumentId);
        return;
      case 'BandsSet':
        this.#bands.set(fact.data.instrumentId, fact.data);
        return;
      default:
    }
  }

  #execution({ fact }: RecordedFact): void {
    if (fact.type !== 'TradeExecuted' && fact.type !== 'OrderExecuted') return;
    const { bid, ask } = this.#told.get(fact.data.instrumentId) ?? EMPTY;
    const sides = fact.type === 'TradeExecuted' ? 2n : 1n;
    this.sums.executions += sides;
    this.sums.arrivals += sides * ((bid?.price ?? 0n) + (ask?.price ?? 0n));
  }

  #quote(instrumentId: string, position: bigint): void {
    const tops = this.books.tops(instrumentId);
    const before = this.#told.get(instrumentId) ?? EMPTY;
    this.#told.set(instrumentId, tops);
    if (position <= (this.#asked.get(instrumentId) ?? -1n)) this.asOf.set(instrumentId, tops);
    this.#checkCrossed(instrumentId, tops, position);
    if (isSame(tops.bid, before.bid) && isSame(tops.ask, before.ask)) return;
    this.sums.quotes += 1n;
    this.sums.quoted += (tops.bid?.quantity ?? 0n) + (tops.ask?.quantity ?? 0n);
  }

  /** Prices outside the bands cannot trade, so they may stand. */
  #checkCrossed(instrumentId: string, { bid, ask }: Tops, position: bigint): void {
    if (bid === undefined || ask === undefined || bid.price < ask.price) return;
    if ((this.#phases.get(instrumentId) ?? 'CONTINUOUS') !== 'CONTINUOUS') return;
    const { lower, upper } = this.#bands.get(instrumentId) ?? { lower: 0n, upper: 0n };
    const isTradable = ({ price }: ShownLevel): boolean =>
      price >= lower && (upper === 0n || price <= upper);
    this.#invariant.check(
      !(isTradable(bid) && isTradable(ask)),
      () =>
        `${instrumentId} at ${position}: the book shows a bid of ${bid.price} and an offer of ${ask.price} while it trades`,
    );
  }
}

function isSame(a: ShownLevel | undefined, b: ShownLevel | undefined): boolean {
  return a?.price === b?.price && a?.quantity === b?.quantity;
}
