import {
  approveOrder,
  ceilDiv,
  holdOrder,
  invariant,
  isDecidableAhead,
  max,
  min,
  validateOrder,
  type ApprovedOrder,
  type BestPrices,
  type FollowedFact,
  type HandOverFact,
  type Instant,
  type InstrumentId,
  type InstrumentQuote,
  type JournalEntry,
  type OrderAcceptedFact,
  type PlaceOrderCommand,
  type Price,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import type { Clock } from '@bellwether/platform/runtime';
import type { Adoption } from './adoption.ts';
import type { BookControl } from '../engine-port/book-control.ts';
import type { CommandIndex } from '../command-index/command-index.ts';
import { isElsewhere, type Place } from './elsewhere.ts';
import { statedBest } from '../engine-port/stated-best.ts';
import type { EnginePort } from '../engine-port/engine-port.ts';
import type { Housekeeping } from './housekeeping.ts';
import { breakLosses } from './loss-breaker.ts';
import type { Matching } from '../engine-port/matching.ts';
import type { OrderChanges } from './order-changes.ts';
import { refuseOrder } from '../engine-port/order-rejected.ts';
import type { TradingRequest } from '../engine-port/request.ts';
import type { TradingDays } from '../engine-port/trading-days.ts';
import { Turn, type Cause } from '../engine-port/turn.ts';
import {
  QuoteRefusedError,
  type CountedQuote,
  type VenueQuotes,
} from '../engine-port/venue-quotes.ts';

/** Of an order that does not say: it does not trade with orders of the same owner, but ends (a choice). */
const DEFAULT_SELF_TRADE_MODE = 'CANCEL_NEWEST';

const NOTHING = Promise.resolve([]);

/** What a partition is made of. */
export interface PartitionParts {
  /** Which partition it is, of how many. */
  readonly here: Place;
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly port: EnginePort;
  readonly matching: Matching;
  readonly changes: OrderChanges;
  readonly control: BookControl;
  readonly adoption: Adoption;
  readonly housekeeping: Housekeeping;
  readonly days: TradingDays;
  readonly quotes: VenueQuotes;
  readonly clock: Clock;
}

/**
 * The write side of a set of symbols: rules, risk and books behind one door. Commands are decided one after the other;
 * the engine works on earlier ones meanwhile. A check that passes while orders are under way passes anyway, because
 * fills cost at most what was reserved; one that fails is repeated when the engine has answered everything. So what is
 * decided does not depend on how commands were gathered into turns, nor on the engine's speed.
 */
export class TradingPartition {
  /** Which partition it is, of how many. */
  readonly here: Place;
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly #parts: PartitionParts;

  constructor(parts: PartitionParts) {
    this.#parts = parts;
    this.here = parts.here;
    this.state = parts.state;
    this.commands = parts.commands;
  }

  /** Decides commands in order. Returns what there is to record; what is not to be recorded has been answered. */
  async decide(
    requests: readonly TradingRequest[],
  ): Promise<readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[]> {
    const { port, days, clock } = this.#parts;
    const turn = this.#turn();
    for (const request of requests) {
      const { command, fingerprint, principal } = request;
      if (this.commands.repeats(command.id, fingerprint, principal, request.answer)) continue;
      if (isElsewhere(this.state, this.here.partition, request)) continue;
      const waiting = this.#decideOne(turn, request, command);
      // Most are decided at once; whoever need not wait does not wait for others' turns either.
      if (waiting !== undefined) await waiting;
    }
    await port.settle();
    if (this.state.lossLimited.size > 0) await breakLosses(this.#parts, turn, days.at(clock()));
    return turn.entries();
  }

  async #alone(work: (cause: Cause) => Promise<void>): Promise<readonly TradingFact[]> {
    const cause = this.#turn().add();
    await work(cause);
    await this.#parts.port.settle();
    return cause.facts;
  }

  #turn(): Turn {
    const turn = new Turn(this.state, this.commands);
    this.#parts.port.beginTurn(turn);
    return turn;
  }

  #decideOne(
    turn: Turn,
    request: TradingRequest,
    command: TradingRequest['command'],
  ): Promise<void> | undefined {
    switch (command.type) {
      case 'PlaceOrder':
        return this.#place(turn, request, command);
      case 'CancelOrder':
        return this.#parts.changes.cancel(turn, request, command);
      case 'ReplaceOrder':
        return this.#parts.changes.replace(turn, request, command);
      default:
        invariant(false, `${command.type} is not decided here`);
    }
  }

  /**
   * Adopts a fact of another stream, with all that follows for the books. Nothing else may be under way.
   * @param contents what comes with the fact from another partition's journal.
   * @returns what there is to record; nothing where the fact does not concern this partition.
   */
  follow(
    fact: FollowedFact,
    position: bigint,
    contents: readonly HandOverFact[] = [],
  ): Promise<readonly TradingFact[]> {
    return this.#parts.adoption.adopt(fact, position, contents);
  }

  /**
   * Quotes of venues: liquidity of the books from now on, and part of the national best bid and offer that collars and short
   * sales are measured by. Quotes are no facts; what is executed against them is. Nothing else may be under way.
   * @param refused called with each quote that a book cannot count: its venue then quotes nothing.
   * @returns what there is to record.
   */
  quote(
    quotes: readonly InstrumentQuote[],
    refused: (error: QuoteRefusedError) => void,
  ): Promise<readonly TradingFact[]> {
    const { control, days, clock } = this.#parts;
    const counted = quotes.flatMap((quote) => this.#count(quote, refused) ?? []);
    if (counted.length === 0) return NOTHING;
    days.at(clock());
    return this.#alone(async (cause) => {
      for (const one of counted) await control.quote(one, cause);
    });
  }

  /**
   * Sets the prices between which an instrument may trade, 1/10 000 USD; 0: no bound. What rests beyond them ends. Nothing else
   * may be under way.
   * @returns what there is to record; nothing where they hold already, or there is no book here.
   */
  async setBands(
    instrumentId: InstrumentId,
    bands: { readonly lower: Price; readonly upper: Price },
  ): Promise<readonly TradingFact[]> {
    const { control, port, days, clock } = this.#parts;
    const instrument = this.state.instruments.get(instrumentId);
    if (instrument === undefined || !port.books.has(instrumentId)) return NOTHING;
    // In whole ticks, and within what was said.
    const { tickSize } = instrument;
    const lower = ceilDiv(bands.lower, tickSize) * tickSize;
    const upper = bands.upper - (bands.upper % tickSize);
    if (lower === instrument.lowerBand && upper === instrument.upperBand) return NOTHING;
    days.at(clock());
    return this.#alone(async (cause) => {
      await control.setBands(instrumentId, { lower, upper }, cause);
    });
  }

  /**
   * Best bid and offer of an instrument, of its book and of the venues that orders meet, 1/10 000 USD; 0: there is none, or no
   * book here. Nothing else may be under way.
   */
  async bestPrices(instrumentId: InstrumentId): Promise<BestPrices> {
    const { port, quotes } = this.#parts;
    if (!port.books.has(instrumentId)) return { bid: 0n, offer: 0n };
    const { index, tickSize } = port.books.of(instrumentId);
    const top = await port.engine.top(index);
    const own = (level: { readonly price: number } | undefined): Price =>
      level === undefined ? 0n : BigInt(level.price) * tickSize;
    const [bid, offer] = [own(top?.bid), own(top?.ask)];
    const away = quotes.bestOf(instrumentId);
    return {
      bid: max(bid, away.bid),
      offer: offer === 0n || away.offer === 0n ? max(offer, away.offer) : min(offer, away.offer),
    };
  }

  #count(
    quote: InstrumentQuote,
    refused: (error: QuoteRefusedError) => void,
  ): CountedQuote | undefined {
    const { port, quotes } = this.#parts;
    const { instrumentId } = quote;
    const instrument = this.state.instruments.get(instrumentId);
    if (instrument === undefined || !port.books.has(instrumentId)) {
      quotes.forget(instrumentId);
      return undefined;
    }
    try {
      return quotes.set(instrument, quote);
    } catch (error) {
      if (!(error instanceof QuoteRefusedError)) throw error;
      refused(error);
      return quotes.withdraw(quote);
    }
  }

  /** Whether time, or the engine, asks for anything. @param at ns since 1970 UTC. */
  isHousekeepingDue(at: Instant): boolean {
    return this.#parts.housekeeping.isDue(at);
  }

  /**
   * What the passing of time asks of the books, and what a start could not do. To be called before anything is decided at
   * `at`; nothing else may be under way. Costs nothing where there is nothing to do.
   * @param at ns since 1970 UTC.
   * @returns what there is to record.
   */
  async housekeep(at: Instant): Promise<readonly TradingFact[]> {
    const { housekeeping, days } = this.#parts;
    if (!housekeeping.isDue(at)) return [];
    days.at(at);
    return this.#alone((cause) => housekeeping.run(at, cause));
  }

  /**
   * Decides an order at once where it can be decided while earlier ones are under way; otherwise once they are settled.
   * @param validatedAt when its terms were found valid, where they were already.
   */
  #place(
    turn: Turn,
    request: TradingRequest,
    command: PlaceOrderCommand,
    validatedAt?: bigint,
  ): Promise<void> | undefined {
    const { port, days, quotes, clock } = this.#parts;
    const { data } = command;
    const { receivedAt } = request;
    const { isSettled } = port;
    // A market order's collar hangs on the last trade: there must be none under way.
    if (data.type === 'MARKET' && !isSettled) return this.#placeSettled(turn, request, command);
    const valid = validateOrder(this.state, data, receivedAt);
    if (!valid.ok) {
      // A name may be free again once the engine has refused an order under way that bears it.
      return valid.rejection.code === 'DUPLICATE_CLIENT_ORDER_ID' && !isSettled
        ? this.#placeSettled(turn, request, command)
        : refuseOrder(this.state, turn, request, data, valid);
    }
    const at = validatedAt ?? clock();
    if (!isSettled && !isDecidableAhead(valid))
      return this.#placeSettled(turn, request, command, at);
    const { risk } = days.at(receivedAt);
    const best = quotes.bestAt(data.instrumentId, receivedAt);
    const approved = approveOrder(this.state, data, valid, risk, receivedAt, best);
    if (!approved.ok) {
      return isSettled
        ? refuseOrder(this.state, turn, request, data, approved)
        : this.#placeSettled(turn, request, command, at);
    }
    return this.#accept(turn, request, command, approved, at);
  }

  async #placeSettled(
    turn: Turn,
    request: TradingRequest,
    command: PlaceOrderCommand,
    validatedAt?: bigint,
  ): Promise<void> {
    await this.#parts.port.settle();
    await this.#place(turn, request, command, validatedAt);
  }

  #accept(
    turn: Turn,
    request: TradingRequest,
    { data }: PlaceOrderCommand,
    { limitPrice, reserved, reservedFees }: ApprovedOrder,
    validatedAt: bigint,
  ): Promise<void> | undefined {
    const { matching, clock, quotes } = this.#parts;
    const cause = turn.add(request, data);
    const orderId = request.command.id as string as OrderAcceptedFact['data']['orderId'];
    cause.held = {
      type: 'OrderAccepted',
      data: {
        ...data,
        orderId,
        limitPrice,
        selfTrade: data.selfTrade ?? DEFAULT_SELF_TRADE_MODE,
        reserved,
        entrySequence: 0n,
        validatedAt,
        approvedAt: clock(),
        ...(reservedFees === 0n ? {} : { reservedFees }),
        ...statedBest(quotes.bestOf(data.instrumentId)),
      },
    };
    return matching.place(holdOrder(this.state, cause.held.data), cause.token);
  }
}
