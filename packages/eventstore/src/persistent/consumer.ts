import type { Call } from '../transport/call.ts';
import { LatencyWindow, RateMeter } from './measurements.ts';
import { ackIdOf, type Message } from './message.ts';

/** A message that a consumer has and has not answered. */
export interface InFlight {
  readonly message: Message;
  /** Monotonic clock, ms. */
  readonly sentAt: number;
}

/** A client connected to a persistent subscription. */
export class Consumer {
  readonly call: Call;
  readonly bufferSize: number;
  readonly inFlight: Map<string, InFlight> = new Map();
  readonly rate: RateMeter = new RateMeter();
  readonly latencies: LatencyWindow | undefined;
  private readonly deliver: (message: Message) => void;

  constructor(
    call: Call,
    bufferSize: number,
    extraStatistics: boolean,
    deliver: (message: Message) => void,
  ) {
    this.call = call;
    this.bufferSize = bufferSize;
    this.latencies = extraStatistics ? new LatencyWindow() : undefined;
    this.deliver = deliver;
  }

  /** Messages that it takes now: none while it does not read what it was sent. */
  get availableSlots(): number {
    return this.call.isClogged ? 0 : Math.max(0, this.bufferSize - this.inFlight.size);
  }

  send(message: Message, now: number): void {
    this.inFlight.set(ackIdOf(message), { message, sentAt: now });
    this.rate.count();
    this.deliver(message);
  }

  /** Takes a message back, because it was answered or timed out. */
  release(id: string, now: number): Message | undefined {
    const entry = this.inFlight.get(id);
    if (entry === undefined) return undefined;
    this.inFlight.delete(id);
    this.latencies?.add(now - entry.sentAt);
    return entry.message;
  }
}
