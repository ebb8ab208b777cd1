import {
  approveOrder,
  approveReplace,
  findOwnOrder,
  follow,
  holdOrder,
  invariant,
  isDecidableAhead,
  settleDeferral,
  takeOver,
  validateOrder,
  type ApprovedOrder,
  type CancelOrderCommand,
  type FollowedFact,
  type HandOverFact,
  type Instant,
  type InstrumentId,
  type JournalEntry,
  type OrderAcceptedFact,
  type PlaceOrderCommand,
  type RefusedOrder,
  type Rejection,
  type ReplaceOrderCommand,
  type TradingDay,
  type TradingFact,
  type TradingState,
  type VenueQuote,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform';
import type { BookControl } from './book-control.ts';
import { FollowedBooks, type Place } from './followed-books.ts';
import type { EnginePort } from './engine-port.ts';
import { Housekeeping, type HousekeepingOptions } from './housekeeping.ts';
import { CommandIndex } from './command-index.ts';
import { trippedAccounts } from './loss-breaker.ts';
import type { Matching } from './matching.ts';
import type { OrderOwner } from './recorded-commands.ts';
import type { TradingRequest } from './request.ts';
import { isElsewhere } from './elsewhere.ts';
import { orderRejected } from './order-rejected.ts';
import { record } from './record.ts';
import type { TradingDays } from './trading-days.ts';
import { Turn, type Slot } from './turn.ts';
import type { VenueQuotes } from './venue-quotes.ts';

/** Of an order that does not say: it does not trade with orders of the same owner, but ends (a choice). */
const DEFAULT_SELF_TRADE_MODE = 'CANCEL_NEWEST';

/** What a partition is made of. */
export interface PartitionParts {
  /** Which partition it is, of how many. */
  readonly here: Place;
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly port: EnginePort;
  readonly matching: Matching;
  readonly control: BookControl;
  readonly days: TradingDays;
  readonly quotes: VenueQuotes;
  readonly clock: Clock;
  readonly onSuspended: HousekeepingOptions['onSuspended'];
}

/** Refusals of changes that concern nothing this partition knows: there is no stream to record them in. */
const UNRECORDED: ReadonlySet<Rejection['code']> = new Set([
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_INSTRUMENT',
  'UNKNOWN_ORDER',
]);

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
  readonly #port: EnginePort;
  readonly #matching: Matching;
  readonly #control: BookControl;
  readonly #books: FollowedBooks;
  readonly #housekeeping: Housekeeping;
  readonly #clock: Clock;
  readonly #days: TradingDays;
  readonly #quotes: VenueQuotes;

  constructor(parts: PartitionParts) {
    const { here, state, commands, port, matching, control, clock, onSuspended } = parts;
    this.here = here;
    this.#days = parts.days;
    this.#quotes = parts.quotes;
    this.state = state;
    this.commands = commands;
    this.#port = port;
    this.#matching = matching;
    this.#control = control;
    this.#books = new FollowedBooks({ here, state, commands, control, clock });
    this.#housekeeping = new Housekeeping({ here, state, port, control, onSuspended });
    this.#clock = clock;
  }

  /** Decides commands in order. Returns what there is to record; what is not to be recorded has been answered. */
  async decide(
    requests: readonly TradingRequest[],
  ): Promise<readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[]> {
    const turn = new Turn();
    this.#port.beginTurn(turn);
    for (const request of requests) {
      const { command, fingerprint, principal } = request;
      if (this.commands.repeats(command.id, fingerprint, principal, request.answer)) continue;
      if (isElsewhere(this.state, this.here.partition, request)) continue;
      const waiting = this.#decideOne(turn, request, command);
      // Most are decided at once; whoever need not wait does not wait for others' turns either.
      if (waiting !== undefined) await waiting;
    }
    await this.#port.settle();
    await this.#breakLosses(turn);
    return turn.entries();
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
        return this.#cancel(turn, request, command);
      case 'ReplaceOrder':
        return this.#replace(turn, request, command);
      default:
        invariant(false, `${command.type} is not decided here`);
    }
  }

  /** Records who has lost more than he may in a day, and cancels what he has open. */
  async #breakLosses(turn: Turn): Promise<void> {
    if (this.state.lossLimited.size === 0) return;
    for (const tripped of trippedAccounts(this.state, turn, this.#days.at(this.#clock()))) {
      const { accountId, limit, slot, token } = tripped;
      record(this.state, slot, { type: 'LossBreakerTripped', data: { accountId, limit } });
      for (const order of this.state.orders.ofAccount(accountId))
        await this.#matching.cancel(order, { slot, token }, CancelReason.RISK);
      await this.#port.settle();
    }
  }

  /**
   * Takes over a fact of another stream, with all that follows for the books. Nothing else may be under way.
   * @param contents what comes with the fact from another partition's journal.
   * Returns what there is to record; nothing where the fact does not concern this partition.
   */
  async follow(
    fact: FollowedFact,
    position: bigint,
    contents: readonly HandOverFact[] = [],
  ): Promise<readonly TradingFact[]> {
    const follower = { ...this.here, date: this.#days.at(this.#clock()).date };
    const followed =
      contents.length > 0
        ? takeOver(contents, position)
        : [follow(this.state, fact, position, follower)].filter((one) => one !== undefined);
    const [first] = followed;
    if (first === undefined) return [];
    const turn = new Turn();
    this.#port.beginTurn(turn);
    this.#dayAt(this.#clock());
    const { slot, token } = turn.add();
    for (const one of followed) record(this.state, slot, one);
    await this.#books.follow(first, { slot, token });
    await this.#port.settle();
    await this.#housekeeping.suspend({ slot, token });
    const settled = settleDeferral(this.state, first, follower);
    if (settled !== undefined) record(this.state, slot, settled);
    return slot.facts;
  }

  /**
   * A venue's quote: liquidity of the book from now on, and part of the national best bid and offer that collars and
   * short sales are measured by. Quotes are no facts; what is executed against them is. Nothing else may be under way.
   * @returns what there is to record.
   * @throws QuoteRefusedError for a quote that the book cannot count; nothing has changed then.
   */
  async quote(instrumentId: InstrumentId, quote: VenueQuote): Promise<readonly TradingFact[]> {
    const instrument = this.state.instruments.get(instrumentId);
    if (instrument === undefined || !this.#control.isOpen(instrumentId)) return [];
    const venue = this.#quotes.set(instrument, quote);
    this.#dayAt(quote.at);
    const turn = new Turn();
    this.#port.beginTurn(turn);
    const { slot, token } = turn.add();
    const { bid, bidQuantity, offer, offerQuantity } = quote;
    await this.#control.quote(instrumentId, venue, 'BUY', bid, bidQuantity, token);
    await this.#control.quote(instrumentId, venue, 'SELL', offer, offerQuantity, token);
    await this.#port.settle();
    return slot.facts;
  }

  /** Whether time, or the engine, asks for anything. @param at ns since 1970 UTC. */
  isHousekeepingDue(at: Instant): boolean {
    return this.#housekeeping.isDue(at);
  }

  /**
   * What the passing of time asks of the books, and what a start could not do. To be called before anything is decided at
   * `at`; nothing else may be under way. Costs nothing where there is nothing to do.
   * @param at ns since 1970 UTC.
   * @returns what there is to record.
   */
  async housekeep(at: Instant): Promise<readonly TradingFact[]> {
    if (!this.#housekeeping.isDue(at)) return [];
    this.#dayAt(at);
    const turn = new Turn();
    this.#port.beginTurn(turn);
    const cause = turn.add();
    await this.#housekeeping.run(at, cause);
    await this.#port.settle();
    return cause.slot.facts;
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
    const { data } = command;
    const { receivedAt } = request;
    const isSettled = this.#port.isSettled;
    // A market order's collar hangs on the last trade: there must be none under way.
    if (data.type === 'MARKET' && !isSettled) return this.#placeSettled(turn, request, command);
    const valid = validateOrder(this.state, data, receivedAt);
    if (!valid.ok) {
      // A name may be free again once the engine has refused an order under way that bears it.
      return valid.rejection.code === 'DUPLICATE_CLIENT_ORDER_ID' && !isSettled
        ? this.#placeSettled(turn, request, command)
        : this.#refuseOrder(turn, request, data, valid);
    }
    const at = validatedAt ?? this.#clock();
    if (!isSettled && !isDecidableAhead(valid))
      return this.#placeSettled(turn, request, command, at);
    const day = this.#dayAt(receivedAt);
    const best = this.#quotes.bestAt(data.instrumentId, receivedAt);
    const approved = approveOrder(this.state, data, valid, day.risk, receivedAt, best);
    if (!approved.ok) {
      return isSettled
        ? this.#refuseOrder(turn, request, data, approved)
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
    await this.#port.settle();
    await this.#place(turn, request, command, validatedAt);
  }

  #accept(
    turn: Turn,
    request: TradingRequest,
    { data }: PlaceOrderCommand,
    { limitPrice, reserved }: ApprovedOrder,
    validatedAt: bigint,
  ): Promise<void> | undefined {
    const { slot, token } = this.#take(turn, request, data);
    const orderId = request.command.id as string as OrderAcceptedFact['data']['orderId'];
    slot.held = {
      type: 'OrderAccepted',
      data: {
        ...data,
        orderId,
        limitPrice,
        selfTrade: data.selfTrade ?? DEFAULT_SELF_TRADE_MODE,
        reserved,
        entrySequence: 0n,
        validatedAt,
        approvedAt: this.#clock(),
      },
    };
    const order = holdOrder(this.state, slot.held.data);
    return this.#matching.place(order, token);
  }

  #dayAt(at: bigint): TradingDay {
    const day = this.#days.at(at);
    this.#port.setDay(day);
    return day;
  }

  #cancel(
    turn: Turn,
    request: TradingRequest,
    { data }: CancelOrderCommand,
  ): Promise<void> | undefined {
    const found = findOwnOrder(this.state, data, this.commands);
    if (!found.ok)
      return this.#refuseChange(turn, request, 'CancelRejected', data, found.rejection);
    return this.#matching.cancel(found.order, this.#take(turn, request));
  }

  async #replace(
    turn: Turn,
    request: TradingRequest,
    { data }: ReplaceOrderCommand,
  ): Promise<void> {
    await this.#port.settle();
    const found = findOwnOrder(this.state, data, this.commands);
    const { receivedAt } = request;
    const { risk } = this.#dayAt(receivedAt);
    const best = this.#quotes.bestAt(data.instrumentId, receivedAt);
    const approved = found.ok
      ? approveReplace(this.state, found.order, data, risk, receivedAt, best)
      : found;
    if (!approved.ok)
      return this.#refuseChange(turn, request, 'ReplaceRejected', data, approved.rejection);
    const { slot, token } = this.#take(turn, request);
    slot.replaced = approved;
    await this.#matching.replace(approved.order, data, approved.limitPrice, token);
    await this.#port.settle();
  }

  #refuseOrder(
    turn: Turn,
    request: TradingRequest,
    data: PlaceOrderCommand['data'],
    refused: RefusedOrder,
  ): undefined {
    if (!this.#concerns(data)) return answerRejected(request, refused.rejection);
    const { slot } = this.#take(turn, request, data);
    record(this.state, slot, orderRejected(request.command.id, data, refused, request.receivedAt));
  }

  #refuseChange(
    turn: Turn,
    request: TradingRequest,
    type: 'CancelRejected' | 'ReplaceRejected',
    { orderId, accountId }: CancelOrderCommand['data'],
    rejection: Rejection,
  ): undefined {
    if (UNRECORDED.has(rejection.code)) return answerRejected(request, rejection);
    const { slot } = this.#take(turn, request);
    record(this.state, slot, { type, data: { orderId, accountId, ...rejection } });
  }

  /** Whether account and instrument are known here: else there is nothing to record a refusal with. */
  #concerns({ accountId, instrumentId }: PlaceOrderCommand['data']): boolean {
    return this.state.accounts.has(accountId) && this.state.instruments.has(instrumentId);
  }

  #take(turn: Turn, request: TradingRequest, placed?: OrderOwner): { slot: Slot; token: number } {
    this.commands.begin(request.command.id, request, placed);
    return turn.add(request);
  }
}

function answerRejected(request: TradingRequest, rejection: Rejection): undefined {
  request.answer({ status: 'rejected', id: request.command.id, ...rejection });
}
