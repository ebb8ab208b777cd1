import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { headPosition } from '@bellwether/platform/event-store';
import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import type { Redis } from '@bellwether/platform/redis';
import { systemClock } from '@bellwether/platform/runtime';
import type { Signer } from '@bellwether/platform/signing';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';
import { ClickHouseProjector } from './analytics/projector.ts';
import { ChangePublisher } from './events/change-publisher.ts';
import {
  BuildSwitchedError,
  ProjectorFencedError,
  RebuildStoppedError,
  VersionMismatchError,
} from './stores/postgres/errors.ts';
import { Anchoring } from './audit/anchoring.ts';
import { HeadSigning } from './audit/head-signing.ts';
import { PostgresProjector } from './stores/postgres/projector.ts';
import { PROJECTIONS } from './capabilities/capabilities.ts';
import { MarketCache } from './market-data/market-cache.ts';
import { runFeed, type FeedBatch } from './runtime/feed.ts';
import { JournalTruncatedError, mustReach } from './runtime/log-end.ts';
import { readLog } from './runtime/read-log.ts';
import { FACT_STREAMS, UnreadableEventError } from './runtime/recorded-fact.ts';

export interface ProjectionsDependencies {
  readonly eventStore: EventStoreDBClient;
  readonly sql: Sql;
  readonly clickHouse: ClickHouseClient;
  readonly redis: Redis;
  readonly nats: NatsConnection;
  /** Signs where the audit log's chains stand. */
  readonly auditor: Signer;
  /** Where anchors of the audit log are written, and how often, ms; absent: they are in Postgres alone. */
  readonly anchors?: { readonly directory: string | undefined; readonly everyMs: number };
  readonly logger: Logger;
  /** Called when a sink cannot go on: the process must start again. */
  readonly onFailure: (error: Error) => void;
}

/** Where the read side writes facts. */
type Sink = 'postgres' | 'clickhouse';

/** How far a sink has come, and how far there is to go. */
export interface Lag {
  readonly sink: Sink;
  /** Commit position up to which everything is in. */
  readonly position: bigint;
  /** Bytes of log between there and the last fact. */
  readonly bytes: bigint;
  /** When the command came in that caused the last fact applied, ns since 1970 UTC; undefined before the first. */
  readonly factAt: bigint | undefined;
  /** Facts applied since the process started. */
  readonly facts: number;
}

interface Applied {
  factAt: bigint | undefined;
  facts: number;
}

/**
 * From one small batch to the next, ms. A transaction on all read models and what follows it cost milliseconds for one fact as
 * for fifty (`pnpm bench:idle`); ClickHouse likes few large inserts.
 */
const EVERY_MS = { postgres: 50, clickhouse: 2_000 } as const satisfies Record<Sink, number>;
/** Trying again cannot help: people must. */
const FATAL = [
  ProjectorFencedError,
  JournalTruncatedError,
  UnreadableEventError,
  VersionMismatchError,
  RebuildStoppedError,
] as const;
const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 10_000;

