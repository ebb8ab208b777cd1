import {
  writeCommand,
  type Command,
  type CommandId,
  type CommandMessage,
} from '@bellwether/domain';
import { MESSAGE_BYTES_MAX, MESSAGE_COMMANDS_MAX } from '../intake/message.ts';
import type { Outcome, Overloaded, Unknown } from '../outcome.ts';

/** Sends one message and returns the outcomes of its commands in order. Rejects when it got no answer. */
export type Send = (
  subject: string,
  message: Uint8Array,
  timeoutMs: number,
) => Promise<readonly Outcome[]>;

interface Waiting {
  readonly message: CommandMessage;
  readonly bytes: number;
  /** ms of the monotonic clock. */
  readonly deadline: number;
  readonly settle: (outcome: Outcome | undefined) => void;
}

interface Lane {
  readonly queue: Waiting[];
  inFlight: number;
}

/** Commands that may wait in one lane; beyond, they are refused at once. */
const LANE_QUEUE_MAX = 50_000;
/** Messages under way to one destination: enough to keep it busy, few enough that messages grow under load. */
const LANE_IN_FLIGHT_MAX = 4;
/** Leaves room for the envelope. */
const ENVELOPE_BYTES = 64;

const encoder = new TextEncoder();

/**
 * Puts commands for the same destination into common messages: alone when nothing else is under way, together under
 * load, always in the order in which they were given.
 */
export class Batcher {
  readonly #send: Send;
  readonly #lanes = new Map<string, Lane>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Resolves with the command's outcome, or with undefined when the message got no answer. */
  submit(
    subject: string,
    id: CommandId,
    command: Command,
    deadline: number,
  ): Promise<Outcome | undefined> {
    const lane = this.#laneOf(subject);
    if (lane.queue.length >= LANE_QUEUE_MAX) return Promise.resolve(overloaded(id));
    const message = writeCommand(id, command);
    // Decimal strings and ids are ASCII: characters are bytes.
    const bytes = JSON.stringify(message).length;
    return new Promise((resolve) => {
      lane.queue.push({ message, bytes, deadline, settle: resolve });
      // What the same turn of the event loop still submits goes with it.
      if (lane.queue.length === 1) queueMicrotask(() => this.#flush(subject, lane));
    });
  }

  #laneOf(subject: string): Lane {
    let lane = this.#lanes.get(subject);
    if (lane === undefined) {
      lane = { queue: [], inFlight: 0 };
      this.#lanes.set(subject, lane);
    }
    return lane;
  }

  #flush(subject: string, lane: Lane): void {
    while (lane.queue.length > 0 && lane.inFlight < LANE_IN_FLIGHT_MAX) {
      lane.inFlight += 1;
      void this.#sendBatch(subject, takeBatch(lane.queue)).finally(() => {
        lane.inFlight -= 1;
        this.#flush(subject, lane);
      });
    }
    if (lane.queue.length === 0 && lane.inFlight === 0) this.#lanes.delete(subject);
  }

  async #sendBatch(subject: string, batch: readonly Waiting[]): Promise<void> {
    const now = performance.now();
    const timeoutMs = Math.max(1, Math.min(...batch.map((waiting) => waiting.deadline)) - now);
    const data = encoder.encode(
      JSON.stringify({ commands: batch.map((waiting) => waiting.message) }),
    );
    try {
      const outcomes = await this.#send(subject, data, timeoutMs);
      batch.forEach((waiting, index) => waiting.settle(outcomes[index]));
    } catch {
      // No answer: nobody knows. The caller sends it again under the same id, or reports it as unknown.
      for (const waiting of batch) waiting.settle(undefined);
    }
  }
}

function takeBatch(queue: Waiting[]): readonly Waiting[] {
  let bytes = ENVELOPE_BYTES;
  let count = 0;
  for (const waiting of queue) {
    bytes += waiting.bytes + 1;
    if (count > 0 && (bytes > MESSAGE_BYTES_MAX || count === MESSAGE_COMMANDS_MAX)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

function overloaded(id: string): Overloaded {
  return {
    status: 'overloaded',
    id,
    code: 'OVERLOADED',
    message: 'too many commands wait to be sent; slow down',
  };
}

/** What a caller is told when every attempt stayed without an answer. */
export function unknownOutcome(id: string, code: Unknown['code']): Unknown {
  const message =
    code === 'UNAVAILABLE'
      ? 'nobody answers commands; nothing is known to have happened: send it again with the same id'
      : 'no answer in time; it may or may not have happened: send it again with the same id';
  return { status: 'unknown', id, code, message };
}
