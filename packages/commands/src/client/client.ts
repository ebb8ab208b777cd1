import {
  readCommand,
  writeCommand,
  type AccountCommand,
  type Command,
  type CommandId,
  type InstrumentCommand,
  type OrderCommand,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform';
import { ErrorCode, NatsError, type NatsConnection } from 'nats';
import type { OutcomeBatch } from '../intake/message.ts';
import { ONE_PARTITION, routeOf, subjectOf, type Partitioning } from '../intake/routes.ts';
import type { Outcome } from '../outcome.ts';
import { Batcher, unknownOutcome } from './batcher.ts';

export interface CommandClientOptions {
  readonly connection: NatsConnection;
  /** The NATS user of the connection. */
  readonly user: string;
  readonly partitioning?: Partitioning;
  /** How long a command may take altogether, repeats included, ms. Default 5,000. */
  readonly deadlineMs?: number;
}

/** Settings of one call. */
export interface CallOptions {
  /** Id of the command; give the same one to repeat an earlier call. Default: a new UUIDv7. */
  readonly id?: string;
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 5_000;
/** How long one attempt waits for its answer before the command is sent again, ms. */
const ATTEMPT_MS = 2_000;
const RETRY_MIN_MS = 25;
const RETRY_MAX_MS = 500;

type DataOf<T extends Command['type']> = Extract<
  OrderCommand | AccountCommand | InstrumentCommand,
  { type: T }
>['data'];

/**
 * Sends commands and says what became of them. Lost messages and answers are repeated under the same id until the
 * deadline, so a command happens at most once however often it travels. Outcomes are values; only misuse throws.
 */
export class CommandClient {
  readonly #options: CommandClientOptions;
  readonly #batcher: Batcher;

  constructor(options: CommandClientOptions) {
    this.#options = options;
    this.#batcher = new Batcher((subject, message, timeoutMs) =>
      this.#request(subject, message, timeoutMs),
    );
  }

  placeOrder(data: DataOf<'PlaceOrder'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'PlaceOrder', data }, options);
  }

  cancelOrder(data: DataOf<'CancelOrder'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'CancelOrder', data }, options);
  }

  replaceOrder(data: DataOf<'ReplaceOrder'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'ReplaceOrder', data }, options);
  }

  openAccount(data: DataOf<'OpenAccount'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'OpenAccount', data }, options);
  }

  depositCash(data: DataOf<'DepositCash'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'DepositCash', data }, options);
  }

  withdrawCash(data: DataOf<'WithdrawCash'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'WithdrawCash', data }, options);
  }

  depositSecurities(data: DataOf<'DepositSecurities'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'DepositSecurities', data }, options);
  }

  listInstrument(data: DataOf<'ListInstrument'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'ListInstrument', data }, options);
  }

  haltInstrument(data: DataOf<'HaltInstrument'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'HaltInstrument', data }, options);
  }

  resumeInstrument(data: DataOf<'ResumeInstrument'>, options?: CallOptions): Promise<Outcome> {
    return this.send({ type: 'ResumeInstrument', data }, options);
  }

  /** Sends any command. */
  async send(command: Command, options: CallOptions = {}): Promise<Outcome> {
    const id = (options.id ?? newId()) as CommandId;
    // Checked before it is sent: ids become part of the subject.
    const read = readCommand(writeCommand(id, command));
    if (!read.ok) return { status: 'invalid', ...read.error };
    const { partitioning = ONE_PARTITION, user, deadlineMs = DEADLINE_MS } = this.#options;
    const subject = subjectOf(routeOf(command, partitioning), user);
    const deadline = performance.now() + (options.deadlineMs ?? deadlineMs);
    let last: Outcome | undefined;
    for (let delay = RETRY_MIN_MS; ; delay = Math.min(delay * 2, RETRY_MAX_MS)) {
      const now = performance.now();
      const outcome = await this.#batcher.submit(
        subject,
        id,
        command,
        Math.min(deadline, now + ATTEMPT_MS),
      );
      if (outcome !== undefined && !isTransient(outcome)) return outcome;
      last = outcome ?? last;
      const wait = delay * (0.5 + Math.random());
      if (performance.now() + wait >= deadline) return last ?? unknownOutcome(id, this.#silence());
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Whether silence means that nobody is there, or only that the answer is late. */
  #silence(): 'UNAVAILABLE' | 'TIMEOUT' {
    return this.#nobodyThere || this.#options.connection.isClosed() ? 'UNAVAILABLE' : 'TIMEOUT';
  }

  #nobodyThere = false;

  async #request(
    subject: string,
    message: Uint8Array,
    timeoutMs: number,
  ): Promise<readonly Outcome[]> {
    try {
      const reply = await this.#options.connection.request(subject, message, {
        timeout: timeoutMs,
      });
      this.#nobodyThere = false;
      return (reply.json() as OutcomeBatch).outcomes;
    } catch (error) {
      this.#nobodyThere =
        error instanceof NatsError && error.code !== (ErrorCode.Timeout as string);
      throw error;
    }
  }
}

/** Whether asking again may bring another answer. */
function isTransient(outcome: Outcome): boolean {
  return outcome.status === 'overloaded' || outcome.status === 'unknown';
}
