import {
  isUuid,
  MESSAGE_BYTES_MAX,
  MESSAGE_COMMANDS_MAX,
  readCommand,
  type Invalid,
  type ReceivedCommand,
} from '@bellwether/domain';

/** A valid command, for whom it was sent where that is not the sender itself, and from what it follows. */
export interface SentCommand {
  readonly command: ReceivedCommand;
  readonly correlationId: string | undefined;
  /** As it came, unchecked. */
  readonly actor: unknown;
}

/** Each command of a message as it reads: valid, or why not. One bad command does not touch its neighbours. */
export type ReadMessage =
  | { readonly ok: true; readonly commands: readonly (SentCommand | Invalid)[] }
  | { readonly ok: false; readonly error: Invalid };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a message. Only when it cannot be divided into commands at all is it refused as a whole. */
export function readMessage(bytes: Uint8Array): ReadMessage {
  if (bytes.length > MESSAGE_BYTES_MAX)
    return tooLarge(`${bytes.length} bytes, at most ${MESSAGE_BYTES_MAX}`);
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    return {
      ok: false,
      error: { status: 'invalid', code: 'MALFORMED_MESSAGE', message: 'not JSON in UTF-8' },
    };
  }
  const commands = (value as { commands?: unknown } | null)?.commands;
  if (!Array.isArray(commands)) {
    const message = 'a message is an object {commands: […]}';
    return { ok: false, error: { status: 'invalid', code: 'MALFORMED_MESSAGE', message } };
  }
  if (commands.length > MESSAGE_COMMANDS_MAX)
    return tooLarge(`${commands.length} commands, at most ${MESSAGE_COMMANDS_MAX}`);
  return { ok: true, commands: commands.map(readOne) };
}

/** Whether a read command is one, or the reason why it is not. */
export function isInvalid(read: SentCommand | Invalid): read is Invalid {
  return 'status' in read;
}

function readOne(value: unknown): SentCommand | Invalid {
  const read = readCommand(value);
  if (!read.ok) return { status: 'invalid', ...read.error };
  const { actor, correlationId } = value as Readonly<Record<string, unknown>>;
  if (correlationId !== undefined && !isUuid(correlationId)) {
    const message = 'correlationId must be a lower-case UUID';
    return { status: 'invalid', id: read.command.id, code: 'MALFORMED_COMMAND', message };
  }
  return { command: read.command, correlationId, actor };
}

function tooLarge(message: string): ReadMessage {
  return { ok: false, error: { status: 'invalid', code: 'MESSAGE_TOO_LARGE', message } };
}
