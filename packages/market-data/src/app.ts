import { setTimeout as wait } from 'node:timers/promises';
import type { Principals } from '@bellwether/domain';
import { askAs, type NatsDoor } from '@bellwether/platform/nats';
import type { Logger } from '@bellwether/platform/log';
import type { Redis } from '@bellwether/platform/redis';
import type { NatsConnection, Service } from 'nats';
import { MarketBoard, type BoardSource } from './board/market-board.ts';
import { toldRow, type ToldRow } from './board/market-rows.ts';
import { AdjustmentWatch, adjustmentsBy } from './corporate-actions/adjustment-watch.ts';
import type { Indicator } from './indicators/indicator.ts';
import { MarketTime } from './moment/market-time.ts';
import { connectedOf } from './publish/connected.ts';
import { FramePublisher, type FrameCounts } from './publish/frame-publisher.ts';
import type { ToldAgain } from './publish/told-again.ts';
import { venuePublisher } from './publish/venue-publisher.ts';
import { primaryPublisher } from './publish/primary-publisher.ts';
import { QuotePublisher, type QuoteCounts } from './publish/quote-publisher.ts';
import { addQuestions } from './questions/question-service.ts';
import { addSourceEndpoint } from './questions/source-endpoint.ts';
import { BoardIntake, type TakenUpdates } from './sources/board-intake.ts';
import { FeedSources } from './sources/feed-sources.ts';
import { keptInNats } from './sources/kept-sources.ts';
import type { PaceClock } from './sources/paced-queue.ts';
import type { NamedSource } from './sources/source-definition.ts';
import { SourceRunner } from './sources/source-runner.ts';
import { BarRecorder } from './store/bar-recorder.ts';
import type { MarketStore } from './store/market-store.ts';
import { SourceRecorder } from './store/source-recorder.ts';
import type { Sequencing } from './update/sink.ts';

const VERSION = '1.0.0';
/** Where no source says anything for so long, event time goes on by the clock, ms. */
const QUIET_MS = 1_000;
/** How long the read side may take for an answer, ms. */
const ANSWER_MAX_MS = 5_000;
const ANSWER_BYTES_MAX = 1_024 * 1_024;

export interface MarketDataDependencies {
  readonly nats: NatsConnection;
  readonly redis: Redis;
  readonly principals: Principals;
  readonly door: NatsDoor;
  readonly logger: Logger;
  readonly instrumentsMax: number;
  readonly indicators: readonly Indicator[];
  /** Sources whose quotes orders meet, and the market identifier code of each. */
  readonly venues: ReadonlyMap<string, string>;
  /** The source that speaks for the primary market, whose halts and bands bind; empty: none. */
  readonly primary: string;
  /** Sources of an installation that has never had any. */
  readonly first: readonly NamedSource[];
  /** Is told the time from receipt to publication of each frame, seconds. */
  readonly lag: (seconds: number) => void;
  /** How often corporate actions are asked for, ms; default: every ten seconds. */
  readonly adjustmentsEveryMs?: number | undefined;
  /** Where what is taken is stored; nowhere where there is none. Whoever made it stops it. */
  readonly store?: MarketStore | undefined;
}

/** The market of all configured sources: fed, published, and asked. */
export class MarketData {
  readonly board: MarketBoard;
  readonly sources: FeedSources;
  readonly #options: MarketDataDependencies;
  readonly #time = new MarketTime();
  readonly #frames: FramePublisher;
  readonly #quotes: QuotePublisher;
  readonly #venues: ToldAgain;
  readonly #primary: ToldAgain;
  readonly #adjustments: AdjustmentWatch;
  readonly #intakes = new Map<string, BoardIntake>();
  readonly #service: Service;
  #passing: NodeJS.Timeout | undefined;

