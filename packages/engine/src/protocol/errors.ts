/** A command names something by a number that is no int32: the caller's error, nothing was submitted. */
export class InvalidCommandError extends Error {
  override readonly name = 'InvalidCommandError';
  readonly code = 'ENGINE_INVALID_COMMAND';

  constructor(field: string, value: number) {
    super(`${field} must be an int32, was ${value}`);
  }
}
