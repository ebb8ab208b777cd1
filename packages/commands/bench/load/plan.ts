/** What a load generator is to do. */
export interface LoadPlan {
  readonly natsUrl: string;
  readonly user: string;
  readonly password: string;
  readonly subject: string;
  /** Orders per second, due at even times; 0: as fast as answers come back (closed loop). */
  readonly rate: number;
  readonly seconds: number;
  /** Most orders of one message; 1 sends each by itself. */
  readonly batch: number;
  /** Most messages under way. */
  readonly inFlight: number;
  readonly seed: number;
}

/** What came of it. Latencies run from when an order was due, not from when it could be sent. */
export interface LoadResult {
  readonly sent: number;
  readonly answered: number;
  /** Orders whose message was not answered. */
  readonly silent: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly latencyMs: {
    readonly p50: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
  /** How late a timer of 1 ms was in the generator itself: what of the latency is the machine's. */
  readonly hiccupMs: { readonly p99: number; readonly max: number };
  readonly messages: number;
  readonly cpuUsPerOrder: number;
}
