import {
  bookSteps,
  CORPORATE_ACTION_FACTS,
  EXPIRATION_FACTS,
  follow,
  followAction,
  followBust,
  followClose,
  followExpiration,
  FuturesLimits,
  invariant,
  settleDeferral,
  takeOver,
  type CloseFact,
  type CorporateActionFact,
  type ExpirationFact,
  type FollowedFact,
  type HandOverFact,
  type InstrumentId,
  type MoveAdoptedFact,
  type MoveFact,
  type PartitionFact,
  type ReferenceFact,
  type TradeBustFact,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform/runtime';
import type { CommandIndex } from '../command-index/command-index.ts';
import { leave } from './leave.ts';
import type { BookControl } from '../engine-port/book-control.ts';
import type { BookOpening } from '../engine-port/book-opening.ts';
import type { EnginePort } from '../engine-port/engine-port.ts';
import type { Place } from './elsewhere.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { TradingDays } from '../engine-port/trading-days.ts';
import type { VenueQuotes } from '../engine-port/venue-quotes.ts';
import { Turn, type Cause } from '../engine-port/turn.ts';

/** Followed facts that concern every book. */
const MARKET_WIDE: ReadonlySet<TradingFact['type']> = new Set([
  'SessionPhaseAdopted',
  'MarketHaltAdopted',
  'MarketResumptionAdopted',
]);

export interface AdoptionOptions {
  readonly here: Place;
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly port: EnginePort;
  readonly opening: BookOpening;
  readonly control: BookControl;
  readonly housekeeping: Housekeeping;
  readonly days: TradingDays;
  readonly quotes: VenueQuotes;
  readonly clock: Clock;
}

/** What changes positions and orders of a whole instrument, and takes its book down meanwhile. */
type WholeFact = CorporateActionFact | ExpirationFact | TradeBustFact;

const ACTIONS = new Set<string>(CORPORATE_ACTION_FACTS.map(({ type }) => type));
const EXPIRATIONS = new Set<string>(EXPIRATION_FACTS.map(({ type }) => type));

const isWhole = (fact: FollowedFact): fact is WholeFact =>
  ACTIONS.has(fact.type) || EXPIRATIONS.has(fact.type) || fact.type === 'TradeBustOrdered';

const isClose = (fact: FollowedFact): fact is CloseFact =>
  fact.type === 'ClosePublished' || fact.type === 'FutureSettlementDue';

const isExpiration = (fact: WholeFact): fact is ExpirationFact => EXPIRATIONS.has(fact.type);

type Followed = ReferenceFact | PartitionFact | MoveFact;

/** The instrument whose book a fact of such an entry changes. */
function changedBook({ type, data }: TradingFact): readonly InstrumentId[] {
  switch (type) {
    case 'CorporateActionApplied':
    case 'OptionSeriesAdjusted':
    case 'ExpirationApplied':
    case 'OrderCancelled':
      return [data.instrumentId];
    // Orders that live are open for more again.
    case 'TradeBusted':
      return data.buyRestored + data.sellRestored > 0n ? [data.instrumentId] : [];
    default:
      return [];
  }
}

function wholeOf(
  state: TradingState,
  fact: WholeFact,
  position: bigint,
  here: Place,
): readonly TradingFact[] {
  if (fact.type === 'TradeBustOrdered') return followBust(state, fact, position, here);
  return isExpiration(fact)
    ? followExpiration(state, fact, position, here)
    : followAction(state, fact, position, here);
}

/** Adopts facts of other streams, with all that follows for the books. Nothing else may be under way. */
export class Adoption {
  readonly #options: AdoptionOptions;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /**
   * Adopts a fact.
   * @param position where it stands in the log.
   * @param contents what comes with it from another partition's journal.
   * @returns what there is to record; nothing where the fact does not concern this partition.
   */
  async adopt(
    fact: FollowedFact,
    position: bigint,
    contents: readonly HandOverFact[],
  ): Promise<readonly TradingFact[]> {
    if (isWhole(fact)) return this.#act(fact, position);
    const { here, state, commands, port, housekeeping, days, clock } = this.#options;
    const follower = { ...here, date: days.at(clock()).date };
    const adopted =
      contents.length > 0
        ? takeOver(contents, position)
        : isClose(fact)
          ? followClose(state, fact, position, here)
          : [follow(state, fact, position, follower)].filter((one) => one !== undefined);
    const [first] = adopted as readonly [Followed?, ...TradingFact[]];
    if (first === undefined) return [];
    const turn = new Turn(state, commands);
    port.beginTurn(turn);
    const cause = turn.add();
    for (const one of adopted) cause.record(one);
    await this.#books(first, cause);
    await port.settle();
    await housekeeping.suspend(cause);
    const settled = settleDeferral(state, first, follower);
    if (settled !== undefined) cause.record(settled);
    return cause.facts;
  }

  /**
   * Adopts what an issuer does, or how an option or future ends: the books of instruments whose orders change are taken down
   * before and put up again behind them, with everything in its place.
   */
  async #act(fact: WholeFact, position: bigint): Promise<readonly TradingFact[]> {
    const { here, state, commands, port, housekeeping, opening, quotes } = this.#options;
    const facts = wholeOf(state, fact, position, here);
    const [first] = facts;
    if (first === undefined) return [];
    const turn = new Turn(state, commands);
    port.beginTurn(turn);
    const cause = turn.add();
    const reopened = [...new Set(facts.flatMap(changedBook))].filter((id) => opening.isOpen(id));
    for (const instrumentId of reopened) {
      // Quotes of before are in other terms.
      quotes.forget(instrumentId);
      await opening.close(instrumentId);
    }
    for (const one of facts) cause.record(one);
    for (const instrumentId of reopened)
      if (state.instruments.get(instrumentId)?.delisted === false)
        await opening.open(instrumentId, state.orders.ofInstrument(instrumentId));
    await port.settle();
    await housekeeping.suspend(cause);
    return cause.facts;
  }

  /** What an adopted fact means for the books that are here. */
  async #books(followed: Followed, cause: Cause): Promise<void> {
    const { here, state, opening, control, quotes } = this.#options;
    if (MARKET_WIDE.has(followed.type)) return this.#followMarket(followed, cause);
    if (!('instrumentId' in followed.data)) return;
    const { instrumentId } = followed.data;
    if (followed.type === 'InstrumentMoveAdopted' && followed.data.fromPartition === here.partition)
      return this.#handOver(followed, cause);
    const instrument = state.instruments.get(instrumentId);
    if (instrument?.partition !== here.partition || instrument.move !== undefined) return;
    switch (followed.type) {
      case 'InstrumentAdmitted':
        await opening.open(instrumentId);
        return this.#advance(instrumentId, cause);
      case 'InstrumentMovedIn':
        await opening.open(instrumentId, state.orders.ofInstrument(instrumentId));
        // The market's session may have gone on meanwhile.
        return this.#advance(instrumentId, cause);
      case 'InstrumentTermsAdopted':
        if (followed.data.roundLot === undefined || instrument.delisted) return;
        quotes.forget(instrumentId);
        await opening.reopen(instrumentId);
        return;
      case 'TradingResumed':
        // An action has ended it, and its own stream does not know yet.
        if (instrument.delisted) return;
        if (!opening.isOpen(instrumentId)) {
          quotes.forget(instrumentId);
          await opening.open(instrumentId, state.orders.ofInstrument(instrumentId));
        }
        return this.#advance(instrumentId, cause);
      case 'TradingHalted':
        return this.#advance(instrumentId, cause);
      case 'CloseAdopted':
        return this.#limitFuture(instrumentId, cause);
      case 'DelistingAdopted':
        return control.endAll(instrumentId, CancelReason.ADMIN, cause);
      default:
    }
  }

  async #followMarket(followed: Followed, cause: Cause): Promise<void> {
    const { here, state, opening, control } = this.#options;
    const isNewDay = followed.type === 'SessionPhaseAdopted' && followed.data.phase === 'PRE_OPEN';
    for (const { instrumentId, partition, move } of state.instruments.values()) {
      if (partition !== here.partition || move !== undefined) continue;
      if (isNewDay && opening.isOpen(instrumentId))
        await control.forgetLastSale(instrumentId, cause.token);
      await this.#advance(instrumentId, cause);
    }
  }

  /** An instrument leaves, with everything that belongs to it; or it stays, and there is a reason. */
  async #handOver(move: MoveAdoptedFact, cause: Cause): Promise<void> {
    const { state, commands, clock } = this.#options;
    const facts = leave(state, commands, move, clock);
    if (facts[0]?.type === 'InstrumentMovedOut')
      await this.#options.opening.close(move.data.instrumentId);
    for (const fact of facts) cause.record(fact);
  }

  /** Limits of a future follow from its settlement price: the first of them holds from the next trade on. */
  async #limitFuture(instrumentId: InstrumentId, cause: Cause): Promise<void> {
    const { state, opening, control } = this.#options;
    const instrument = state.instruments.get(instrumentId);
    const levels = instrument?.future?.dailyLimitBasisPoints;
    if (instrument === undefined || levels === undefined) return;
    const { previousClose, tickSize } = instrument;
    const { limits } = new FuturesLimits(previousClose, tickSize, levels, 0n);
    if (limits === undefined || !opening.isOpen(instrumentId)) return;
    const { lower, upper } = limits;
    await control.setBands(instrumentId, { lower, upper }, cause);
  }

  /** Takes a book to where the session and its halts want it, as far as it goes: a step refused ends it. */
  async #advance(instrumentId: InstrumentId, cause: Cause): Promise<void> {
    const { state, opening, control } = this.#options;
    const instrument = state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    if (instrument.suspended === true || !opening.isOpen(instrumentId)) return;
    const { session, marketHalt } = state;
    const halt = instrument.halted ? 'HALTED' : marketHalt && 'MWCB_HALT';
    const steps = bookSteps(instrument.phase, session.phase, halt);
    for (const step of steps) if (!(await control.step(instrumentId, step, cause))) return;
  }
}
