import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { BookDepth, BookTop, OrderState } from '../book/queries.ts';
import { CommandKind, EventKind } from '../protocol/codes.ts';
import { EngineEvent } from '../protocol/engine-event.ts';
import { CommandWord, SLOT_SHIFT, SLOT_WORDS } from '../protocol/layout.ts';
import { RingConsumer } from '../ring/ring-consumer.ts';
import type { RingMemory } from '../ring/ring-memory.ts';
import { RingProducer } from '../ring/ring-producer.ts';
import { CommandSubmission } from './command-submission.ts';
import type { EventHandler, ThreadedEngine } from './engine.ts';
import { EngineCrashedError, EngineStoppedError } from './errors.ts';
import { EventSignal } from './event-signal.ts';
import { RequestQueue } from './request-queue.ts';
import type { EngineStats } from '../core/stats.ts';

/** Commands staged before they go to the ring in one frame. */
const STAGED = 64;
/** Events handed over before their slots are given back, so that a waiting engine can go on meanwhile. */
const RELEASE_EVERY = 256;
/** How often staged commands and requests look for room in a full ring. */
const ROOM_MS = 1;
const { COMPLETED } = EventKind;

/** The host's end of an engine thread. */
export class ThreadedEngineHost extends CommandSubmission implements ThreadedEngine {
  inFlight = 0;
  readonly #worker: Worker;
  readonly #inbound: RingMemory;
  readonly #outbound: RingMemory;
  readonly #producer: RingProducer;
  readonly #consumer: RingConsumer;
  readonly #signal: EventSignal;
  readonly #requests: RequestQueue;
  readonly #event = new EngineEvent();
  readonly #mostStaged: number;
  #staged = 0;
  #stopping = false;
  #failure: EngineCrashedError | EngineStoppedError | undefined;

  constructor(
    worker: Worker,
    port: MessagePort,
    inbound: RingMemory,
    outbound: RingMemory,
    onCrash: ((error: EngineCrashedError) => void) | undefined,
  ) {
    super(new Int32Array(STAGED * SLOT_WORDS));
    this.#worker = worker;
    this.#inbound = inbound;
    this.#outbound = outbound;
    this.#producer = new RingProducer(inbound);
    this.#consumer = new RingConsumer(outbound);
    this.#signal = new EventSignal(this.#consumer);
    this.#requests = new RequestQueue(port);
    this.#mostStaged = Math.min(STAGED, this.#producer.maxBatch);
    this.#watch(onCrash);
  }

  get commandRing(): SharedArrayBuffer {
    return this.#inbound.buffer;
  }

  protected override reserve(): number {
    if (this.#staged === this.#mostStaged && !this.flush()) return -1;
    this.#assertAlive();
    return this.#staged << SLOT_SHIFT;
  }

  protected override commit(): boolean {
    this.#staged++;
    this.inFlight++;
    return true;
  }

  flush(): boolean {
    this.#assertAlive();
    while (this.#requests.unmarked !== 0 && this.#staged < this.#mostStaged) this.#stageMark();
    if (this.#staged === 0) return true;
    if (!this.#producer.tryClaim(this.#staged)) return false;
    const { words } = this.#producer;
    for (let i = 0; i < this.#staged; i++) {
      const from = i << SLOT_SHIFT;
      const to = this.#producer.slot(i);
      for (let word = 1; word < SLOT_WORDS; word++) words[to | word] = this.slots[from | word]!;
    }
    this.#producer.publish();
    this.#staged = 0;
    return this.#requests.unmarked === 0 || this.flush();
  }

  /** A request takes its place among the commands by a slot of its own. */
  #stageMark(): void {
    const at = this.#staged << SLOT_SHIFT;
    this.slots.fill(0, at, at + SLOT_WORDS);
    this.slots[at | CommandWord.HEAD] = CommandKind.REQUEST;
    this.#staged++;
    this.#requests.mark();
  }

  poll(onEvent: EventHandler, max: number = Number.MAX_SAFE_INTEGER): number {
    if (this.#failure === undefined) this.flush();
    const consumer = this.#consumer;
    let count = 0;
    try {
      while (count < max) {
        const at = consumer.peek();
        if (at < 0) break;
        this.#event.read(consumer.words, at);
        consumer.advance();
        count++;
        if (this.#event.kind === COMPLETED && !this.#event.isForeign) this.inFlight--;
        if (count % RELEASE_EVERY === 0) consumer.release();
        onEvent(this.#event);
      }
    } finally {
      consumer.release();
    }
    return count;
  }

  async ready(): Promise<void> {
    while (!this.#consumer.isReadable) {
      const waits: Promise<unknown>[] = [this.#signal.wait()];
      // Staged commands that find no room need another try, for room alone wakes nobody.
      if (!this.flush()) waits.push(setTimeout(ROOM_MS, undefined, { ref: false }));
      await Promise.race(waits);
    }
  }

  async drain(onEvent: EventHandler): Promise<void> {
    this.#worker.ref();
    try {
      while (this.inFlight !== 0) {
        await this.ready();
        this.poll(onEvent);
      }
    } finally {
      this.#worker.unref();
    }
  }

  async stop(): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#stopping = true;
    const exited = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#inbound.close();
    this.#outbound.close();
    await exited;
  }

  depth(symbol: number, levels: number): Promise<BookDepth> {
    return this.#ask({ ask: 'depth', symbol, levels });
  }

  top(symbol: number): Promise<BookTop | undefined> {
    return this.#ask({ ask: 'top', symbol });
  }

  order(ref: number): Promise<OrderState | undefined> {
    return this.#ask({ ask: 'order', ref });
  }

  stateHash(): Promise<string> {
    return this.#ask({ ask: 'stateHash' });
  }

  snapshot(): Promise<Uint8Array> {
    return this.#ask({ ask: 'snapshot' });
  }

  restore(snapshot: Uint8Array): Promise<void> {
    return this.#ask({ ask: 'restore', snapshot });
  }

  stats(): Promise<EngineStats> {
    return this.#ask({ ask: 'stats' });
  }

  async #ask<T>(request: Parameters<RequestQueue['ask']>[0]): Promise<T> {
    this.#assertAlive();
    const answer = this.#requests.ask(request);
    while (this.#failure === undefined && !this.flush()) await setTimeout(ROOM_MS);
    return (await answer) as T;
  }

  #assertAlive(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#stopping) throw new EngineStoppedError();
  }

  #watch(onCrash: ((error: EngineCrashedError) => void) | undefined): void {
    let cause: unknown;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.once('exit', (code) => {
      const message = cause instanceof Error ? cause.message : `its thread exited with ${code}`;
      const crash = this.#stopping ? undefined : new EngineCrashedError(message, cause);
      this.#failure = crash ?? new EngineStoppedError();
      this.#requests.fail(this.#failure);
      // Wakes whoever waits for events or for room that will not come.
      this.#inbound.close();
      this.#outbound.close();
      if (crash !== undefined) onCrash?.(crash);
    });
    // A started engine is no reason for the process to go on living.
    this.#worker.unref();
  }
}