  private constructor(
    options: MarketDataDependencies,
    kept: Awaited<ReturnType<typeof keptInNats>>,
    service: Service,
  ) {
    const { nats, redis, logger, instrumentsMax, indicators, lag, store } = options;
    this.#options = options;
    this.#service = service;
    const isConnected = connectedOf(nats);
    this.board = new MarketBoard({
      instrumentsMax,
      indicators,
      changed: (instrument) => {
        this.#quotes.changed(instrument);
        this.#venues.changed(instrument);
        this.#primary.changed(instrument);
      },
      bars: store && new BarRecorder(store, (i) => this.board.state.symbols.symbolOf(i), now),
    });
    const { venues, primary } = options;
    const { state } = this.board;
    this.#venues = venuePublisher({ nats, isConnected, state, venues, now });
    this.#primary = primaryPublisher({ nats, isConnected, state, primary });
    const rowOf = (instrument: number): ToldRow => toldRow(this.board, instrument);
    this.#quotes = new QuotePublisher({ nats, redis, isConnected, rowOf, logger });
    this.#frames = new FramePublisher({ nats, isConnected, now, lag });
    this.#adjustments = new AdjustmentWatch({
      ask: adjustmentsBy(askAs(nats, { user: 'market_data', timeoutMs: ANSWER_MAX_MS })),
      date: () => state.date,
      adjust: (symbol, date, change) => {
        const instrument = state.symbols.find(symbol);
        if (instrument !== undefined) this.board.adjust(instrument, date, change);
      },
      logger,
      everyMs: options.adjustmentsEveryMs,
    });
    this.sources = new FeedSources(kept, (source) => this.#run(source));
    // Nobody is told for a minute what has not changed: a cache that begins anew is given everything.
    redis.on('ready', () => this.#changedAll());
  }

  /** Starts what is kept, and answers questions. @throws NatsError, NotKeptError */
  static async start(options: MarketDataDependencies): Promise<MarketData> {
    const { nats, principals, door, logger, first } = options;
    const kept = await keptInNats(nats);
    const service = await nats.services.add({
      name: 'feed',
      version: VERSION,
      description: 'The market of all feeds, and its sources',
    });
    const data = new MarketData(options, kept, service);
    const { board, sources } = data;
    await sources.start(first);
    const answerBytesMax = nats.info?.max_payload ?? ANSWER_BYTES_MAX;
    const running = () => sources.running;
    addQuestions(service, { board, sources: running, principals, door, answerBytesMax });
    addSourceEndpoint(service, { sources, principals, door, logger });
    // Who is told that it has started may ask at once.
    await nats.flush();
    data.#venues.start();
    data.#primary.start();
    data.#adjustments.start();
    data.#passing = setInterval(() => data.#pass(), QUIET_MS);
    logger.info({ sources: running().map(({ options: { name } }) => name) }, 'market data');
    return data;
  }

  /** What has been published and what was not. */
  get counts(): FrameCounts & QuoteCounts {
    return { ...this.#frames.counts, ...this.#quotes.counts };
  }

  /** Stops reading, and tells what is left; sources are kept for the next start. */
  async stop(): Promise<void> {
    clearInterval(this.#passing);
    await this.#adjustments.stop();
    await this.sources.stop();
    this.#frames.flush();
    this.#quotes.tell();
    this.#quotes.stop();
    this.#venues.stop();
    this.#primary.stop();
    await this.#service.stop();
  }

  #run(source: NamedSource): SourceRunner {
    return new SourceRunner({
      ...source,
      intakeOf: (sequencing, hasTrades) => this.#intakeOf(source.name, sequencing, hasTrades),
      marketTime: () => this.#time.now,
      room: async () => {
        await this.#frames.room();
        await this.#options.store?.room();
      },
      clock: CLOCK,
      logger: this.#options.logger,
    });
  }

  #intakeOf(name: string, sequencing: Sequencing, hasTrades: boolean): BoardIntake {
    const { board } = this;
    const source = board.source(name, sequencing, hasTrades);
    const known = this.#intakes.get(name);
    if (known !== undefined) return known;
    const intake = new BoardIntake({
      board,
      source,
      time: this.#time,
      taken: this.#takenOf(source),
      now,
    });
    this.#intakes.set(name, intake);
    return intake;
  }

  /** What the market has taken goes out in frames, and is stored. */
  #takenOf({ state }: BoardSource): TakenUpdates {
    const frames = this.#frames;
    const { store } = this.#options;
    if (store === undefined) return frames;
    const recorder = new SourceRecorder(store, state, this.board.state.symbols);
    return {
      instrument: (number, symbol) => frames.instrument(number, symbol),
      update(update) {
        frames.update(update);
        recorder.update(update);
      },
    };
  }

  /** A quote is stale after a while also where nobody says so. */
  #pass(): void {
    const nowMs = now();
    if (this.#time.quietFor(nowMs) < QUIET_MS) return;
    const moment = this.#time.pass(nowMs);
    if (moment !== undefined) this.board.advance(moment.day, moment.nanos);
  }

  #changedAll(): void {
    for (let i = 0; i < this.board.state.symbols.count; i++) this.#quotes.changed(i);
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

const CLOCK: PaceClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
};
