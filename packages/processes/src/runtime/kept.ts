import { JSONCodec, type KV, type NatsConnection } from 'nats';

/** A fact that a process could not deal with, or that waits behind such a one. */
export interface ParkedFact {
  readonly key: string;
  /** Commit position of its event, and its place in it. */
  readonly position: string;
  readonly index: number;
  readonly type: string;
  /** Why; undefined: it waits behind an earlier fact of its key. */
  readonly error?: string | undefined;
  /** When, UTC. */
  readonly at: string;
}

/** What a process keeps between runs. */
export interface Kept {
  /** Commit position up to which it has dealt with everything; undefined: it has never run. */
  checkpoint(): Promise<bigint | undefined>;
  advance(position: bigint): Promise<void>;
  parked(): Promise<readonly ParkedFact[]>;
  park(parked: readonly ParkedFact[]): Promise<void>;
}

/** Bucket of the process managers; declared with the streams under infra/nats. */
const BUCKET = 'PROCESSES';

const codec = JSONCodec<readonly ParkedFact[]>();

/**
 * Kept in NATS's key-value store. Where that is lost, a process begins with the first fact again: its commands have the same
 * ids, so they have no further effect.
 * @throws NatsError where NATS does not answer.
 */
export async function keptInNats(nats: NatsConnection, process: string): Promise<Kept> {
  const bucket: KV = await nats.jetstream().views.kv(BUCKET, { bindOnly: true });
  const [checkpoint, parked] = [`${process}.checkpoint`, `${process}.parked`];
  return {
    async checkpoint() {
      const entry = await bucket.get(checkpoint);
      return entry === null ? undefined : BigInt(entry.string());
    },
    advance: async (position) => void (await bucket.put(checkpoint, `${position}`)),
    async parked() {
      const entry = await bucket.get(parked);
      return entry === null ? [] : codec.decode(entry.value);
    },
    park: async (facts) => void (await bucket.put(parked, codec.encode(facts))),
  };
}
