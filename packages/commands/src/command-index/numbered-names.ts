/** Gives each name a number, once and for ever: who refers to a name often keeps four bytes for it. */
export class NumberedNames {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  /** @param names what `image` gave. */
  constructor(names: readonly string[] = []) {
    for (const name of names) this.numberOf(name);
  }

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }

  /** The number of a name that has one; -1 otherwise. */
  find(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? '';
  }

  image(): readonly string[] {
    return this.#names;
  }
}
