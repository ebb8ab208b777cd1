import { performance } from 'node:perf_hooks';
import { kindIn } from '../book/command-head.ts';
import type { EngineCore } from '../core/requests.ts';
import { ServiceTime } from '../core/service-time.ts';
import type { EngineStats } from '../core/stats.ts';
import { CommandKind } from '../protocol/codes.ts';
import { CommandWord } from '../protocol/layout.ts';
import type { RingConsumer } from '../ring/ring-consumer.ts';
import type { RingSink } from '../ring/ring-sink.ts';
import type { WaitStrategy } from '../ring/wait-strategy.ts';
import { StallGuard } from './stall-guard.ts';

const { HEAD } = CommandWord;
const { REQUEST } = CommandKind;

/** Commands executed before their events are published, at the most. */
const BATCH = 64;
/** Idle looks between two looks at the clock. */
const LOOKS_PER_CLOCK = 4096;

/** The engine thread's life: read commands, execute them, publish events in batches, wait. */
export class EngineLoop {
  readonly #core: EngineCore;
  readonly #inbound: RingConsumer;
  readonly #sink: RingSink;
  readonly #wait: WaitStrategy;
  readonly #guard: StallGuard;
  readonly #onRequest: () => void;
  readonly #serviceTime = new ServiceTime();
  readonly #started: number = performance.now();
  #idleMs = 0;
  #batches = 0;
  #largestBatch = 0;

  /** `onRequest` answers the request whose place in the command stream has been reached. */
  constructor(
    core: EngineCore,
    inbound: RingConsumer,
    sink: RingSink,
    wait: WaitStrategy,
    guard: StallGuard,
    onRequest: () => void,
  ) {
    this.#core = core;
    this.#inbound = inbound;
    this.#sink = sink;
    this.#wait = wait;
    this.#guard = guard;
    this.#onRequest = onRequest;
  }

  /** Returns when the inbound ring is closed. Throws StalledProducerError, RingClosedError. */
  run(): void {
    const { memory } = this.#inbound;
    while (!memory.isClosed) {
      if (this.#executeBatch() === 0) this.#idle();
    }
  }

  #executeBatch(): number {
    const inbound = this.#inbound;
    let count = 0;
    for (; count < BATCH; count++) {
      const at = inbound.peek();
      if (at < 0) break;
      if (kindIn(inbound.words[at | HEAD]!) === REQUEST) this.#answer();
      else if (this.#serviceTime.next()) this.#timed(at);
      else this.#core.engine.execute(inbound.words, at);
      inbound.advance();
    }
    if (count === 0) return 0;
    // In this order: whoever is woken by the events finds room for more commands.
    inbound.release();
    this.#sink.flush();
    this.#batches++;
    if (count > this.#largestBatch) this.#largestBatch = count;
    return count;
  }

  #timed(at: number): void {
    this.#serviceTime.time(() => this.#core.engine.execute(this.#inbound.words, at));
  }

  /** The events of earlier commands are out before the answer is. */
  #answer(): void {
    this.#sink.flush();
    this.#onRequest();
  }

  #idle(): void {
    const start = performance.now();
    const { memory } = this.#inbound;
    for (let looks = 0; !this.#inbound.isReadable && !memory.isClosed; looks++) {
      const slept = this.#wait.idle(this.#inbound, looks);
      if (slept || looks % LOOKS_PER_CLOCK === 0) {
        this.#guard.check(this.#inbound, performance.now());
      }
    }
    this.#idleMs += performance.now() - start;
  }

  get stats(): EngineStats {
    const { engine } = this.#core;
    const elapsed = performance.now() - this.#started;
    return {
      commands: this.#serviceTime.commands,
      events: this.#sink.written,
      batches: this.#batches,
      largestBatch: this.#largestBatch,
      inboundDepth: this.#inbound.memory.depth,
      outboundDepth: this.#sink.depth,
      parks: this.#wait.parks,
      outboundWaits: this.#sink.waits,
      missedWakeUps: this.#wait.missedWakeUps,
      orders: engine.orders.count,
      orderCapacity: engine.capacity.orders,
      serviceTime: this.#serviceTime.summary,
      utilisation: elapsed === 0 ? 0 : 1 - this.#idleMs / elapsed,
    };
  }
}
