import {
  checkCommand,
  writeCommand,
  type Command,
  type CommandId,
  type InstrumentId,
  HEADERS,
  routeOf,
  subjectOf,
  type SendMode,
  type Outcome,
  type SentMessage,
  type OutcomeBatch,
} from '@bellwether/domain';
import { inboxPrefix } from '@bellwether/platform/nats';
import { sleep, systemRuntime, type Runtime } from '@bellwether/platform/runtime';
import { type Signer, signMessage } from '@bellwether/platform/signing';
import { ErrorCode, headers, NatsError, type MsgHdrs, type NatsConnection } from 'nats';
import { Announcements } from './announcements.ts';
import { Batcher, type Silence } from './batcher.ts';
import { Breakers } from './breakers.ts';
import { CommandSender, type CallOptions } from './command-methods.ts';
import { backOffMs } from './retry.ts';
import { DurableSender } from './durable-sender.ts';

export interface CommandClientOptions {
  readonly connection: NatsConnection;
  /** The NATS user of the connection. */
  readonly user: string;
  /** Signs messages: who speaks for others must. */
  readonly signer?: Signer;
  /** Number of trading partitions; default 1. A wrong one costs a detour for each instrument, no more. */
  readonly partitions?: number;
  /** How commands travel where a call does not say. Default `request`. */
  readonly mode?: SendMode;
  /** How long a command may take altogether, repeats included, ms. Default 5,000. */
  readonly deadlineMs?: number;
  /** Messages under way to one destination, default 4; 1 keeps the order of commands even when messages are lost. */
  readonly inFlight?: number;
}

const DEADLINE_MS = 5_000;
/** Times that a command follows its instrument to another partition. */
const REDIRECTIONS_MAX = 3;
/** Messages under way to one destination: enough to keep it busy, few enough that messages grow under load. */
const IN_FLIGHT = 4;

/**
 * Sends commands and says what became of them. Lost messages and answers are repeated under the same id until the
 * deadline, so a command happens at most once however often it travels. Outcomes are values; only misuse throws.
 */
export class CommandClient extends CommandSender {
  readonly #options: CommandClientOptions;
  readonly #batchers: Readonly<Record<SendMode, Batcher>>;
  readonly #breakers = new Breakers();
  readonly #runtime: Runtime = systemRuntime();
  /** Instruments that are not where their ids fall, as their partitions have said. */
  readonly #directory = new Map<InstrumentId, number>();

  constructor(options: CommandClientOptions) {
    super();
    this.#options = options;
    const { connection, user, inFlight = IN_FLIGHT } = options;
    const durable = new DurableSender(connection, inboxPrefix(user), (data) =>
      this.#headersFor(data),
    );
    const announcements = new Announcements(connection, (isConcerned) =>
      this.#breakers.forget(isConcerned),
    );
    this.#batchers = {
      request: new Batcher(
        (subject, message, timeoutMs) =>
          this.#breakers.send(subject, () =>
            announcements.orServedAnew(subject, this.#request(subject, message, timeoutMs)),
          ),
        this.#runtime,
        inFlight,
      ),
      // What the queue has is decided in its own time: it is waited for, not sent again.
      durable: new Batcher(
        (subject, message, timeoutMs) => durable.send(subject, message, timeoutMs),
        this.#runtime,
        inFlight,
        Number.POSITIVE_INFINITY,
      ),
    };
  }

  /** Sends any command. */
  override async send(command: Command, options: CallOptions = {}): Promise<Outcome> {
    const id = (options.id ?? this.#runtime.newId()) as CommandId;
    const { actor, correlationId } = options;
    const isAlone = actor === undefined && correlationId === undefined;
    const written = writeCommand(id, command);
    const message = isAlone ? written : { ...written, actor, correlationId };
    // Checked before it is sent: ids become part of the subject.
    const wrong = checkCommand(message);
    if (wrong !== undefined) return { status: 'invalid', ...wrong };
    const { deadlineMs = DEADLINE_MS } = this.#options;
    const mode = options.mode ?? this.#options.mode ?? 'request';
    const deadline = this.#runtime.monotonicMs() + (options.deadlineMs ?? deadlineMs);
    let outcome = await this.#submit(command, message, mode, deadline);
    for (let hops = 0; hops < REDIRECTIONS_MAX && this.#isMisdirected(command, outcome); hops++) {
      // Partitions that send each other the command are about to agree: the instrument is on its way.
      if (hops > 0) await sleep(this.#runtime, backOffMs(hops, this.#runtime.random()));
      outcome = await this.#submit(command, message, mode, deadline);
      // The queue has taken it to the right partition by itself.
      if (mode === 'durable' && outcome.status === 'duplicate') outcome = outcome.original;
    }
    return outcome;
  }

  #submit(
    command: Command,
    message: SentMessage,
    mode: SendMode,
    deadline: number,
  ): Promise<Outcome> {
    const { partitions = 1, user } = this.#options;
    const route = routeOf(command, { partitions, directory: this.#directory });
    const subject = subjectOf(route, user, mode);
    return this.#batchers[mode].submit(subject, message, deadline);
  }

  /** Whether another partition trades the instrument; then it is noted for the next time. */
  #isMisdirected(command: Command, outcome: Outcome): boolean {
    if (outcome.status !== 'invalid' || outcome.partition === undefined) return false;
    if (!('instrumentId' in command.data)) return false;
    this.#directory.set(command.data.instrumentId, outcome.partition);
    return true;
  }

  #headersFor(message: Uint8Array): MsgHdrs | undefined {
    const { signer, user } = this.#options;
    if (signer === undefined) return undefined;
    const named = headers();
    named.set(HEADERS.signature, signMessage(signer, user, message));
    return named;
  }

  async #request(
    subject: string,
    message: Uint8Array,
    timeoutMs: number,
  ): Promise<readonly Outcome[] | Silence> {
    const waiting = this.#headersFor(message) ?? headers();
    waiting.set(HEADERS.waitsMs, `${Math.ceil(timeoutMs)}`);
    try {
      const options = { timeout: timeoutMs, headers: waiting };
      const reply = await this.#options.connection.request(subject, message, options);
      return (reply.json() as OutcomeBatch).outcomes;
    } catch (error) {
      return error instanceof NatsError && error.code === (ErrorCode.Timeout as string)
        ? 'TIMEOUT'
        : 'UNAVAILABLE';
    }
  }
}
