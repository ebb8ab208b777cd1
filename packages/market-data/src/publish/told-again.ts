/** From a change to its message, ms: changes in between are one. */
const EVERY_MS = 20;
/** All is told again once in this time, ms, though nothing has changed: well before who hears it thinks it old. */
const AGAIN_MS = 2_000;
/** In so many parts, so that it does not come all at once. */
const PARTS = 10;

export interface ToldAgainOptions {
  /** Whether anything is told at all. */
  readonly isOn: boolean;
  /** How many instruments there are. */
  readonly count: () => number;
  readonly tell: (instruments: readonly number[]) => void;
}

/**
 * When instruments are told of on a bus that keeps nothing: 20 ms after a change, and all of them every two seconds. So who
 * comes late, or has missed a message, knows all of it soon.
 */
export class ToldAgain {
  readonly #options: ToldAgainOptions;
  readonly #changed = new Set<number>();
  #soon: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #part = 0;
  #stopped = false;

  constructor(options: ToldAgainOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.isOn) this.#again = setInterval(() => this.#tellPart(), AGAIN_MS / PARTS);
  }

  /** An instrument may be another now. */
  changed(instrument: number): void {
    if (this.#stopped || !this.#options.isOn) return;
    if (this.#changed.size === 0) this.#soon = setTimeout(() => this.#tellChanged(), EVERY_MS);
    this.#changed.add(instrument);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#soon);
    clearInterval(this.#again);
  }

  #tellChanged(): void {
    const instruments = [...this.#changed];
    this.#changed.clear();
    this.#options.tell(instruments);
  }

  #tellPart(): void {
    const count = this.#options.count();
    const from = Math.floor((count * this.#part) / PARTS);
    const until = Math.floor((count * (this.#part + 1)) / PARTS);
    this.#part = (this.#part + 1) % PARTS;
    if (until > from)
      this.#options.tell(Array.from({ length: until - from }, (_, index) => from + index));
  }
}
