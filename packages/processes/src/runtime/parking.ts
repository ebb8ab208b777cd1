import type { RecordedFact } from '@bellwether/projections/facts';
import type { Kept, ParkedFact } from './kept.ts';

/** Facts that may be parked of one process; a process that parks more stops, so that somebody looks. */
const PARKED_MAX = 1_000;
/** Letters of an error that are kept: all that is parked has to fit into one message of NATS (1 MiB). */
const ERROR_LENGTH_MAX = 300;

/** More facts than a person can look at are parked: something is wrong with all of them. */
export class ParkingFullError extends Error {
  override readonly name = 'ParkingFullError';
  readonly code = 'PARKING_FULL';
}

/** What a process has put aside, by key: later facts of a parked key wait behind it, those of all others go on. */
export class Parking {
  readonly #kept: Kept;
  #facts: readonly ParkedFact[];
  /** One change at a time. */
  #changing: Promise<unknown> = Promise.resolve();

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

  /** Parks a fact. @param error why. @throws ParkingFullError; SupersededError; NatsError */
  async put(key: string, recorded: RecordedFact, error: string, now: Date): Promise<void> {
    await this.#change(() => this.#with(key, recorded, error.slice(0, ERROR_LENGTH_MAX), now));
  }

  /**
   * Parks a fact behind earlier ones of its key. Returns false where there are none any more; later ones do not count: the
   * fact was dealt with before them, and has come again because the checkpoint was behind. @throws as `put`
   */
  putBehind(key: string, recorded: RecordedFact, now: Date): Promise<boolean> {
    return this.#change(() =>
      this.of(key).some((parked) => inLog(parked, recorded) <= 0)
        ? this.#with(key, recorded, undefined, now)
        : undefined,
    );
  }

  /** The facts of a key, in the order of the log. */
  of(key: string): readonly ParkedFact[] {
    return this.#facts.filter((fact) => fact.key === key);
  }

  /** It is dealt with, or given up. @throws SupersededError; NatsError */
  async remove(parked: ParkedFact): Promise<void> {
    const { position, index } = parked;
    await this.#change(() =>
      this.#facts.filter((fact) => fact.position !== position || fact.index !== index),
    );
  }

  #with(
    key: string,
    { fact: { type }, position, index }: RecordedFact,
    error: string | undefined,
    now: Date,
  ): readonly ParkedFact[] {
    const facts = this.#facts;
    if (facts.some((one) => inLog(one, { position, index }) === 0)) return facts;
    if (facts.length >= PARKED_MAX)
      throw new ParkingFullError(`${PARKED_MAX} facts are parked: look at them first`);
    const parked = { key, position: `${position}`, index, type, error, at: now.toISOString() };
    return [...facts, parked].toSorted(inLog);
  }

  /** Writes down what `change` returns, after all changes before it. Returns false where that is undefined. */
  #change(change: () => readonly ParkedFact[] | undefined): Promise<boolean> {
    const changed = this.#changing.then(async () => {
      const facts = change();
      if (facts === undefined) return false;
      if (facts !== this.#facts) await this.#kept.park(facts);
      this.#facts = facts;
      return true;
    });
    this.#changing = changed.catch(() => undefined);
    return changed;
  }
}

interface Place {
  readonly position: string | bigint;
  readonly index: number;
}

/** Which of two facts is the earlier one in the log: less than 0, the first. */
function inLog(a: Place, b: Place): number {
  return Number(BigInt(a.position) - BigInt(b.position)) || a.index - b.index;
}
