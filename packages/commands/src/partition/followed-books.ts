import {
  bookSteps,
  evolve,
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
import type { Clock } from '@bellwether/platform';
import type { CommandIndex } from './command-index.ts';
import { leave } from './leave.ts';
import type { Matching } from './matching.ts';
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
  readonly matching: Matching;
  readonly clock: Clock;
}

/** The books of a partition, as far as facts of other streams concern them. Nothing else may be under way. */
export class FollowedBooks {
  readonly #options: FollowedBooksOptions;

  constructor(options: FollowedBooksOptions) {
    this.#options = options;
  }

  /** What a followed fact means for the books that are here. */
  async follow(
    followed: ReferenceFact | PartitionFact | MoveFact,
    slot: Slot,
    token: number,
  ): Promise<void> {
    const { partition: here } = this.#options.here;
    if (MARKET_WIDE.has(followed.type)) {
      for (const { instrumentId, partition, move } of this.#options.state.instruments.values()) {
        if (partition !== here || move !== undefined) continue;
        if (followed.type === 'SessionPhaseAdopted' && followed.data.phase === 'PRE_OPEN')
          await this.#options.matching.forgetLastSale(instrumentId, token);
        await this.#advance(instrumentId, token);
      }
      return;
    }
    if (!('instrumentId' in followed.data)) return;
    const { instrumentId } = followed.data;
    if (followed.type === 'InstrumentMoveAdopted' && followed.data.fromPartition === here)
      return this.#handOver(followed, slot);
    const instrument = this.#options.state.instruments.get(instrumentId);
    if (instrument?.partition !== here || instrument.move !== undefined) return;
    switch (followed.type) {
      case 'InstrumentAdmitted':
        await this.#options.matching.open(instrumentId);
        return this.#advance(instrumentId, token);
      case 'InstrumentMovedIn': {
        const orders = [...this.#options.state.orders.values()];
        await this.#options.matching.open(
          instrumentId,
          orders.filter((order) => order.instrumentId === instrumentId),
        );
        // The market's session may have gone on meanwhile.
        return this.#advance(instrumentId, token);
      }
      case 'InstrumentTermsAdopted':
        if (followed.data.roundLot !== undefined) await this.#options.matching.reopen(instrumentId);
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
    const { state, commands, clock } = this.#options;
    const facts = leave(state, commands, move, clock);
    if (facts[0]?.type === 'InstrumentMovedOut')
      await this.#options.matching.close(move.data.instrumentId);
    for (const fact of facts) this.#record(slot, fact);
  }

  /** Limits of a future follow from its settlement price: the first of them holds from the next trade on. */
  async #limitFuture(instrumentId: InstrumentId, slot: Slot, token: number): Promise<void> {
    const instrument = this.#options.state.instruments.get(instrumentId);
    const levels = instrument?.future?.dailyLimitBasisPoints;
    if (instrument === undefined || levels === undefined) return;
    const { previousClose, tickSize } = instrument;
    const { limits } = new FuturesLimits(previousClose, tickSize, levels, 0n);
    if (limits === undefined) return;
    await this.#options.matching.setBands(instrumentId, limits.lower, limits.upper, token);
    await this.#options.matching.settle();
    this.#record(slot, { type: 'BandsSet', data: { instrumentId, ...limits } });
  }

  /** Takes a book to where the session and its halts want it. */
  async #advance(instrumentId: InstrumentId, token: number): Promise<void> {
    const instrument = this.#options.state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    const { session, marketHalt } = this.#options.state;
    const halt = instrument.halted ? 'HALTED' : marketHalt && 'MWCB_HALT';
    const steps = bookSteps(instrument.phase, session.phase, halt);
    for (const step of steps) await this.#options.matching.step(instrumentId, step, token);
  }

  #record(slot: Slot, fact: TradingFact): void {
    evolve(this.#options.state, fact);
    slot.facts.push(fact);
  }
}
