// The load generator, a process of its own: reads a LoadPlan from its parent, sends it the LoadResult.
import { once } from 'node:events';
import { connectNats, createLogger } from '@bellwether/platform';
import { build, type Histogram } from 'hdr-histogram-js';
import type { NatsConnection } from 'nats';
import { OrderFlow } from './order-flow.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

const TIMEOUT_MS = 10_000;
const MICROSECONDS = 1_000;
const encoder = new TextEncoder();

class Load {
  readonly #plan: LoadPlan;
  readonly #connection: NatsConnection;
  readonly #flow: OrderFlow;
  readonly #latency = histogram();
  readonly #outcomes: Record<string, number> = {};
  #inFlight = 0;
  #sent = 0;
  #answered = 0;
  #silent = 0;
  #messages = 0;

  constructor(plan: LoadPlan, connection: NatsConnection) {
    this.#plan = plan;
    this.#connection = connection;
    this.#flow = new OrderFlow(plan.seed, Date.now());
  }

  async run(): Promise<LoadResult> {
    const { seconds } = this.#plan;
    const hiccups = watchHiccups();
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    const endsAt = startedAt + seconds * 1_000;
    while (performance.now() < endsAt) {
      this.#sendDue(startedAt, performance.now());
      await turn();
    }
    while (this.#inFlight > 0) await turn();
    const elapsed = (performance.now() - startedAt) / 1_000;
    const used = process.cpuUsage(cpu);
    return {
      sent: this.#sent,
      answered: this.#answered,
      silent: this.#silent,
      outcomes: this.#outcomes,
      perSecond: Math.round(this.#answered / elapsed),
      latencyMs: {
        p50: at(this.#latency, 50),
        p99: at(this.#latency, 99),
        p999: at(this.#latency, 99.9),
        max: this.#latency.maxValue / MICROSECONDS,
      },
      hiccupMs: hiccups(),
      messages: this.#messages,
      cpuUsPerOrder: Number(((used.user + used.system) / Math.max(this.#sent, 1)).toFixed(1)),
    };
  }

  /** Sends what is due; what finds no room waits, and its waiting counts. */
  #sendDue(startedAt: number, now: number): void {
    const { rate, batch, inFlight } = this.#plan;
    const due = rate === 0 ? Infinity : Math.floor(((now - startedAt) * rate) / 1_000);
    while (this.#sent < due && this.#inFlight < inFlight) {
      const count = Math.min(batch, due - this.#sent);
      const first = this.#sent;
      this.#flow.stamp(Date.now());
      const commands = Array.from({ length: count }, () => this.#flow.next());
      this.#sent += count;
      const dueAt = (index: number): number =>
        rate === 0 ? now : startedAt + ((first + index) * 1_000) / rate;
      void this.#request(`{"commands":[${commands.join(',')}]}`, count, dueAt);
    }
  }

  async #request(text: string, count: number, dueAt: (index: number) => number): Promise<void> {
    this.#inFlight += 1;
    this.#messages += 1;
    try {
      const data = encoder.encode(text);
      const reply = await this.#connection.request(this.#plan.subject, data, {
        timeout: TIMEOUT_MS,
      });
      const now = performance.now();
      const { outcomes } = JSON.parse(reply.string()) as { outcomes: { status: string }[] };
      for (const [index, { status }] of outcomes.entries()) {
        this.#outcomes[status] = (this.#outcomes[status] ?? 0) + 1;
        this.#latency.recordValue(Math.max(1, Math.round((now - dueAt(index)) * MICROSECONDS)));
      }
      this.#answered += outcomes.length;
    } catch {
      this.#silent += count;
    } finally {
      this.#inFlight -= 1;
    }
  }
}

function histogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });
}

function at(recorded: Histogram, percentile: number): number {
  return recorded.getValueAtPercentile(percentile) / MICROSECONDS;
}

/** Measures how much later than asked a 1 ms timer fires; the returned function ends it. */
function watchHiccups(): () => LoadResult['hiccupMs'] {
  const late = histogram();
  let before = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    late.recordValue(Math.max(1, Math.round((now - before - 1) * MICROSECONDS)));
    before = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return { p99: at(late, 99), max: late.maxValue / MICROSECONDS };
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
const result = await new Load(plan, connection).run();
await connection.close();
process.send?.(result);
process.disconnect();
