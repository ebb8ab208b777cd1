import { setImmediate as turn } from 'node:timers/promises';
import { basename } from 'node:path';
import type { Logger } from '@bellwether/platform/log';
import { openFeed } from '../feeds/open-feed.ts';
import { openLines, type OpenLines } from '../feeds/open-lines.ts';
import type { LeftOut } from '../reader/feed-reader.ts';
import type { Moment } from '../moment/market-time.ts';
import type { Sequencing, UpdateSink } from '../update/sink.ts';
import type { BoardIntake } from './board-intake.ts';
import { DemoVenue } from './demo-venue.ts';
import { directoryFiles } from './directory-files.ts';
import { PacedQueue, type PaceClock } from './paced-queue.ts';
import type { NamedSource, SourceDefinition } from './source-definition.ts';
import { failureOf, type SourceFailure } from './source-failure.ts';

/** How often what may pass is tried again, and after how long, ms: twice as long each time, up to half a minute. */
const RETRY_MS = 500;
const RETRY_MAX_MS = 30_000;
/** A disk is there again soon or not at all; a venue is waited for for an hour. */
const RETRIES_MAX = { FILE: 5, DIRECTORY: 5, DEMO: 5, WEBSOCKET: 120 } as const;
/** A session that lasted so long was one: retries are counted anew. */
const LASTING_MS = 60_000;
/** Bytes of a step where a feed is paced: what it tells waits in memory for its time. */
const PACED_STEP_BYTES = 4_096;

/** RUNNING: reading. WAITING: it tries again, or waits for files. ENDED: all is read. FAILED: until it is added anew. */
export type SourcePhase = 'RUNNING' | 'WAITING' | 'ENDED' | 'FAILED';

export interface SourceRunnerOptions extends NamedSource {
  /** Its way into the market, which is the same for all of its readings. @throws MarketError, RangeError */
  readonly intakeOf: (sequencing: Sequencing, hasTrades: boolean) => BoardIntake;
  readonly marketTime: () => Moment | undefined;
  /** Resolves when more may be published: where nothing else holds a reader up. */
  readonly room: () => Promise<void>;
  readonly clock: PaceClock;
  readonly logger: Logger;
}

interface Steps {
  steps(): AsyncIterable<void>;
  readonly leftOut: () => LeftOut | undefined;
  /** Of two lines. */
  readonly arbitration?: OpenLines['arbitration'];
  readonly format: string;
}

/** Reads one source until it ends, fails or is stopped. What goes wrong is kept to be shown, and ends nothing else. */
export class SourceRunner {
  phase: SourcePhase = 'RUNNING';
  /** Why it has failed, waits, or passed over a file of its directory. */
  failure: SourceFailure | undefined;
  intake: BoardIntake | undefined;
  format: string | undefined;
  /** Recordings that were begun. */
  readings = 0;
  readonly #options: SourceRunnerOptions;
  readonly #ended = new AbortController();
  readonly #run: Promise<void>;
  #leftOut: Steps['leftOut'] = () => undefined;
  #arbitration: Steps['arbitration'];

  constructor(options: SourceRunnerOptions) {
    this.#options = options;
    this.#run = this.#runUntilDone();
  }

  get options(): NamedSource {
    return this.#options;
  }

  /** What its reader could not tell, of the present recording. */
  get leftOut(): LeftOut | undefined {
    return this.#leftOut();
  }

  /** Events that both of two lines have told, of the present recording. */
  get copies(): number {
    return this.#arbitration?.().duplicates ?? 0;
  }

