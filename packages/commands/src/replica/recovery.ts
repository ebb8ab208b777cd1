import type { Runtime } from '@bellwether/platform/runtime';
import type { RecoveryProgress } from '@bellwether/platform/service';

/** What a start does one after the other. */
export type RecoveryStep = 'snapshot' | 'journal' | 'fold' | 'commandIndex' | 'books';

/** Facts folded, or orders put back into their books, from one turn of the event loop to the next: some 10 ms. */
const PER_TURN = 1_000;

/**
 * How far a start has come and what took long. It also lets the event loop turn now and then, so that health is answered
 * and a lease is kept while a long journal is folded.
 */
export class Recovery {
  readonly #runtime: Pick<Runtime, 'monotonicMs' | 'nextTurn'>;
  readonly #ms: Record<RecoveryStep, number> = {
    snapshot: 0,
    journal: 0,
    fold: 0,
    commandIndex: 0,
    books: 0,
  };
  #of: number | undefined;
  #facts = 0;
  /** Where reading began: the facts of the snapshot, and the time. */
  #from: { readonly facts: number; readonly atMs: number } | undefined;
  #sinceTurn = 0;

  constructor(runtime: Pick<Runtime, 'monotonicMs' | 'nextTurn'>) {
    this.#runtime = runtime;
  }

  /** Undefined before it is known how much there is. */
  get progress(): RecoveryProgress | undefined {
    if (this.#of === undefined) return undefined;
    const [facts, of] = [this.#facts, Math.max(this.#facts, this.#of)];
    const seconds =
      this.#from === undefined ? 0 : (this.#runtime.monotonicMs() - this.#from.atMs) / 1_000;
    const rate = seconds === 0 ? 0 : (facts - (this.#from?.facts ?? 0)) / seconds;
    return {
      facts,
      of,
      factsPerSecond: Math.round(rate),
      ...(rate === 0 ? {} : { etaSeconds: Math.ceil((of - facts) / rate) }),
    };
  }

  /** How long each step has taken, whole ms. `journal` is reading and decoding. */
  get ms(): Readonly<Record<RecoveryStep, number>> {
    return {
      snapshot: Math.round(this.#ms.snapshot),
      journal: Math.round(this.#ms.journal),
      fold: Math.round(this.#ms.fold),
      commandIndex: Math.round(this.#ms.commandIndex),
      books: Math.round(this.#ms.books),
    };
  }

  /** @param of sequence of the journal's last fact as it is now. */
  begin(of: bigint): void {
    this.#of = Number(of);
  }

  /** Reading begins. @param sequence of the last fact that the snapshot has. */
  reads(sequence: bigint): void {
    this.#facts = Number(sequence);
    this.#from = { facts: this.#facts, atMs: this.#runtime.monotonicMs() };
  }

  /** Notes that a batch was folded. Resolves when the next one may be, undefined: at once. */
  folded(sequence: bigint): Promise<void> | undefined {
    const facts = Number(sequence);
    const more = facts - this.#facts;
    this.#facts = facts;
    return this.turn(more);
  }

  /** @param units of work done since the last call. Resolves when it may go on, undefined: at once. */
  turn(units: number): Promise<void> | undefined {
    this.#sinceTurn += units;
    if (this.#sinceTurn < PER_TURN) return undefined;
    this.#sinceTurn = 0;
    return this.#runtime.nextTurn();
  }

  /** Does something and counts its time to a step. */
  timed<T>(step: RecoveryStep, work: () => T): T {
    const started = this.#runtime.monotonicMs();
    try {
      return work();
    } finally {
      this.#ms[step] += this.#runtime.monotonicMs() - started;
    }
  }

  /** The same for what takes more than one turn; the time that steps within it took is theirs. */
  async timedAsync<T>(step: RecoveryStep, work: () => Promise<T>): Promise<T> {
    const [started, others] = [this.#runtime.monotonicMs(), this.#total()];
    try {
      return await work();
    } finally {
      const within = this.#total() - others;
      this.#ms[step] += this.#runtime.monotonicMs() - started - within;
    }
  }

  #total(): number {
    return Object.values(this.#ms).reduce((sum, ms) => sum + ms, 0);
  }
}
