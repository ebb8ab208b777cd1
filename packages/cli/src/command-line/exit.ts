/** Ends a command with a message for people and a status for programs; never a stack trace. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code = 'COMMAND_FAILED';
}
