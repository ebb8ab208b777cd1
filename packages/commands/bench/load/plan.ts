/** What a load generator is to do. */
export interface LoadPlan {
  readonly natsUrl: string;
  readonly user: string;
  readonly password: string;
  readonly subject: string;
  /** `durable`: through the work queue, the answer in an inbox; `request`: asked and answered. */
  readonly mode: 'request' | 'durable';
  /** Orders per second, due at even times; 0: as fast as answers come back (closed loop). */
  readonly rate: number;
  readonly seconds: number;
  /** Most orders of one message; 1 sends each by itself. */
  readonly batch: number;
  /** Whether orders wait until they fill a message. */
  readonly full?: boolean;
  /** Whether messages are made beforehand, full ones without cancels: a flood then costs the machine little. */
  readonly prepared?: boolean;
  /** Most messages under way. */
  readonly inFlight: number;
  readonly seed: number;
  /** Share of cancels and of orders that trade at once; default: as in `order-flow.ts`. */
  readonly cancels?: number;
  readonly takes?: number;
}

/** Distribution of a time, ms. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What came of it. Latencies run from when an order was due, not from when it could be sent. */
export interface LoadResult {
  readonly sent: number;
  readonly answered: number;
  /** Orders whose message was not answered. */
  readonly silent: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Orders decided: answered, and not turned away. */
  readonly perSecond: number;
  /** From when its message was sent to its outcome, by status. */
  readonly answerMs: Readonly<Record<string, Percentiles>>;
  /** When no more was sent, ms since 1970, and how long the last answers took from then on, ms. */
  readonly endedAt: number;
  readonly drainMs: number;
  readonly latencyMs: Percentiles;
  /** How late the generator sent what was due: its own part of the latency. */
  readonly sendLagMs: Percentiles;
  readonly messages: number;
  readonly cpuUsPerOrder: number;
}
