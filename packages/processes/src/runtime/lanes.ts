/** Facts that are dealt with at once; beyond, no further one is taken. */
const OPEN_MAX = 1_000;

/**
 * Work in order: what has one key is done one after the other, what has different keys at the same time. Knows up to
 * which position everything is done.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();
  /** Positions before what is not done, oldest first: the log is followed in its order. */
  readonly #open = new Map<number, bigint>();
  #next = 0;
  #considered: bigint;
  #room: (() => void) | undefined;
  /** Something was left undone: nothing more is taken. */
  #ended = false;

  /** @param position up to which everything was done before. */
  constructor(position: bigint) {
    this.#considered = position;
  }

  /** Everything up to this position is done. It is one that the log has told, so that it can be read from. */
  get position(): bigint {
    const [beforeOldest] = this.#open.values();
    return beforeOldest ?? this.#considered;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Whether everything up to a position was added, and nothing with that key is worked on. */
  hasPassed(key: string, position: bigint): boolean {
    return this.#considered >= position && !this.#tails.has(key);
  }

  /** There is nothing to do up to a position but what was added. */
  considered(position: bigint): void {
    if (position > this.#considered) this.#considered = position;
  }

  /**
   * Does something about a fact behind what was considered, after what was added with that key. `work` must not reject;
   * it resolves to whether it is done. What is left undone stays open: the position does not pass it.
   */
  add(key: string, work: () => Promise<boolean>): void {
    const ticket = this.#next++;
    this.#open.set(ticket, this.#considered);
    const tail = (this.#tails.get(key) ?? Promise.resolve()).then(work).then((isDone) => {
      if (isDone) this.#open.delete(ticket);
      else this.#ended = true;
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
      this.#room?.();
    });
    this.#tails.set(key, tail);
  }

  /** Resolves when another fact may be added, or none will be. */
  async room(): Promise<void> {
    while (this.#open.size >= OPEN_MAX && !this.#ended)
      await new Promise<void>((resolve) => (this.#room = resolve));
  }

  /** Resolves when nothing is worked on any more. */
  async done(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
