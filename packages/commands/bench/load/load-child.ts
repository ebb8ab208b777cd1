// The load generator, a process of its own: reads a LoadPlan from its parent, sends it the LoadResult.
import { once } from 'node:events';
import { DurableSender } from '@bellwether/client/durable-sender';
import type { OutcomeBatch } from '@bellwether/domain';
import { createLogger } from '@bellwether/platform/log';
import { connectNats, inboxPrefix } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { OrderFlow } from './order-flow.ts';
import { Latencies } from './percentiles.ts';
import { PreparedMessages } from './prepared-messages.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

const TIMEOUT_MS = 10_000;
/** Orders sent before sockets are read again: a generator that does not listen is cut off. */
const SENT_AT_ONCE_MAX = 2_000;
const encoder = new TextEncoder();

interface Answer {
  readonly status: string;
  /** Absent where a whole message has one answer. */
  readonly id?: string;
}

/** Outcomes of a message; undefined where it was not answered. */
type Ask = (message: Uint8Array) => Promise<readonly Answer[] | undefined>;

class Load {
  readonly #plan: LoadPlan;
  readonly #ask: Ask;
  readonly #flow: OrderFlow;
  readonly #prepared: PreparedMessages | undefined;
  readonly #latency = new Latencies();
  readonly #sendLag = new Latencies();
  readonly #answers: Record<string, Latencies> = {};
  readonly #outcomes: Record<string, number> = {};
  #inFlight = 0;
  #sent = 0;
  #answered = 0;
  #silent = 0;
  #messages = 0;

  constructor(plan: LoadPlan, ask: Ask) {
    this.#plan = plan;
    this.#ask = ask;
    this.#flow = new OrderFlow(plan.seed, Date.now(), plan.cancels, plan.takes);
    this.#prepared =
      plan.prepared === true ? new PreparedMessages(this.#flow, plan.batch) : undefined;
  }

  async run(): Promise<LoadResult> {
    const { seconds } = this.#plan;
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    const endsAt = startedAt + seconds * 1_000;
    while (performance.now() < endsAt) {
      this.#sendDue(startedAt, performance.now());
      await turn();
    }
    const [endedAt, stoppedAt] = [Date.now(), performance.now()];
    while (this.#inFlight > 0) await turn();
    const elapsed = (performance.now() - startedAt) / 1_000;
    const used = process.cpuUsage(cpu);
    return {
      sent: this.#sent,
      answered: this.#answered,
      silent: this.#silent,
      outcomes: this.#outcomes,
      perSecond: Math.round((this.#answered - (this.#outcomes['overloaded'] ?? 0)) / elapsed),
      answerMs: Object.fromEntries(
        Object.entries(this.#answers).map(([status, times]) => [status, times.summary()]),
      ),
      endedAt,
      drainMs: Math.round(performance.now() - stoppedAt),
      latencyMs: this.#latency.summary(),
      sendLagMs: this.#sendLag.summary(),
      messages: this.#messages,
      cpuUsPerOrder: Number(((used.user + used.system) / Math.max(this.#sent, 1)).toFixed(1)),
    };
  }

  /** Sends what is due; what finds no room waits, and its waiting counts. */
  #sendDue(startedAt: number, now: number): void {
    const { rate, batch, inFlight, full = false } = this.#plan;
    const all = rate === 0 ? Infinity : Math.floor(((now - startedAt) * rate) / 1_000);
    const due = Math.min(all, this.#sent + SENT_AT_ONCE_MAX);
    const least = full ? batch : 1;
    while (this.#sent + least <= due && this.#inFlight < inFlight) {
      const count = Math.min(batch, due - this.#sent);
      const first = this.#sent;
      const message = this.#prepared?.next(Date.now()) ?? this.#made(count);
      this.#sent += count;
      const dueAt = (index: number): number =>
        rate === 0 ? now : startedAt + ((first + index) * 1_000) / rate;
      this.#sendLag.record(Math.max(0, performance.now() - dueAt(0)), count);
      void this.#request(message, count, dueAt);
    }
  }

  #made(count: number): Uint8Array {
    this.#flow.stamp(Date.now());
    const commands = Array.from({ length: count }, () => this.#flow.next());
    return encoder.encode(`{"commands":[${commands.join(',')}]}`);
  }

  async #request(
    message: Uint8Array,
    count: number,
    dueAt: (index: number) => number,
  ): Promise<void> {
    this.#inFlight += 1;
    this.#messages += 1;
    const sentAt = performance.now();
    const answers = await this.#ask(message);
    this.#inFlight -= 1;
    if (answers === undefined) {
      this.#silent += count;
      return;
    }
    const now = performance.now();
    const [first] = answers;
    const whole = answers.length === 1 && first !== undefined && first.id === undefined;
    if (whole) {
      this.#came(first.status, count, now - sentAt);
      this.#latency.record(now - dueAt(0), count);
    } else
      for (const [index, { status }] of answers.entries()) {
        this.#came(status, 1, now - sentAt);
        this.#latency.record(now - dueAt(index));
      }
  }

  #came(status: string, count: number, ms: number): void {
    this.#answered += count;
    this.#outcomes[status] = (this.#outcomes[status] ?? 0) + count;
    (this.#answers[status] ??= new Latencies()).record(ms, count);
  }
}

function asking(connection: NatsConnection, { subject, user, mode }: LoadPlan): Ask {
  if (mode === 'durable') {
    const sender = new DurableSender(connection, inboxPrefix(user));
    return async (message) => {
      const outcomes = await sender.send(subject, message, TIMEOUT_MS);
      return typeof outcomes === 'string' ? undefined : outcomes;
    };
  }
  return async (message) => {
    try {
      const reply = await connection.request(subject, message, { timeout: TIMEOUT_MS });
      return (JSON.parse(reply.string()) as OutcomeBatch).outcomes;
    } catch {
      return undefined;
    }
  };
}

/** Lets sockets be read; sleeps for a moment when there is nothing to do, to leave the core to the servers. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

const [plan] = (await once(process, 'message')) as [LoadPlan];
const { natsUrl: url, user, password } = plan;
const connection = await connectNats(
  { url, user, password, name: 'load' },
  createLogger('load', 'silent'),
);
const result = await new Load(plan, asking(connection, plan)).run();
await connection.close();
process.send?.(result);
process.disconnect();
