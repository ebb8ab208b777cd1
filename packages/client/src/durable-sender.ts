import { HEADERS, type OutcomeBatch, type Outcome } from '@bellwether/domain';
import {
  createInbox,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from 'nats';
import type { Silence } from './batcher.ts';

/** How long the queue may take to say that it has a message, ms. */
const QUEUED_MS = 2_000;

/** JetStream's answer to a published message. */
interface PubAck {
  readonly error?: { readonly description?: string };
}

/** Sends messages through the queue of durable commands, and waits for their outcomes in an inbox of its own. */
export class DurableSender {
  readonly #connection: NatsConnection;
  readonly #inbox: string;
  readonly #headersFor: (message: Uint8Array) => MsgHdrs | undefined;
  readonly #waiting = new Map<string, (outcomes: readonly Outcome[]) => void>();
  #replies: Subscription | undefined;
  #next = 0;

  /**
   * @param prefix of the user's inboxes, the only ones that it may read.
   * @param headersFor what a message needs beside its data.
   */
  constructor(
    connection: NatsConnection,
    prefix: string,
    headersFor: (message: Uint8Array) => MsgHdrs | undefined = () => undefined,
  ) {
    this.#connection = connection;
    this.#headersFor = headersFor;
    this.#inbox = createInbox(prefix);
  }

  /** Resolves with the outcomes, with RECEIVED when only the queue has answered in time, or with why it has not. */
  async send(
    subject: string,
    message: Uint8Array,
    timeoutMs: number,
  ): Promise<readonly Outcome[] | Silence> {
    this.#replies ??= this.#subscribe();
    const replyTo = `${this.#inbox}.${this.#next++}`;
    const answered = new Promise<readonly Outcome[]>((resolve) =>
      this.#waiting.set(replyTo, resolve),
    );
    try {
      return await this.#sendAndWait(subject, message, timeoutMs, replyTo, answered);
    } finally {
      this.#waiting.delete(replyTo);
    }
  }

  async #sendAndWait(
    subject: string,
    message: Uint8Array,
    timeoutMs: number,
    replyTo: string,
    answered: Promise<readonly Outcome[]>,
  ): Promise<readonly Outcome[] | Silence> {
    const started = performance.now();
    const named = this.#headersFor(message) ?? headers();
    named.set(HEADERS.replyTo, replyTo);
    try {
      const timeout = Math.min(timeoutMs, QUEUED_MS);
      const reply = await this.#connection.request(subject, message, { timeout, headers: named });
      // A queue that is full refuses: nothing will happen with the message.
      if (reply.json<PubAck>().error !== undefined) return 'UNAVAILABLE';
    } catch {
      // Whether the queue has it is not known; an outcome that comes all the same is not waited for.
      return 'TIMEOUT';
    }
    const left = Math.max(0, timeoutMs - (performance.now() - started));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Silence>((resolve) => {
      timer = setTimeout(() => resolve('RECEIVED'), left);
    });
    try {
      return await Promise.race([answered, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #subscribe(): Subscription {
    return this.#connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error !== null) return;
        const outcomes = outcomesIn(message);
        if (outcomes !== undefined) this.#waiting.get(message.subject)?.(outcomes);
      },
    });
  }
}

/** Undefined for what is no answer of the write side: it is waited on for one that is. */
function outcomesIn(message: Msg): readonly Outcome[] | undefined {
  try {
    return message.json<OutcomeBatch>().outcomes;
  } catch {
    return undefined;
  }
}
