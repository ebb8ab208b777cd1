import {
  approveOrder,
  approveReplace,
  evolve,
  findOwnOrder,
  bookSteps,
  follow,
  FuturesLimits,
  invariant,
  isDecidableAhead,
  ProtectedQuotes,
  QUOTE_AGE,
  settleDeferral,
  takeOver,
  validateOrder,
  type CancelOrderCommand,
  type FollowedFact,
  type HandOverFact,
  type InstrumentId,
  type JournalEntry,
  type MoveAdoptedFact,
  type MoveFact,
  type OrderAcceptedFact,
  type PartitionFact,
  type PlaceOrderCommand,
  type ReferenceFact,
  type RefusedOrder,
  type Rejection,
  type ReplaceOrderCommand,
  type TradingDay,
  type TradingFact,
  type TradingState,
  type ValidOrder,
  type VenueQuote,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform';
import { CommandIndex, type OrderOwner } from './command-index.ts';
import { trippedAccounts } from './loss-breaker.ts';
import { leave } from './leave.ts';
import type { Matching } from './matching.ts';
import type { TradingRequest } from './request.ts';
import { isElsewhere } from './elsewhere.ts';
import { orderRejected } from './order-rejected.ts';
import { TradingDays } from './trading-days.ts';
import { Turn, type Slot } from './turn.ts';

/** Of an order that does not say: it does not trade with orders of the same owner, but ends (a choice). */
const DEFAULT_SELF_TRADE_MODE = 'CANCEL_NEWEST';

/** Refusals of changes that concern nothing this partition knows: there is no stream to record them in. */
const UNRECORDED: ReadonlySet<Rejection['code']> = new Set([
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_INSTRUMENT',
  'UNKNOWN_ORDER',
]);

/** A partition among the others. */
export interface Place {
  readonly partition: number;
  /** How many there are. */
  readonly partitions: number;
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
  readonly #matching: Matching;
  readonly #clock: Clock;
  readonly #days: TradingDays;
  readonly #quotes = new Map<InstrumentId, ProtectedQuotes>();

  constructor(
    here: Place,
    state: TradingState,
    commands: CommandIndex,
    matching: Matching,
    clock: Clock,
  ) {
    this.here = here;
    this.#days = new TradingDays(state);
    this.state = state;
    this.commands = commands;
    this.#matching = matching;
    this.#clock = clock;
  }

  /** Decides commands in order. Returns what there is to record; what is not to be recorded has been answered. */
  async decide(
    requests: readonly TradingRequest[],
  ): Promise<readonly { readonly entry: JournalEntry; readonly request: TradingRequest }[]> {
    const turn = new Turn();
    this.#matching.beginTurn(turn);
    for (const request of requests) {
      const { command, fingerprint, principal } = request;
      if (this.commands.repeats(command.id, fingerprint, principal, request.answer)) continue;
      if (isElsewhere(this.state, this.here.partition, request)) continue;
      if (command.type === 'PlaceOrder') await this.#place(turn, request, command);
      else if (command.type === 'CancelOrder') await this.#cancel(turn, request, command);
      else if (command.type === 'ReplaceOrder') await this.#replace(turn, request, command);
      else invariant(false, `${command.type} is not decided here`);
    }
    await this.#matching.settle();
    await this.#breakLosses(turn);
    return turn.entries();
  }

  /** Records who has lost more than he may in a day, and cancels what he has open. */
  async #breakLosses(turn: Turn): Promise<void> {
    if (this.state.lossLimited.size === 0) return;
    for (const tripped of trippedAccounts(this.state, turn, this.#days.at(this.#clock()))) {
      const { accountId, limit, slot, token } = tripped;
      this.#record(slot, { type: 'LossBreakerTripped', data: { accountId, limit } });
      const open = [...this.state.orders.values()].filter((o) => o.accountId === accountId);
      for (const order of open) await this.#matching.cancel(order, token, CancelReason.RISK);
      await this.#matching.settle();
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
    this.#matching.beginTurn(turn);
    this.#dayAt(this.#clock());
    const { slot, token } = turn.add();
    for (const one of followed) this.#record(slot, one);
    await this.#followBooks(first, slot, token);
    await this.#matching.settle();
    const settled = settleDeferral(this.state, first, follower);
    if (settled !== undefined) this.#record(slot, settled);
    return slot.facts;
  }

  /** What a followed fact means for the books that are here. */
  async #followBooks(
    followed: ReferenceFact | PartitionFact | MoveFact,
    slot: Slot,
    token: number,
  ): Promise<void> {
    const { partition: here } = this.here;
    if (followed.type === 'SessionPhaseAdopted') {
      for (const { instrumentId, partition, move } of this.state.instruments.values()) {
        if (partition !== here || move !== undefined) continue;
        if (followed.data.phase === 'PRE_OPEN')
          await this.#matching.forgetLastSale(instrumentId, token);
        await this.#advance(instrumentId, token);
      }
      return;
    }
    if (!('instrumentId' in followed.data)) return;
    const { instrumentId } = followed.data;
    if (followed.type === 'InstrumentMoveAdopted' && followed.data.fromPartition === here)
      return this.#handOver(followed, slot);
    const instrument = this.state.instruments.get(instrumentId);
    if (instrument?.partition !== here || instrument.move !== undefined) return;
    switch (followed.type) {
      case 'InstrumentAdmitted':
        return this.#matching.open(instrumentId);
      case 'InstrumentMovedIn': {
        const orders = [...this.state.orders.values()];
        await this.#matching.open(
          instrumentId,
          orders.filter((order) => order.instrumentId === instrumentId),
        );
        // The market's session may have gone on meanwhile.
        return this.#advance(instrumentId, token);
      }
      case 'InstrumentTermsAdopted':
        if (followed.data.roundLot !== undefined) await this.#matching.reopen(instrumentId);
        return;
      case 'TradingHalted':
      case 'TradingResumed':
        return this.#advance(instrumentId, token);
      case 'CloseAdopted':
        return this.#limitFuture(instrumentId, slot, token);
      default:
    }
  }

  /** An instrument leaves, with everything that belongs to it; or it stays, and there is a reason. */
  async #handOver(move: MoveAdoptedFact, slot: Slot): Promise<void> {
    const facts = leave(this.state, this.commands, move, this.#clock);
    if (facts[0]?.type === 'InstrumentMovedOut') await this.#matching.close(move.data.instrumentId);
    for (const fact of facts) this.#record(slot, fact);
  }

  /**
   * A venue's quote: liquidity of the book from now on, and part of the national best bid and offer that collars and
   * short sales are measured by. Quotes are no facts; what is executed against them is. Nothing else may be under way.
   * @returns what there is to record.
   */
  async quote(instrumentId: InstrumentId, quote: VenueQuote): Promise<readonly TradingFact[]> {
    const instrument = this.state.instruments.get(instrumentId);
    if (instrument === undefined) return [];
    this.#dayAt(quote.at);
    const quotes = this.#quotes.get(instrumentId) ?? new ProtectedQuotes();
    this.#quotes.set(instrumentId, quotes);
    quotes.set(quote);
    this.#findBestQuotes(instrumentId, quote.at);
    const turn = new Turn();
    this.#matching.beginTurn(turn);
    const { slot, token } = turn.add();
    const { venue, bid, bidQuantity, offer, offerQuantity } = quote;
    await this.#matching.quote(instrumentId, venue, 'BUY', bid, bidQuantity, token);
    await this.#matching.quote(instrumentId, venue, 'SELL', offer, offerQuantity, token);
    await this.#matching.settle();
    return slot.facts;
  }

  /** Quotes grow stale by the passing of time alone: they are looked at again before they decide something. */
  #findBestQuotes(instrumentId: InstrumentId, at: bigint): void {
    const instrument = this.state.instruments.get(instrumentId);
    const quotes = this.#quotes.get(instrumentId);
    if (instrument === undefined || quotes === undefined) return;
    const best = quotes.best(at, QUOTE_AGE.on(this.#days.at(at).date).value);
    instrument.risk.bestBid = best.isCrossed ? 0n : best.bid;
    instrument.risk.bestOffer = best.isCrossed ? 0n : best.offer;
  }

  /** Limits of a future follow from its settlement price: the first of them holds from the next trade on. */
  async #limitFuture(instrumentId: InstrumentId, slot: Slot, token: number): Promise<void> {
    const instrument = this.state.instruments.get(instrumentId);
    const levels = instrument?.future?.dailyLimitBasisPoints;
    if (instrument === undefined || levels === undefined) return;
    const { previousClose, tickSize } = instrument;
    const { limits } = new FuturesLimits(previousClose, tickSize, levels, 0n);
    if (limits === undefined) return;
    await this.#matching.setBands(instrumentId, limits.lower, limits.upper, token);
    await this.#matching.settle();
    this.#record(slot, { type: 'BandsSet', data: { instrumentId, ...limits } });
  }

  /** Takes a book to where the session and its halts want it. */
  async #advance(instrumentId: InstrumentId, token: number): Promise<void> {
    const instrument = this.state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    const steps = bookSteps(instrument.phase, this.state.session.phase, instrument.halted);
    for (const step of steps) await this.#matching.step(instrumentId, step, token);
  }

  async #place(turn: Turn, request: TradingRequest, { data }: PlaceOrderCommand): Promise<void> {
    // A market order's collar hangs on the last trade: there must be none under way.
    if (data.type === 'MARKET') await this.#matching.settle();
    const { receivedAt } = request;
    const valid = await this.#validate(data, receivedAt);
    if (!valid.ok) return this.#refuseOrder(turn, request, data, valid);
    const validatedAt = this.#clock();
    if (!isDecidableAhead(valid)) await this.#matching.settle();
    const day = this.#dayAt(receivedAt);
    if (this.#quotes.size > 0) this.#findBestQuotes(data.instrumentId, receivedAt);
    let approved = approveOrder(this.state, data, valid, day.risk, receivedAt);
    if (!approved.ok) {
      await this.#matching.settle();
      approved = approveOrder(this.state, data, valid, day.risk, receivedAt);
    }
    if (!approved.ok) return this.#refuseOrder(turn, request, data, approved);
    const { slot, token } = this.#take(turn, request, data);
    const orderId = request.command.id as string as OrderAcceptedFact['data']['orderId'];
    this.#record(slot, {
      type: 'OrderAccepted',
      data: {
        ...data,
        orderId,
        limitPrice: approved.limitPrice,
        selfTrade: data.selfTrade ?? DEFAULT_SELF_TRADE_MODE,
        reserved: approved.reserved,
        entrySequence: 0n,
        validatedAt,
        approvedAt: this.#clock(),
      },
    });
    const order = this.state.orders.get(orderId);
    invariant(order !== undefined, `order ${orderId} was accepted and is not there`);
    await this.#matching.place(order, token);
  }

  #dayAt(at: bigint): TradingDay {
    const day = this.#days.at(at);
    this.#matching.setDay(day);
    return day;
  }

  /** A name may be free again once the engine has refused an order under way that bears it. */
  async #validate(
    data: PlaceOrderCommand['data'],
    receivedAt: bigint,
  ): Promise<ValidOrder | RefusedOrder> {
    const valid = validateOrder(this.state, data, receivedAt);
    if (valid.ok || valid.rejection.code !== 'DUPLICATE_CLIENT_ORDER_ID') return valid;
    await this.#matching.settle();
    return validateOrder(this.state, data, receivedAt);
  }

  async #cancel(turn: Turn, request: TradingRequest, { data }: CancelOrderCommand): Promise<void> {
    const found = findOwnOrder(this.state, data, this.commands.wasOrder(data.orderId, data));
    if (!found.ok)
      return this.#refuseChange(turn, request, 'CancelRejected', data, found.rejection);
    const { token } = this.#take(turn, request);
    await this.#matching.cancel(found.order, token);
  }

  async #replace(
    turn: Turn,
    request: TradingRequest,
    { data }: ReplaceOrderCommand,
  ): Promise<void> {
    await this.#matching.settle();
    const found = findOwnOrder(this.state, data, this.commands.wasOrder(data.orderId, data));
    const { receivedAt } = request;
    const { risk } = this.#dayAt(receivedAt);
    const approved = found.ok
      ? approveReplace(this.state, found.order, data, risk, receivedAt)
      : found;
    if (!approved.ok)
      return this.#refuseChange(turn, request, 'ReplaceRejected', data, approved.rejection);
    const { slot, token } = this.#take(turn, request);
    slot.replaced = approved;
    await this.#matching.replace(approved.order, data, approved.limitPrice, token);
    await this.#matching.settle();
  }

  #refuseOrder(
    turn: Turn,
    request: TradingRequest,
    data: PlaceOrderCommand['data'],
    refused: RefusedOrder,
  ): void {
    if (!this.#concerns(data)) return answerRejected(request, refused.rejection);
    const { slot } = this.#take(turn, request, data);
    this.#record(slot, orderRejected(request.command.id, data, refused, request.receivedAt));
  }

  #refuseChange(
    turn: Turn,
    request: TradingRequest,
    type: 'CancelRejected' | 'ReplaceRejected',
    { orderId, accountId }: CancelOrderCommand['data'],
    rejection: Rejection,
  ): void {
    if (UNRECORDED.has(rejection.code)) return answerRejected(request, rejection);
    const { slot } = this.#take(turn, request);
    this.#record(slot, { type, data: { orderId, accountId, ...rejection } });
  }

  /** Whether account and instrument are known here: else there is nothing to record a refusal with. */
  #concerns({ accountId, instrumentId }: PlaceOrderCommand['data']): boolean {
    return this.state.accounts.has(accountId) && this.state.instruments.has(instrumentId);
  }

  #take(turn: Turn, request: TradingRequest, placed?: OrderOwner): { slot: Slot; token: number } {
    this.commands.begin(request.command.id, request, placed);
    return turn.add(request);
  }

  #record(slot: Slot, fact: TradingFact): void {
    evolve(this.state, fact);
    slot.facts.push(fact);
  }
}

function answerRejected(request: TradingRequest, rejection: Rejection): void {
  request.answer({ status: 'rejected', id: request.command.id, ...rejection });
}
