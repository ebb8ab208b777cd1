import {
  addDays,
  instantOf,
  isKnownYear,
  MarketWatch,
  newYorkTime,
  PRIMARY_STATUS_MAX,
  sessionOn,
  wall,
  type CivilDate,
  type Instant,
  type InstrumentId,
  type JournalEntry,
  type PrimaryStatus,
  type Session,
  type TradedInstrument,
  type TradingFact,
} from '@bellwether/domain';
import { RareLog, type Logger } from '@bellwether/platform/log';
import type { Runtime } from '@bellwether/platform/runtime';
import type { GroupCommit } from '../journal/group-commit.ts';
import type { TradingPartition } from '../partition/partition.ts';
import type { PartitionLoop } from './partition-loop.ts';
import type { HearPrimary } from './primary-feed.ts';

export interface OwnPrimaryOptions {
  readonly partition: Pick<TradingPartition, 'state' | 'here' | 'bestPrices'>;
  readonly loop: Pick<PartitionLoop, 'exclusively'>;
  readonly commit: Pick<GroupCommit, 'observe'>;
  readonly runtime: Pick<Runtime, 'clock' | 'after'>;
  readonly logger: Logger;
}

/** `PRIMARY_SOURCE` where this platform is itself the primary market of what it trades. */
export const OWN_PRIMARY = 'own';

/** From one look to the next, ms: how exactly limit states and pauses are timed. */
const LOOK_MS = 250;
/** Everything is said again this often, in looks: what could not be done is tried again then. */
const AGAIN_LOOKS = 8;

/**
 * Speaks as the primary market of the instruments of this partition: watches what is traded here and what is quoted, and says
 * what holds, in the way in which a feed would (ADR 0335). The watches are no part of the state; what follows from them is in facts.
 */
export class OwnPrimary {
  readonly #options: OwnPrimaryOptions;
  readonly #failed: RareLog;
  readonly #watches = new Map<InstrumentId, MarketWatch>();
  /** Instruments of which something has happened since the last look. */
  readonly #touched = new Set<InstrumentId>();
  #session: Session | undefined;
  #looks = 0;

  constructor(options: OwnPrimaryOptions) {
    this.#options = options;
    this.#failed = new RareLog(options.logger, 'the own market is not watched');
    options.commit.observe((entry) => this.#observe(entry));
  }

  /** Lets it be heard; the returned function ends that. */
  get hear(): HearPrimary {
    return (heard) => {
      const { runtime, loop } = this.#options;
      let isEnded = false;
      let callOff = runtime.after(LOOK_MS, look);
      const tell = (instruments: readonly PrimaryStatus[]): void => {
        for (let from = 0; from < instruments.length; from += PRIMARY_STATUS_MAX)
          heard({
            source: OWN_PRIMARY,
            instruments: instruments.slice(from, from + PRIMARY_STATUS_MAX),
          });
      };
      const again = (): void => {
        if (!isEnded) callOff = runtime.after(LOOK_MS, look);
      };
      function look(): void {
        loop
          .exclusively(() => watch())
          .then(tell, fail)
          .then(again, fail);
      }
      const watch = (): Promise<readonly PrimaryStatus[]> => this.#look(runtime.clock());
      const fail = (error: unknown): void => {
        this.#failed.note({ err: error });
        again();
      };
      return () => {
        isEnded = true;
        callOff();
      };
    };
  }

  #observe({ facts, receivedAt }: JournalEntry): void {
    for (const fact of facts) this.#take(fact, receivedAt);
  }

