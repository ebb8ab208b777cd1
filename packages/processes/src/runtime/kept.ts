import { natsEntry, type NatsEntry } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';

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

/** Another instance has written meanwhile what a process keeps: this one acts no longer. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
  readonly code = 'SUPERSEDED';
}

/** What a process keeps between runs. Writing throws SupersededError where another instance has written since it was read. */
export interface Kept {
  /** Commit position up to which it has dealt with everything; undefined: it has never run. */
  checkpoint(): Promise<bigint | undefined>;
  advance(position: bigint): Promise<void>;
  parked(): Promise<readonly ParkedFact[]>;
  park(parked: readonly ParkedFact[]): Promise<void>;
  /** Rejects with the first SupersededError. */
  readonly superseded: Promise<never>;
}

/** One text that is written by comparing and setting. */
export type KeptEntry = Pick<NatsEntry, 'read' | 'write'>;

/** Bucket of the process managers; declared with the streams under infra/nats. */
const BUCKET = 'PROCESSES';

/**
 * Kept in NATS's key-value store. Where that is lost, a process begins with the first fact again: its commands have the same
 * ids, so aggregates, which remember all their commands, do nothing twice.
 * @throws NatsError where NATS does not answer.
 */
export async function keptInNats(nats: NatsConnection, process: string): Promise<Kept> {
  const [checkpoint, parked] = await Promise.all(
    [`${process}.checkpoint`, `${process}.parked`].map((key) => natsEntry(nats, BUCKET, key)),
  );
  return keptIn(checkpoint as KeptEntry, parked as KeptEntry);
}

/**
 * Kept in two entries. Each write names the one before it: an instance that was frozen while another one took over must not
 * put its own list over what the other has parked.
 */
export function keptIn(checkpoint: KeptEntry, parked: KeptEntry): Kept {
  const { promise: superseded, reject } = Promise.withResolvers<never>();
  // It is for who waits for it; where nobody does, the write itself has failed.
  superseded.catch(() => undefined);
  const [position, facts] = [new Fenced(checkpoint, reject), new Fenced(parked, reject)];
  return {
    superseded,
    async checkpoint() {
      const text = await position.read();
      return text === '' ? undefined : BigInt(text);
    },
    advance: (to) => position.write(`${to}`),
    async parked() {
      const text = await facts.read();
      return text === '' ? [] : (JSON.parse(text) as readonly ParkedFact[]);
    },
    park: (all) => facts.write(JSON.stringify(all)),
  };
}

class Fenced {
  readonly #entry: KeptEntry;
  readonly #onSuperseded: (error: SupersededError) => void;
  #revision = 0;

  constructor(entry: KeptEntry, onSuperseded: (error: SupersededError) => void) {
    this.#entry = entry;
    this.#onSuperseded = onSuperseded;
  }

  /** Empty where there is nothing. */
  async read(): Promise<string> {
    const { text, revision } = (await this.#entry.read()) ?? { text: '', revision: 0 };
    this.#revision = revision;
    return text;
  }

  /** A write whose answer was lost makes the next one fail, too: what is kept is read anew by the next start. */
  async write(text: string): Promise<void> {
    const written = await this.#entry.write(text, this.#revision);
    if (written !== undefined) {
      this.#revision = written;
      return;
    }
    const error = new SupersededError('what this process keeps was written by another instance');
    this.#onSuperseded(error);
    throw error;
  }
}
