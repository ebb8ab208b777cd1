/** Whether an invariant holds, and what was looked at to know it. */
export interface InvariantResult {
  /** `I1` … as ARCHITECTURE.md numbers them. */
  readonly id: string;
  readonly name: string;
  /** Everything was looked at, and nothing is broken. */
  readonly ok: boolean;
  /** How much was checked. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first violations, in words. */
  readonly violations: readonly string[];
  /** What breaks nothing and should be known. */
  readonly notes: readonly string[];
  /** Why not everything was looked at; absent: everything was. */
  readonly unfinished?: string;
}

const LINES_MAX = 20;

/** Gathers what is checked under one invariant. */
export class Invariant {
  readonly #id: string;
  readonly #name: string;
  readonly #counts: Record<string, number> = {};
  readonly #violations: string[] = [];
  readonly #notes: string[] = [];
  #violated = 0;
  #unfinished: string | undefined;

  constructor(id: string, name: string) {
    this.#id = id;
    this.#name = name;
  }

  count(what: string, by = 1): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + by;
  }

  /** Notes a violation unless `holds`. The description is made only where it is needed. */
  check(holds: boolean, describe: () => string): void {
    if (holds) return;
    this.#violated += 1;
    if (this.#violations.length < LINES_MAX) this.#violations.push(describe());
  }

  note(text: string): void {
    if (this.#notes.length < LINES_MAX) this.#notes.push(text);
  }

  /** Not everything can be looked at. The first reason counts. */
  end(reason: string): void {
    this.#unfinished ??= reason;
  }

  get result(): InvariantResult {
    const unfinished = this.#unfinished;
    return {
      id: this.#id,
      name: this.#name,
      ok: this.#violated === 0 && unfinished === undefined,
      counts: { ...this.#counts, violations: this.#violated },
      violations: this.#violations,
      notes: this.#notes,
      ...(unfinished === undefined ? {} : { unfinished }),
    };
  }
}
