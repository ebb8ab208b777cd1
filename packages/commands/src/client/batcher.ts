import {
  writeCommand,
  type Command,
  type CommandId,
  type CommandMessage,
} from '@bellwether/domain';
import { MESSAGE_BYTES_MAX, MESSAGE_COMMANDS_MAX, type CommandBatch } from '../intake/message.ts';
import type { Outcome } from '../outcome.ts';
import { sleep, type Runtime } from '../runtime/runtime.ts';
import { backOffMs, isTransient, overloaded, unknownOutcome } from './retry.ts';

/** Why a message got no answer: nobody is there to answer, or the answer is late. */
export type Silence = 'UNAVAILABLE' | 'TIMEOUT';

/** Sends one message; the outcomes of its commands in order, or why there are none. */
export type Send = (
  subject: string,
  message: Uint8Array,
  timeoutMs: number,
) => Promise<readonly Outcome[] | Silence>;

interface Waiting {
  readonly message: CommandMessage;
  readonly bytes: number;
  /** ms of the monotonic clock. */
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
}

interface Lane {
  readonly queue: Waiting[];
  inFlight: number;
}

/** Commands that may wait in one lane; beyond, they are refused at once. */
const LANE_QUEUE_MAX = 50_000;
/** How long one attempt waits for its answer before the commands are sent again, ms. */
const ATTEMPT_MS = 2_000;
/** Leaves room for the envelope. */
const ENVELOPE_BYTES = 64;

const encoder = new TextEncoder();

/**
 * Puts commands for the same destination into common messages: alone when nothing else is under way, together under
 * load, always in the order in which they were given. A message without an answer is sent again, with the same commands
 * in the same order, until their deadlines.
 */
export class Batcher {
  readonly #send: Send;
  readonly #runtime: Runtime;
  readonly #inFlightMax: number;
  readonly #lanes = new Map<string, Lane>();

  /** @param inFlightMax messages under way to one destination; 1 keeps the order even when messages are lost. */
  constructor(send: Send, runtime: Runtime, inFlightMax: number) {
    this.#send = send;
    this.#runtime = runtime;
    this.#inFlightMax = inFlightMax;
  }

  /** Resolves with the command's outcome: by the deadline at the latest. */
  submit(subject: string, id: CommandId, command: Command, deadline: number): Promise<Outcome> {
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
    while (lane.queue.length > 0 && lane.inFlight < this.#inFlightMax) {
      lane.inFlight += 1;
      void this.#deliver(subject, takeBatch(lane.queue)).finally(() => {
        lane.inFlight -= 1;
        this.#flush(subject, lane);
      });
    }
    if (lane.queue.length === 0 && lane.inFlight === 0) this.#lanes.delete(subject);
  }

  /** Sends commands until each has an outcome that will not change, or its deadline has come. */
  async #deliver(subject: string, batch: readonly Waiting[]): Promise<void> {
    let open = batch;
    for (let attempt = 1; open.length > 0; attempt++) {
      const outcomes = await this.#attempt(subject, open);
      const wait = backOffMs(attempt, this.#runtime.random());
      const retryAt = this.#runtime.monotonicMs() + wait;
      open = open.filter((waiting, index) => {
        const outcome = outcomes[index] ?? unknownOutcome(waiting.message.id, 'TIMEOUT');
        const again = isTransient(outcome) && retryAt < waiting.deadline;
        if (!again) waiting.settle(outcome);
        return again;
      });
      if (open.length > 0) await sleep(this.#runtime, wait);
    }
  }

  async #attempt(subject: string, open: readonly Waiting[]): Promise<readonly Outcome[]> {
    const earliest = Math.min(...open.map((waiting) => waiting.deadline));
    const timeoutMs = Math.max(1, Math.min(earliest - this.#runtime.monotonicMs(), ATTEMPT_MS));
    const batch: CommandBatch = { commands: open.map((waiting) => waiting.message) };
    const answer = await this.#send(subject, encoder.encode(JSON.stringify(batch)), timeoutMs);
    return typeof answer === 'string'
      ? open.map((waiting) => unknownOutcome(waiting.message.id, answer))
      : answer;
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
