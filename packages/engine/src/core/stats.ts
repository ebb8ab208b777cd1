/** What became of a wish for a core or a priority. */
export interface Placement {
  readonly requested: number;
  readonly applied: boolean;
  /** Why not, or how it was verified. */
  readonly detail: string;
}

export interface EngineStats {
  readonly commands: number;
  readonly events: number;
  /** Batches of commands executed between two publications of events. */
  readonly batches: number;
  readonly largestBatch: number;
  /** Commands waiting in the inbound ring and events waiting in the outbound one. */
  readonly inboundDepth: number;
  readonly outboundDepth: number;
  /** Times the engine thread went to sleep for want of commands, and waited for its events to be read. */
  readonly parks: number;
  readonly outboundWaits: number;
  /** Times the engine thread slept on although commands were there; above 0 something is wrong. */
  readonly missedWakeUps: number;
  readonly orders: number;
  readonly orderCapacity: number;
  /** Service time of every 256th command in nanoseconds, clock cost included; zeros before the first sample. */
  readonly serviceTime: {
    readonly samples: number;
    readonly p50: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
  /** Share of the thread's time spent outside of waiting, 0 … 1. For the inline engine that of the calling thread's event loop. */
  readonly utilisation: number;
  readonly pinning?: Placement;
  readonly priority?: Placement;
}