  /** Resolves when nothing is read any more. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#run;
  }

  async #runUntilDone(): Promise<void> {
    const { clock, logger, name, source } = this.#options;
    const { signal } = this.#ended;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const begunAt = clock.now();
      try {
        await this.#readAll();
        this.phase = 'ENDED';
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.failure = failureOf(error);
        logger.warn({ err: error, source: name, attempt }, 'a source of market data failed');
        if (source.kind === 'WEBSOCKET') {
          // Of a venue that is not heard nothing stands.
          this.intake?.clear();
          if (clock.now() - begunAt > LASTING_MS) attempt = 0;
        }
        const isTriedAgain = this.failure.mayPass && attempt < RETRIES_MAX[source.kind];
        this.phase = isTriedAgain ? 'WAITING' : 'FAILED';
        if (!isTriedAgain) return;
        await clock.sleep(Math.min(RETRY_MS * 2 ** attempt, RETRY_MAX_MS), signal);
      }
    }
  }

  async #readAll(): Promise<void> {
    const { source, clock } = this.#options;
    const { signal } = this.#ended;
    if (source.kind === 'DEMO' || source.kind === 'WEBSOCKET') return this.#read(undefined);
    if (source.kind === 'FILE') {
      do await this.#read(source.path);
      while (source.loop === true && !signal.aborted);
      return;
    }
    this.phase = 'WAITING';
    for await (const path of directoryFiles(source.path, clock, signal)) {
      await this.#read(path).catch((error: unknown) => this.#passOver(path, error));
      this.phase = 'WAITING';
    }
  }

  /** A file that cannot be read takes nothing from those behind it. */
  #passOver(path: string, error: unknown): void {
    const failure = failureOf(error);
    const message = `${basename(path)}: ${failure.message}`;
    this.failure = { ...failure, message };
    const { logger, name } = this.#options;
    logger.warn({ err: error, source: name, path }, 'a file of a directory was passed over');
  }

  async #read(path: string | undefined): Promise<void> {
    const { source, clock, room } = this.#options;
    const { signal } = this.#ended;
    const speed = speedOf(source);
    let queue: PacedQueue | undefined;
    const feed = await this.#open(path, speed > 0, (sequencing) => {
      const hasTrades = source.kind === 'DEMO' || source.trades !== false;
      const intake = (this.intake = this.#options.intakeOf(sequencing, hasTrades));
      intake.begin();
      queue = speed > 0 ? new PacedQueue(intake, speed, clock) : undefined;
      return queue ?? intake;
    });
    this.readings++;
    this.phase = 'RUNNING';
    // A file that was passed over is shown until another one is.
    if (source.kind !== 'DIRECTORY') this.failure = undefined;
    this.format = feed.format;
    this.#leftOut = feed.leftOut;
    this.#arbitration = feed.arbitration;
    for await (const _ of feed.steps()) {
      if (queue === undefined) await Promise.all([turn(), room()]);
      else await queue.drain(signal);
      if (signal.aborted) return;
    }
  }

  async #open(
    path: string | undefined,
    isPaced: boolean,
    sinkOf: (sequencing: Sequencing) => UpdateSink,
  ): Promise<Steps> {
    const { source, marketTime } = this.#options;
    if (source.kind === 'WEBSOCKET') {
      const { openLiveFeed } = await import('../live/open-live-feed.ts');
      const feed = await openLiveFeed(source, sinkOf, this.#ended.signal);
      const { protocol: format } = source;
      return { steps: () => feed.steps(), leftOut: () => feed.leftOut, format };
    }
    if (source.kind === 'DEMO' || path === undefined) {
      const demo = source as Extract<typeof source, { kind: 'DEMO' }>;
      const venue = new DemoVenue(sinkOf('CONTIGUOUS'), demo, 0);
      const steps = () => venue.steps(marketTime());
      return { steps, leftOut: () => undefined, format: 'demo' };
    }
    const { format, date, symbol, zone } = source;
    const options = { format, date, symbol, zone, source: 0 };
    if (source.kind === 'FILE' && source.second !== undefined)
      return openLines([path, source.second], options, sinkOf);
    const stepBytes = isPaced ? PACED_STEP_BYTES : undefined;
    return openFeed(path, { ...options, stepBytes }, sinkOf);
  }
}

/** Event time to wall time; 0: as it comes. */
function speedOf(source: SourceDefinition): number {
  if (source.kind === 'DEMO') return 1;
  return source.kind === 'WEBSOCKET' ? 0 : (source.speed ?? 1);
}