  #take(fact: TradingFact, at: Instant): void {
    switch (fact.type) {
      case 'TradeExecuted':
      case 'OrderExecuted':
        return this.#watch(fact.data.instrumentId, at)?.sold(
          fact.data.price,
          fact.data.quantity,
          at,
        );
      case 'OrderTriggered':
        return this.#watch(fact.data.instrumentId, at)?.triggered(at);
      case 'AuctionCompleted':
        if (fact.data.price === undefined) return;
        return this.#watch(fact.data.instrumentId, at)?.opened(fact.data.price, at);
      case 'PhaseChanged':
        if (fact.data.phase !== 'CONTINUOUS') return;
        return this.#watch(fact.data.instrumentId, at)?.continuous(at);
      // What it is watched by has changed: the watch begins anew, where things stand.
      case 'InstrumentTermsAdopted':
      case 'SymbolAdopted':
      case 'CorporateActionApplied':
        this.#watches.delete(fact.data.instrumentId);
        return void this.#touched.add(fact.data.instrumentId);
      case 'OrderAccepted':
      case 'OrderCancelled':
      case 'OrderReplaced':
        return void this.#touched.add(fact.data.instrumentId);
      default:
    }
  }

  /** The watch of an instrument on its day, which something has happened to. */
  #watch(instrumentId: InstrumentId, at: Instant): MarketWatch | undefined {
    this.#touched.add(instrumentId);
    this.#beginDay(at);
    const known = this.#watches.get(instrumentId);
    const instrument = this.#options.partition.state.instruments.get(instrumentId);
    if (known !== undefined || instrument === undefined || this.#session === undefined)
      return known;
    const watch = watchOf(instrument, this.#session, at);
    this.#watches.set(instrumentId, watch);
    return watch;
  }

  /** With the day of the market everything begins anew: by the official closes of the day before. */
  #beginDay(at: Instant): void {
    const date = this.#options.partition.state.session.date ?? newYorkTime(at).date;
    if (this.#session?.date === date) return;
    this.#watches.clear();
    this.#session = sessionOf(date, this.#options.partition.state.session.date !== undefined);
  }

  async #look(at: Instant): Promise<readonly PrimaryStatus[]> {
    this.#beginDay(at);
    this.#looks += 1;
    const all = this.#looks % AGAIN_LOOKS === 1;
    const touched = [...(all ? this.#own() : this.#touched)];
    this.#touched.clear();
    const told: PrimaryStatus[] = [];
    for (const instrumentId of touched) {
      const watch = this.#watch(instrumentId, at);
      if (watch === undefined) continue;
      const { bid, offer } = await this.#options.partition.bestPrices(instrumentId);
      watch.quoted(bid, offer, at);
      told.push(watch.status(at));
    }
    // Time does something to these, though nothing else may.
    this.#touched.clear();
    for (const [instrumentId, watch] of this.#watches)
      if (watch.isTimed(at)) this.#touched.add(instrumentId);
    return told;
  }

  *#own(): Generator<InstrumentId> {
    const { state, here } = this.#options.partition;
    for (const { instrumentId, partition, move, delisted } of state.instruments.values())
      if (partition === here.partition && move === undefined && !delisted) yield instrumentId;
  }
}

function watchOf(instrument: TradedInstrument, session: Session, at: Instant): MarketWatch {
  const { symbol, luldTier = 'NONE', previousClose, leverageFactor = 1, tickSize } = instrument;
  const { roundLot = 1, halted, phase, lastSale, lowerBand, upperBand } = instrument;
  const luld =
    luldTier === 'NONE'
      ? undefined
      : { tier: luldTier, previousClose, leverage: leverageFactor, tick: tickSize };
  const standing = {
    isHalted: halted,
    isContinuous: phase === 'CONTINUOUS',
    lastSale,
    bands: { lower: lowerBand, upper: upperBand },
  };
  const watched = { symbol, luld, roundLot: BigInt(roundLot) };
  return new MarketWatch(watched, session, standing, at);
}

/**
 * Of a market that never closes the day begins at midnight and has no close: the next day begins before it, so that no band
 * is doubled, and no pause stays, because of a close that does not come. Undefined: the exchanges are closed.
 */
function sessionOf(date: CivilDate, hasSessions: boolean): Session | undefined {
  if (hasSessions) return isKnownYear(date) ? sessionOn(date) : undefined;
  const [opensAt, closesAt] = [instantOf(date, 0n), instantOf(addDays(date, 2), 0n)];
  return { date, opensAt, closesAt, opens: wall(0), closes: wall(24), isEarlyClose: false };
}
