import { performance } from 'node:perf_hooks';
import { MatchingEngine } from '../book/matching-engine.ts';
import type { BookDepth, BookTop, OrderState } from '../book/queries.ts';
import { EventKind } from '../protocol/codes.ts';
import { EngineEvent } from '../protocol/engine-event.ts';
import { SLOT_WORDS } from '../protocol/layout.ts';
import { readSnapshot } from '../snapshot/read-snapshot.ts';
import { CommandSubmission } from './command-submission.ts';
import type { Engine, EventHandler } from './engine.ts';
import { EngineStoppedError } from './errors.ts';
import { GrowingSink } from './growing-sink.ts';
import { checkedCapacity, type EngineOptions } from './options.ts';
import { EngineCore, answer, type Request } from '../core/requests.ts';
import { ServiceTime } from '../core/service-time.ts';
import type { EngineStats } from '../core/stats.ts';

const DEFAULT_EVENTS = 65_536;
const { COMPLETED } = EventKind;

/** The engine in the caller's own thread: a command is executed by its submission. */
class InlineEngine extends CommandSubmission implements Engine {
  inFlight = 0;
  readonly #core: EngineCore;
  readonly #sink: GrowingSink;
  readonly #event = new EngineEvent();
  readonly #mostUnread: number;
  readonly #serviceTime = new ServiceTime();
  #events = 0;
  #stopped = false;
  #wakers: PromiseWithResolvers<void>[] = [];

  constructor(options: EngineOptions) {
    super(new Int32Array(SLOT_WORDS));
    this.#mostUnread = options.eventCapacity ?? DEFAULT_EVENTS;
    this.#sink = new GrowingSink(this.#mostUnread);
    const capacity = checkedCapacity(options);
    this.#core = new EngineCore(
      options.snapshot === undefined
        ? new MatchingEngine(capacity, this.#sink)
        : readSnapshot(options.snapshot, capacity, this.#sink),
    );
  }

  protected override reserve(): number {
    if (this.#stopped) throw new EngineStoppedError();
    return this.#sink.backlog >= this.#mostUnread ? -1 : 0;
  }

  protected override commit(): boolean {
    this.inFlight++;
    if (this.#serviceTime.next()) this.#timed();
    else this.#core.engine.execute(this.slots, 0);
    if (this.#wakers.length !== 0) this.#wake();
    return true;
  }

  #timed(): void {
    this.#serviceTime.time(() => this.#core.engine.execute(this.slots, 0));
  }

  #wake(): void {
    for (const waker of this.#wakers) waker.resolve();
    this.#wakers = [];
  }

  flush(): boolean {
    if (this.#stopped) throw new EngineStoppedError();
    return true;
  }

  poll(onEvent: EventHandler, max: number = Number.MAX_SAFE_INTEGER): number {
    let count = 0;
    while (count < max && this.#sink.backlog !== 0) {
      this.#event.read(this.#sink.words, this.#sink.peek());
      this.#sink.advance();
      count++;
      if (this.#event.kind === COMPLETED) this.inFlight--;
      onEvent(this.#event);
    }
    this.#events += count;
    return count;
  }

  ready(): Promise<void> {
    if (this.#sink.backlog !== 0) return Promise.resolve();
    if (this.#stopped) return Promise.reject(new EngineStoppedError());
    const waker = Promise.withResolvers<void>();
    this.#wakers.push(waker);
    return waker.promise;
  }

  async drain(onEvent: EventHandler): Promise<void> {
    this.poll(onEvent);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const waker of this.#wakers) waker.reject(new EngineStoppedError());
    this.#wakers = [];
  }

  async depth(symbol: number, levels: number): Promise<BookDepth> {
    return this.#ask({ ask: 'depth', symbol, levels }) as BookDepth;
  }

  async top(symbol: number): Promise<BookTop | undefined> {
    return this.#ask({ ask: 'top', symbol }) as BookTop | undefined;
  }

  async order(ref: number): Promise<OrderState | undefined> {
    return this.#ask({ ask: 'order', ref }) as OrderState | undefined;
  }

  async stateHash(): Promise<string> {
    return this.#ask({ ask: 'stateHash' }) as string;
  }

  async snapshot(): Promise<Uint8Array> {
    return this.#ask({ ask: 'snapshot' }) as Uint8Array;
  }

  async restore(snapshot: Uint8Array): Promise<void> {
    this.#ask({ ask: 'restore', snapshot });
  }

  async stats(): Promise<EngineStats> {
    const { orders, capacity } = this.#core.engine;
    const { commands, summary } = this.#serviceTime;
    return {
      commands,
      events: this.#events + this.#sink.backlog,
      batches: commands,
      largestBatch: Math.min(commands, 1),
      inboundDepth: 0,
      outboundDepth: this.#sink.backlog,
      parks: 0,
      outboundWaits: 0,
      missedWakeUps: 0,
      orders: orders.count,
      orderCapacity: capacity.orders,
      serviceTime: summary,
      utilisation: performance.eventLoopUtilization().utilization,
    };
  }

  #ask(request: Exclude<Request, { ask: 'stats' }>): unknown {
    if (this.#stopped) throw new EngineStoppedError();
    return answer(this.#core, request);
  }
}

/** The engine in this thread: for tests, simulation and replay. Throws RangeError for a capacity out of range, SnapshotError. */
export const createInlineEngine = (options: EngineOptions = {}): Engine =>
  new InlineEngine(options);
