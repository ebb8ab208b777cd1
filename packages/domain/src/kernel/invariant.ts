/** The program contradicts itself: a defect, never bad input. The process that meets it must stop and rebuild. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
  readonly code = 'INVARIANT_VIOLATION';
}

/** @throws InvariantViolation when `condition` is false. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}
