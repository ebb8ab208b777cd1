import { GRPC, GrpcError } from './status.ts';

/** How much of requests that have not arrived in full may be held, and for how long. */
export interface UnfinishedLimits {
  /** Bytes of all calls of one connection. */
  readonly connectionBytes: number;
  /** Bytes of all calls of all connections. */
  readonly totalBytes: number;
  /** Milliseconds that a request, or a message of an endless call, may take to arrive. */
  readonly arrivalMs: number;
}

const MEBIBYTE = 1024 * 1024;

export const UNFINISHED_LIMITS: UnfinishedLimits = {
  connectionBytes: 40 * MEBIBYTE,
  totalBytes: 128 * MEBIBYTE,
  arrivalMs: 30_000,
};

/** What one call holds. */
export interface Holding {
  /** Says how many bytes it holds now; 0 ends the time that it may take, unless a request is due. */
  holds(bytes: number): void;
  /** For calls whose request is due at once: the time runs from now on until it is released. */
  expect(): void;
  release(): void;
}

interface Holder {
  readonly connection: object;
  readonly refuse: (error: GrpcError) => void;
  bytes: number;
  isDue: boolean;
  /** Monotonic clock, ms; undefined while nothing is unfinished. */
  since: number | undefined;
}

/** What has arrived of unfinished requests, over all connections. It is work and memory spent on those who may never be known. */
export class Unfinished {
  private readonly limits: UnfinishedLimits;
  private readonly holders = new Set<Holder>();
  private readonly connections = new Map<object, number>();
  private total = 0;

  constructor(limits: UnfinishedLimits) {
    this.limits = limits;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.total;
  }

  /** `refuse` ends the call, which then releases what it holds. */
  hold(connection: object, refuse: (error: GrpcError) => void): Holding {
    const holder: Holder = { connection, refuse, bytes: 0, isDue: false, since: undefined };
    let isReleased = false;
    this.holders.add(holder);
    return {
      holds: (bytes) => {
        if (isReleased) return;
        const change = bytes - holder.bytes;
        this.count(holder, change);
        const isWaiting = bytes > 0 || holder.isDue;
        holder.since = isWaiting ? (holder.since ?? performance.now()) : undefined;
        if (change > 0) this.enforce(holder);
      },
      expect: () => {
        holder.isDue = true;
        holder.since ??= performance.now();
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.holders.delete(holder);
        this.count(holder, -holder.bytes);
      },
    };
  }

  /** Refuses what has taken too long; called about once a second. */
  sweep(): void {
    const before = performance.now() - this.limits.arrivalMs;
    for (const { since, refuse } of this.holders)
      if (since !== undefined && since < before)
        refuse(
          new GrpcError(
            GRPC.DEADLINE_EXCEEDED,
            `the request had not arrived after ${this.limits.arrivalMs} ms`,
          ),
        );
  }

  private count(holder: Holder, change: number): void {
    if (change === 0) return;
    const { connection } = holder;
    holder.bytes += change;
    this.total += change;
    const bytes = (this.connections.get(connection) ?? 0) + change;
    if (bytes === 0) this.connections.delete(connection);
    else this.connections.set(connection, bytes);
  }

  /** Over the limit of a connection its newest bytes are refused; over that of all, whoever holds most. */
  private enforce(holder: Holder): void {
    const { connectionBytes, totalBytes } = this.limits;
    if ((this.connections.get(holder.connection) ?? 0) > connectionBytes)
      holder.refuse(tooMuch(`a connection had ${connectionBytes} bytes of unfinished requests`));
    while (this.total > totalBytes) {
      let largest = holder;
      for (const other of this.holders) if (other.bytes > largest.bytes) largest = other;
      if (!this.holders.has(largest)) return;
      const before = this.total;
      largest.refuse(tooMuch(`all connections had ${totalBytes} bytes of unfinished requests`));
      if (this.total === before) return;
    }
  }
}

const tooMuch = (what: string): GrpcError => new GrpcError(GRPC.RESOURCE_EXHAUSTED, what);
