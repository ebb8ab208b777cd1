import type { Outcome } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Due } from './reaction.ts';
import type { ProcessRuntime } from './runtime.ts';

/** A command could not be sent, or was not understood: somebody has to look. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
  readonly code: 'NOT_TAKEN' | 'NO_ANSWER';

  /** @param code `NOT_TAKEN`: sending it again cannot help; `NO_ANSWER`: nobody has decided it in time. */
  constructor(code: NotSentError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Waits between attempts grow to this, ms; and after so long without an answer somebody has to look, ms. */
const [WAIT_MIN_MS, WAIT_MAX_MS, GIVE_UP_MS] = [200, 5_000, 900_000];

/**
 * What becomes of a command that was not accepted, by code, else by status: `ANSWERED`, the rules refuse it; `LOOK`,
 * somebody has to. All others are sent again: nothing was decided, or it was too early by the platform's clock.
 */
const HELP: Readonly<Partial<Record<string, 'ANSWERED' | 'LOOK' | 'AGAIN'>>> = {
  NOT_YET: 'AGAIN',
  FORBIDDEN: 'LOOK',
  rejected: 'ANSWERED',
  invalid: 'LOOK',
  conflict: 'LOOK',
};

/**
 * Sends a command until there is an answer. `accepted`, `duplicate` and `rejected` are answers: what rules refuse is
 * refused, unless they say that it is too early.
 * @throws NotSentError where it is not understood, or there is no answer for a quarter of an hour; the signal's reason when it ends.
 */
export async function submit(
  { send, answered, runtime, signal }: ProcessRuntime,
  due: Due,
  logger: Logger,
): Promise<Outcome> {
  const { id, command } = due;
  const giveUpAt = runtime.monotonicMs() + GIVE_UP_MS;
  for (let waitMs = WAIT_MIN_MS; ; waitMs = Math.min(2 * waitMs, WAIT_MAX_MS)) {
    signal.throwIfAborted();
    const outcome = await send(due);
    answered?.(due, outcome);
    const { status } = outcome;
    if (status === 'accepted' || status === 'duplicate') return outcome;
    const { code = status, message = '' } = outcome as { code?: string; message?: string };
    const help = HELP[code] ?? HELP[status] ?? 'AGAIN';
    if (help === 'ANSWERED') {
      logger.info({ command: command.type, id, code }, 'a process was refused');
      return outcome;
    }
    if (help === 'LOOK')
      throw new NotSentError('NOT_TAKEN', `${command.type} ${id}: ${code} ${message}`);
    if (runtime.monotonicMs() > giveUpAt)
      throw new NotSentError('NO_ANSWER', `${command.type} ${id}: no answer but ${code}`);
    await runtime.pause(waitMs, signal);
  }
}
