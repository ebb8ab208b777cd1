/** Whether an invariant holds, and what was looked at to know it. */
export interface InvariantResult {
  /** `I1` … as ARCHITECTURE.md numbers them. */
  readonly id: string;
  readonly name: string;
  readonly ok: boolean;
  /** How much was checked. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first violations, in words. */
  readonly violations: readonly string[];
}

const VIOLATIONS_MAX = 20;

/** Gathers what is checked under one invariant. */
export class Invariant {
  readonly #id: string;
  readonly #name: string;
  readonly #counts: Record<string, number> = {};
  readonly #violations: string[] = [];
  #violated = 0;

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
    if (this.#violations.length < VIOLATIONS_MAX) this.#violations.push(describe());
  }

  get result(): InvariantResult {
    return {
      id: this.#id,
      name: this.#name,
      ok: this.#violated === 0,
      counts: { ...this.#counts, violations: this.#violated },
      violations: this.#violations,
    };
  }
}
