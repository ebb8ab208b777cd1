import type { RecordedFact } from '@bellwether/projections/facts';
import type { Kept, ParkedFact } from './kept.ts';

/** Facts that may be parked of one process; a process that parks more stops, so that somebody looks. */
const PARKED_MAX = 1_000;

/** More facts than a person can look at are parked: something is wrong with all of them. */
export class ParkingFullError extends Error {
  override readonly name = 'ParkingFullError';
  readonly code = 'PARKING_FULL';
}

/** What a process has put aside, by key: later facts of a parked key wait behind it, those of all others go on. */
export class Parking {
  readonly #kept: Kept;
  #facts: readonly ParkedFact[];
  /** One write at a time. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(kept: Kept, facts: readonly ParkedFact[]) {
    this.#kept = kept;
    this.#facts = facts;
  }

  static async open(kept: Kept): Promise<Parking> {
    return new Parking(kept, await kept.parked());
  }

  get facts(): readonly ParkedFact[] {
    return this.#facts;
  }

  has(key: string): boolean {
    return this.#facts.some((fact) => fact.key === key);
  }

  /** @param error why; undefined: it waits behind an earlier one. @throws ParkingFullError; NatsError */
  async put(
    key: string,
    { fact, position, index }: RecordedFact,
    error: string | undefined,
    now: Date,
  ): Promise<void> {
    if (this.#facts.some((one) => one.position === `${position}` && one.index === index)) return;
    if (this.#facts.length >= PARKED_MAX)
      throw new ParkingFullError(`${PARKED_MAX} facts are parked: look at them first`);
    const at = now.toISOString();
    const parked = { key, position: `${position}`, index, type: fact.type, error, at };
    await this.#write((facts) => [...facts, parked]);
  }

  /** The facts of a key, oldest first. */
  of(key: string): readonly ParkedFact[] {
    return this.#facts.filter((fact) => fact.key === key);
  }

  /** It is dealt with, or given up. @throws NatsError */
  remove(parked: ParkedFact): Promise<void> {
    return this.#write((facts) =>
      facts.filter(({ position, index }) => position !== parked.position || index !== parked.index),
    );
  }

  #write(change: (facts: readonly ParkedFact[]) => readonly ParkedFact[]): Promise<void> {
    const written = this.#writing.then(async () => {
      const facts = change(this.#facts);
      await this.#kept.park(facts);
      this.#facts = facts;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