/** The read side: follows the log into Postgres, Redis and ClickHouse until it is stopped. */
export class Projections {
  readonly #dependencies: ProjectionsDependencies;
  readonly #postgres: PostgresProjector;
  readonly #clickHouse: ClickHouseProjector;
  readonly #publisher: ChangePublisher;
  readonly #market: MarketCache;
  readonly #heads: HeadSigning;
  readonly #anchoring: Anchoring | undefined;
  readonly #following = new Set<string>();
  readonly #applied: Readonly<Record<Sink, Applied>> = {
    postgres: { factAt: undefined, facts: 0 },
    clickhouse: { factAt: undefined, facts: 0 },
  };
  readonly #stop = new AbortController();
  #feeds: readonly Promise<void>[] = [];

  constructor(dependencies: ProjectionsDependencies) {
    const { eventStore, sql, clickHouse, redis, nats, auditor, logger } = dependencies;
    this.#dependencies = dependencies;
    this.#postgres = new PostgresProjector(sql, PROJECTIONS);
    this.#clickHouse = new ClickHouseProjector(clickHouse, sql, (after, upTo) =>
      readLog(eventStore, after, upTo),
    );
    this.#publisher = new ChangePublisher(sql, nats, logger);
    this.#market = new MarketCache(sql, redis, logger);
    this.#heads = new HeadSigning({ sql, auditor, clock: systemClock(), logger });
    const { anchors } = dependencies;
    this.#anchoring =
      anchors && new Anchoring({ sql, auditor, clock: systemClock(), logger, ...anchors });
  }

  /** Starts following. Each sink goes its own way: one that is away does not hold up the other. */
  start(): void {
    this.#publisher.poke();
    this.#anchoring?.start();
    this.#feeds = [
      this.#keepFollowing('postgres', () => this.#followPostgres()),
      this.#keepFollowing('clickhouse', () => this.#followClickHouse()),
    ];
  }

  /** Sinks that follow at the moment. */
  get following(): ReadonlySet<string> {
    return this.#following;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#feeds);
    await this.#market.stop();
    await this.#heads.stop();
    await this.#anchoring?.stop();
    await this.#publisher.stop();
  }

  /** How far each sink is behind the log's last fact. */
  async lag(): Promise<readonly Lag[]> {
    const head = (await headPosition(this.#dependencies.eventStore, FACT_STREAMS)) ?? 0n;
    const positions = {
      postgres: this.#postgres.position,
      clickhouse: this.#clickHouse.position,
    } as const satisfies Record<Sink, bigint>;
    return (Object.keys(positions) as Sink[]).map((sink) => {
      const position = positions[sink];
      const bytes = head > position ? head - position : 0n;
      return { sink, position, bytes, ...this.#applied[sink] };
    });
  }

  /** Follows again after a failure, later each time; gives up only where trying again cannot help. */
  async #keepFollowing(sink: Sink, follow: () => Promise<void>): Promise<void> {
    const { logger, onFailure } = this.#dependencies;
    const { signal } = this.#stop;
    for (let delay = RETRY_MIN_MS; !signal.aborted; delay = Math.min(delay * 2, RETRY_MAX_MS)) {
      try {
        await follow();
      } catch (error) {
        if (signal.aborted) return;
        if (FATAL.some((kind) => error instanceof kind)) return onFailure(error as Error);
        if (error instanceof BuildSwitchedError) {
          logger.info({ builds: error.message }, 'another build is in force; following with it');
          delay = RETRY_MIN_MS / 2;
          continue;
        }
        logger.error({ err: error, sink }, 'a sink failed; following again');
      }
      this.#following.delete(sink);
      await sleep(delay * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }

  async #followPostgres(): Promise<void> {
    await this.#postgres.takeOver();
    const { eventStore, sql, logger } = this.#dependencies;
    for (const { projection, active, message } of this.#postgres.mismatched)
      logger.warn({ projection, build: active }, message);
    const [last] = await sql<{ position: string | null }[]>`
      select max(position) as position from read_models.audit_log`;
    if (typeof last?.position === 'string') await mustReach(eventStore, BigInt(last.position));
    await this.#feed('postgres', this.#postgres.position, (batch) => this.#applyPostgres(batch));
  }

  async #followClickHouse(): Promise<void> {
    await this.#clickHouse.prepare();
    await this.#feed('clickhouse', this.#clickHouse.position, (batch) =>
      this.#applyClickHouse(batch),
    );
  }

  #feed(sink: Sink, position: bigint, apply: (batch: FeedBatch) => Promise<void>): Promise<void> {
    const { eventStore: client, logger } = this.#dependencies;
    this.#following.add(sink);
    const applied = this.#applied[sink];
    return runFeed({
      client,
      after: position,
      signal: this.#stop.signal,
      logger,
      everyMs: EVERY_MS[sink],
      apply: async (batch) => {
        await apply(batch);
        applied.facts += batch.facts.length;
        applied.factAt = batch.facts.at(-1)?.at ?? applied.factAt;
      },
    });
  }

  async #applyPostgres(batch: FeedBatch): Promise<void> {
    if (batch.position >= 0n) await this.#postgres.apply(batch);
    if (batch.caughtUp) {
      await this.#postgres.goLive();
      this.#market.goLive();
    }
    if (batch.facts.length === 0) return;
    this.#heads.poke();
    this.#market.touch(batch.facts);
    this.#publisher.poke();
  }

  async #applyClickHouse(batch: FeedBatch): Promise<void> {
    await this.#clickHouse.apply(batch.facts, batch.position);
  }
}
