import {
  bookSteps,
  FuturesLimits,
  invariant,
  type InstrumentId,
  type MoveAdoptedFact,
  type MoveFact,
  type PartitionFact,
  type ReferenceFact,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform';
import type { CommandIndex } from './command-index.ts';
import { leave } from './leave.ts';
import { record } from './record.ts';
import type { BookControl, Cause } from './book-control.ts';
import type { Slot } from './turn.ts';

/** Followed facts that concern every book. */
const MARKET_WIDE: ReadonlySet<TradingFact['type']> = new Set([
  'SessionPhaseAdopted',
  'MarketHaltAdopted',
  'MarketResumptionAdopted',
]);

/** A partition among the others. */
export interface Place {
  readonly partition: number;
  /** How many there are. */
  readonly partitions: number;
}

export interface FollowedBooksOptions {
  readonly here: Place;
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly control: BookControl;
  readonly clock: Clock;
}

type Followed = ReferenceFact | PartitionFact | MoveFact;

/** The books of a partition, as far as facts of other streams concern them. Nothing else may be under way. */
export class FollowedBooks {
  readonly #options: FollowedBooksOptions;

  constructor(options: FollowedBooksOptions) {
    this.#options = options;
  }

  /** What a followed fact means for the books that are here. */
  async follow(followed: Followed, cause: Cause): Promise<void> {
    const { here, state, control } = this.#options;
    if (MARKET_WIDE.has(followed.type)) return this.#followMarket(followed, cause);
    if (!('instrumentId' in followed.data)) return;
    const { instrumentId } = followed.data;
    if (followed.type === 'InstrumentMoveAdopted' && followed.data.fromPartition === here.partition)
      return this.#handOver(followed, cause.slot);
    const instrument = state.instruments.get(instrumentId);
    if (instrument?.partition !== here.partition || instrument.move !== undefined) return;
    switch (followed.type) {
      case 'InstrumentAdmitted':
        await control.open(instrumentId);
        return this.#advance(instrumentId, cause);
      case 'InstrumentMovedIn':
        await control.open(instrumentId, control.ordersOf(instrumentId));
        // The market's session may have gone on meanwhile.
        return this.#advance(instrumentId, cause);
      case 'InstrumentTermsAdopted':
        if (followed.data.roundLot !== undefined) await control.reopen(instrumentId);
        return;
      case 'TradingResumed':
        if (!control.isOpen(instrumentId))
          await control.open(instrumentId, control.ordersOf(instrumentId));
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
    const { here, state, control } = this.#options;
    const isNewDay = followed.type === 'SessionPhaseAdopted' && followed.data.phase === 'PRE_OPEN';
    for (const { instrumentId, partition, move } of state.instruments.values()) {
      if (partition !== here.partition || move !== undefined) continue;
      if (isNewDay && control.isOpen(instrumentId))
        await control.forgetLastSale(instrumentId, cause.token);
      await this.#advance(instrumentId, cause);
    }
  }

  /** An instrument leaves, with everything that belongs to it; or it stays, and there is a reason. */
  async #handOver(move: MoveAdoptedFact, slot: Slot): Promise<void> {
    const { state, commands, clock } = this.#options;
    const facts = leave(state, commands, move, clock);
    if (facts[0]?.type === 'InstrumentMovedOut')
      await this.#options.control.close(move.data.instrumentId);
    for (const fact of facts) record(state, slot, fact);
  }

  /** Limits of a future follow from its settlement price: the first of them holds from the next trade on. */
  async #limitFuture(instrumentId: InstrumentId, { slot, token }: Cause): Promise<void> {
    const { state, control } = this.#options;
    const instrument = state.instruments.get(instrumentId);
    const levels = instrument?.future?.dailyLimitBasisPoints;
    if (instrument === undefined || levels === undefined) return;
    const { previousClose, tickSize } = instrument;
    const { limits } = new FuturesLimits(previousClose, tickSize, levels, 0n);
    if (limits === undefined || !control.isOpen(instrumentId)) return;
    if (await control.setBands(instrumentId, limits.lower, limits.upper, token))
      record(state, slot, { type: 'BandsSet', data: { instrumentId, ...limits } });
  }

  /** Takes a book to where the session and its halts want it, as far as it goes: a step refused ends it. */
  async #advance(instrumentId: InstrumentId, cause: Cause): Promise<void> {
    const { state, control } = this.#options;
    const instrument = state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    if (instrument.suspended === true || !control.isOpen(instrumentId)) return;
    const { session, marketHalt } = state;
    const halt = instrument.halted ? 'HALTED' : marketHalt && 'MWCB_HALT';
    const steps = bookSteps(instrument.phase, session.phase, halt);
    for (const step of steps) if (!(await control.step(instrumentId, step, cause))) return;
  }
}
