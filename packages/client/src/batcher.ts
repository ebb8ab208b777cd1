import {
  type Invalid,
  type Outcome,
  type Overloaded,
  type Unknown,
  MESSAGE_BYTES_MAX,
  type SentMessage,
} from '@bellwether/domain';
import { sleep, type Runtime } from '@bellwether/platform/runtime';
import { ENVELOPE_BYTES, Lane, type Waiting } from './lane.ts';
import { RetryBudget } from './retry-budget.ts';
import { backOffMs, isTransient, overloaded, unknownOutcome } from './retry.ts';

/** Why a message got no answer: nobody is there to answer, the answer is late, or a queue has the message. */
export type Silence = Unknown['code'];

/** Sends one message; the outcomes of its commands in order, or why there are none. */
export type Send = (
  subject: string,
  message: Uint8Array,
  timeoutMs: number,
) => Promise<readonly Outcome[] | Silence>;

/** Commands that may wait in one lane; beyond, they are refused at once. */
const LANE_QUEUE_MAX = 50_000;
/**
 * How long the first attempt waits for its answer before the commands are sent again, ms: a message that reached a
 * process just before its end is never answered. Later attempts wait twice as long each.
 */
const ATTEMPT_MS = 500;
const ATTEMPT_MAX_MS = 4_000;
/** How long a message waits for its next attempt on average when the budget of repeats is spent, ms. */
const BEYOND_BUDGET_MS = 1_000;

const encoder = new TextEncoder();

/**
 * Puts commands for the same destination into common messages: alone when nothing else is under way, together under
 * load, always in the order in which they were given. A message without an answer, or turned away by a service that has too
 * much to do, is sent again, with the same commands in the same order, later each time, until their deadlines. What waits
 * behind it meanwhile and reaches its deadline is answered without being sent.
 */
export class Batcher {
  readonly #send: Send;
  readonly #runtime: Runtime;
  readonly #inFlightMax: number;
  readonly #attemptMs: number;
  readonly #budget: RetryBudget;
  readonly #lanes = new Map<string, Lane>();

  /**
   * @param inFlightMax messages under way to one destination; 1 keeps the order even when messages are lost.
   * @param attemptMs how long the first attempt waits for its answer.
   */
  constructor(send: Send, runtime: Runtime, inFlightMax: number, attemptMs: number = ATTEMPT_MS) {
    this.#send = send;
    this.#runtime = runtime;
    this.#budget = new RetryBudget(runtime);
    this.#inFlightMax = inFlightMax;
    this.#attemptMs = attemptMs;
  }

  /** Resolves with the outcome of a command as `writeCommand` gives it: by the deadline at the latest. */
  submit(subject: string, message: SentMessage, deadline: number): Promise<Outcome> {
    const lane = this.#laneOf(subject);
    const { id } = message;
    if (lane.length >= LANE_QUEUE_MAX) return Promise.resolve(overloaded(id));
    const text = JSON.stringify(message);
    // Words may be in any script: what is limited is bytes, not letters.
    const bytes = Buffer.byteLength(text);
    if (ENVELOPE_BYTES + bytes > MESSAGE_BYTES_MAX) return Promise.resolve(tooLarge(id, bytes));
    return new Promise((resolve) => {
      lane.add({ id, text, bytes, deadline, settle: resolve });
      // What the same turn of the event loop still submits goes with it.
      if (lane.length === 1) queueMicrotask(() => this.#flush(subject, lane));
    });
  }

  #laneOf(subject: string): Lane {
    let lane = this.#lanes.get(subject);
    if (lane === undefined) {
      // A queue that keeps commands gets them however late: so it is asked for.
      lane = new Lane(this.#runtime, Number.isFinite(this.#attemptMs));
      this.#lanes.set(subject, lane);
    }
    return lane;
  }

  #flush(subject: string, lane: Lane): void {
    while (lane.length > 0 && lane.inFlight < this.#inFlightMax) {
      const batch = lane.take();
      if (batch.length === 0) break;
      lane.inFlight += 1;
      void this.#deliver(subject, lane, batch).finally(() => {
        lane.inFlight -= 1;
        this.#flush(subject, lane);
      });
    }
    if (lane.length === 0 && lane.inFlight === 0) this.#lanes.delete(subject);
  }

  /** Sends commands until each has an outcome that will not change, or its deadline has come. */
  async #deliver(subject: string, lane: Lane, batch: readonly Waiting[]): Promise<void> {
    let open = batch;
    /** Those of which an earlier attempt may have reached the service: it is not known that nothing was done. */
    const doubtful = new Set<Waiting>();
    this.#budget.sent();
    for (let attempt = 1; open.length > 0; attempt++) {
      const longer = Math.max(this.#attemptMs, ATTEMPT_MAX_MS);
      const attemptMs = Math.min(this.#attemptMs * 2 ** (attempt - 1), longer);
      const answers = await this.#attempt(subject, open, attemptMs);
      const refusal = refusalOf(answers);
      const outcomes = open.map(({ id }, index) => {
        if (refusal !== undefined) return { ...refusal, id };
        const outcome = answers[index] ?? unknownOutcome(id, 'TIMEOUT');
        // What our own repeat met is the outcome of the first attempt.
        return attempt > 1 && outcome.status === 'duplicate' ? outcome.original : outcome;
      });
      lane.isBusy = outcomes.some(({ status }) => status === 'overloaded');
      // Beyond the budget repeats come rarely; they do not end, as whoever is away may come back in time.
      const spent = outcomes.some(isTransient) && !this.#budget.take();
      const wait = spent
        ? BEYOND_BUDGET_MS * (0.5 + this.#runtime.random())
        : backOffMs(attempt, this.#runtime.random());
      const retryAt = this.#runtime.monotonicMs() + wait;
      open = open.filter((waiting, index) => {
        const outcome = outcomes[index]!;
        if (isTransient(outcome) && retryAt < waiting.deadline) {
          if (outcome.status === 'unknown') doubtful.add(waiting);
          return true;
        }
        // Turned away now, but perhaps not before.
        const known = outcome.status !== 'overloaded' || !doubtful.has(waiting);
        waiting.settle(known ? outcome : unknownOutcome(waiting.id, 'TIMEOUT'));
        return false;
      });
      if (open.length > 0) await sleep(this.#runtime, wait);
    }
  }

  async #attempt(
    subject: string,
    open: readonly Waiting[],
    attemptMs: number,
  ): Promise<readonly Outcome[]> {
    const earliest = Math.min(...open.map((waiting) => waiting.deadline));
    const timeoutMs = Math.max(1, Math.min(earliest - this.#runtime.monotonicMs(), attemptMs));
    const batch = `{"commands":[${open.map(({ text }) => text).join(',')}]}`;
    const answer = await this.#send(subject, encoder.encode(batch), timeoutMs);
    return typeof answer === 'string' ? open.map(({ id }) => unknownOutcome(id, answer)) : answer;
  }
}

/** Why a message was not divided into commands at all: it is one answer that names none of them, and it is every command's. */
function refusalOf(answers: readonly Outcome[]): Invalid | Overloaded | Unknown | undefined {
  const [first] = answers;
  if (answers.length !== 1 || first === undefined || first.id !== undefined) return undefined;
  return first.status === 'invalid' || first.status === 'overloaded' || first.status === 'unknown'
    ? first
    : undefined;
}

function tooLarge(id: string, bytes: number): Invalid {
  const message = `a command of ${bytes} bytes; a message has at most ${MESSAGE_BYTES_MAX}`;
  return { status: 'invalid', id, code: 'MESSAGE_TOO_LARGE', message };
}
