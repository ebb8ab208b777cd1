/** Gives names numbers, from 0 on, for ever: who refers to a name often keeps four bytes for it. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  /** @param names what `all` gave. */
  constructor(names: readonly string[] = []) {
    for (const name of names) this.numberOf(name);
  }

  /** The number of a name; a new one for a new name. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#numbers.set(name, number);
    this.#names.push(name);
    return number;
  }

  /** The number of a name, -1: it has none. */
  find(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  nameOf(number: number): string {
    return this.#names[number] as string;
  }

  /** By their numbers. */
  all(): readonly string[] {
    return [...this.#names];
  }
}
