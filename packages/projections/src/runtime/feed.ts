import { setTimeout as sleep } from 'node:timers/promises';
import { followAll } from '@bellwether/platform/event-store';
import type { Logger } from '@bellwether/platform/log';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { mustReach } from './log-end.ts';
import { FACT_STREAMS, factsOf, type RecordedFact } from './recorded-fact.ts';

/** Facts that came in while the sink was busy, to be applied together. */
export interface FeedBatch {
  readonly facts: readonly RecordedFact[];
  /** Everything up to this commit position has been considered; -1 where nothing is new. */
  readonly position: bigint;
  /** History ends with this batch: what follows is new. */
  readonly caughtUp: boolean;
}

export interface FeedOptions {
  readonly client: EventStoreDBClient;
  /** Start after this commit position; below zero: from the first event. */
  readonly after: bigint;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Facts of one batch, but for those that share an event; default 5,000. */
  readonly batchFactsMax?: number;
  /** ms from the begin of one small batch to the next: what a batch costs however small it is is paid so much less often; default 0. */
  readonly everyMs?: number | undefined;
  /** ms from one comparison with the head of the log to the next. */
  readonly watchEveryMs?: number;
  /** Applies a batch. Is not called again before it has resolved. */
  apply(batch: FeedBatch): Promise<void>;
}

const BATCH_FACTS_MAX = 5_000;
/** A batch of so many facts is worth its cost: the next begins at once. */
const LARGE_BATCH_FACTS = 2_000;
/** So many batches may wait for the sink; the subscription is not read any further beyond. */
const WAITING_BATCHES_MAX = 4;

/**
 * Feeds facts from the log to one sink until the signal: one at a time at rest, in large batches under load, because
 * whatever comes in while a batch is applied, or before the next may begin, forms the next. Rejects when a batch cannot be applied or read.
 * @throws JournalTruncatedError where the store was away and its log ends before what was read.
 */
export async function runFeed(options: FeedOptions): Promise<void> {
  const waiting = new WaitingFacts(options.batchFactsMax ?? BATCH_FACTS_MAX);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const reading = read({ ...options, signal }, waiting).finally(() => waiting.close());
  // It may fail while a batch is applied: that is told when the batch is done.
  reading.catch(() => undefined);
  try {
    for (let batch = await waiting.take(); batch !== undefined; batch = await waiting.take()) {
      const begunAt = performance.now();
      await options.apply(batch);
      if (batch.facts.length < LARGE_BATCH_FACTS)
        await pause(begunAt + (options.everyMs ?? 0) - performance.now(), signal);
    }
  } finally {
    stop.abort();
    waiting.close();
  }
  await reading;
}

/** The first fact after a quiet time is applied at once; those behind it gather. Ends early with the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}

async function read(options: FeedOptions, waiting: WaitingFacts): Promise<void> {
  const { client, after, signal, logger, watchEveryMs } = options;
  let told: bigint | undefined;
  for await (const message of followAll(client, {
    prefixes: FACT_STREAMS,
    after: after < 0n ? undefined : after,
    signal,
    logger,
    watchEveryMs,
  })) {
    if (message.kind === 'event') {
      waiting.add(await factsOf(message.event, client), message.position);
      told = message.position;
    } else if (message.kind === 'checkpoint') waiting.add([], message.position);
    else {
      if (told !== undefined) await mustReach(client, told);
      waiting.caughtUp();
    }
    await waiting.room();
  }
}

/** The queue between the subscription and the sink. */
class WaitingFacts {
  readonly #batchMax: number;
  #facts: RecordedFact[] = [];
  #position: bigint | undefined;
  #caughtUp = false;
  #closed = false;
  #wakeSink: (() => void) | undefined;
  #wakeReader: (() => void) | undefined;

  constructor(batchMax: number) {
    this.#batchMax = batchMax;
  }

  add(facts: readonly RecordedFact[], position: bigint): void {
    for (const fact of facts) this.#facts.push(fact);
    this.#position = position;
    this.#wakeSink?.();
  }

  caughtUp(): void {
    this.#caughtUp = true;
    this.#wakeSink?.();
  }

  close(): void {
    this.#closed = true;
    this.#wakeSink?.();
    this.#wakeReader?.();
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    while (this.#facts.length > WAITING_BATCHES_MAX * this.#batchMax && !this.#closed)
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
  }

  /** The next batch, as soon as there is anything; undefined when closed and empty. */
  async take(): Promise<FeedBatch | undefined> {
    while (this.#position === undefined && !this.#caughtUp) {
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => (this.#wakeSink = resolve));
    }
    const batch = this.#next();
    this.#wakeReader?.();
    return batch;
  }

  /** As many facts as fit; all facts of one event stay together, as they share a position. */
  #next(): FeedBatch {
    let count = Math.min(this.#batchMax, this.#facts.length);
    while (
      count < this.#facts.length &&
      this.#facts[count]?.position === this.#facts[count - 1]?.position
    )
      count++;
    const facts = this.#facts.splice(0, count);
    if (this.#facts.length > 0)
      return { facts, position: facts.at(-1)?.position ?? 0n, caughtUp: false };
    const batch = { facts, position: this.#position ?? -1n, caughtUp: this.#caughtUp };
    this.#position = undefined;
    this.#caughtUp = false;
    return batch;
  }
}
