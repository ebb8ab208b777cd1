/** An invariant that does not hold: the simulation has found a bug. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly code: string;

  /** @param code the invariant's number, as the architecture lists them. */
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}
