import {
  instrumentStream,
  type CommandId,
  type InstrumentId,
  type PrimaryStatus,
  type TradedInstrument,
} from '@bellwether/domain';
import { RareLog, type Logger } from '@bellwether/platform/log';
import { derivedId, type Runtime } from '@bellwether/platform/runtime';
import type { Aggregates } from '../aggregates/aggregates.ts';
import { SYSTEM } from '../engine-port/request.ts';
import type { GroupCommit } from '../journal/group-commit.ts';
import type { TradingPartition } from '../partition/partition.ts';
import { ListedSymbols } from './listed-symbols.ts';
import type { PartitionLoop } from './partition-loop.ts';

/** What a source says of the primary market. */
interface PrimaryWords {
  readonly source: string;
  readonly instruments: readonly PrimaryStatus[];
}

/** Lets what the primary market says be heard; the returned function ends that. */
export type HearPrimary = (heard: (words: PrimaryWords) => void) => () => void;

export interface PrimaryFeedOptions {
  readonly partition: TradingPartition;
  readonly aggregates: Pick<Aggregates, 'instruments'>;
  readonly loop: Pick<PartitionLoop, 'exclusively'>;
  readonly commit: Pick<GroupCommit, 'add'>;
  readonly runtime: Runtime;
  readonly logger: Logger;
}

/**
 * Lets the instruments of this partition follow their primary market: halted while it says that they are, and between the
 * prices that it says. It says everything again every two seconds, so what could not be done is tried again then. It listens
 * to a bus and not to facts, so it runs where the partition is, of which there is one.
 */
export class PrimaryFeed {
  readonly #options: PrimaryFeedOptions;
  readonly #symbols: ListedSymbols;
  readonly #failed: RareLog;
  /** What an instrument's aggregate has been told last, and how trading was then: told once. */
  readonly #told = new Map<InstrumentId, string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #busy = new Set<InstrumentId>();

  constructor(options: PrimaryFeedOptions) {
    this.#options = options;
    const { partition, runtime, logger } = options;
    const now = (): number => runtime.monotonicMs();
    this.#symbols = new ListedSymbols(partition.state, now);
    this.#failed = new RareLog(logger, 'an instrument does not follow its primary market', now);
  }

  /** @param fail called when the state machine contradicts itself. @returns ends it. */
  start(hear: HearPrimary, fail: (error: unknown) => void): () => Promise<void> {
    const deaf = hear((words) => {
      for (const status of words.instruments) this.#follow(words.source, status, fail);
    });
    return async () => {
      deaf();
      await Promise.all(this.#underWay);
    };
  }

  #follow(source: string, status: PrimaryStatus, fail: (error: unknown) => void): void {
    const { partition } = this.#options;
    const instrumentId = this.#symbols.instrumentOf(status.symbol);
    const instrument = instrumentId && partition.state.instruments.get(instrumentId);
    if (instrument === undefined || instrument.partition !== partition.here.partition) return;
    if (instrument.move !== undefined || this.#busy.has(instrument.instrumentId)) return;
    const { bands } = status;
    if (bands !== undefined) this.#run(instrument, this.#band(instrument, bands).catch(fail));
    const { trades } = status;
    if (trades === undefined) return;
    if (trades !== instrument.halted) return void this.#told.delete(instrument.instrumentId);
    this.#run(instrument, this.#tell(instrument, source, status));
  }

  #run({ instrumentId }: TradedInstrument, work: Promise<void>): void {
    this.#busy.add(instrumentId);
    const done = work.finally(() => {
      this.#busy.delete(instrumentId);
      this.#underWay.delete(done);
    });
    this.#underWay.add(done);
  }

  /** Tells the instrument what trading does not follow yet. */
  async #tell(
    { instrumentId, halted: isHalted }: TradedInstrument,
    source: string,
    { trades, reason = 'REGULATORY', detail }: PrimaryStatus,
  ): Promise<void> {
    const { aggregates, runtime } = this.#options;
    const what = `${source} ${trades} ${isHalted}`;
    if (this.#told.get(instrumentId) === what) return;
    const halted = trades === true ? undefined : reason;
    try {
      const { kind } = await aggregates.instruments.handle(instrumentStream(instrumentId), {
        id: runtime.newId() as CommandId,
        command: { type: 'FollowPrimary', data: { instrumentId, source, detail, halted } },
        fingerprint: 0n,
        principal: SYSTEM,
        receivedAt: runtime.clock(),
      });
      if (kind === 'recorded' || kind === 'nothing') this.#told.set(instrumentId, what);
      else this.#failed.note({ instrumentId, kind });
    } catch (error) {
      this.#failed.note({ instrumentId, err: error });
    }
  }

  async #band(
    { instrumentId, lowerBand, upperBand }: TradedInstrument,
    bands: NonNullable<PrimaryStatus['bands']>,
  ): Promise<void> {
    const { loop, partition, commit, runtime } = this.#options;
    if (bands.lower === lowerBand && bands.upper === upperBand) return;
    await loop.exclusively(async () => {
      const { here, state } = partition;
      const { sequence } = state;
      const facts = await partition.setBands(instrumentId, bands);
      if (facts.length === 0) return;
      const commandId = derivedId(`bands/${here.partition}/${sequence}`) as CommandId;
      const receivedAt = runtime.clock();
      const entry = { commandId, principal: SYSTEM, fingerprint: 0n, receivedAt, facts };
      commit.add(entry, () => undefined);
    });
  }
}
