import { askOver, QuestionRefusedError } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { natsAs } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';

/** From a question to its answer, ms: `after` waits for up to two seconds of it. */
const ANSWER_MAX_MS = 5_000;

/**
 * Asks one question in the name of `cli`.
 * @returns the answer as JSON has it.
 * @throws CommandFailure with the code, where it is refused; where nobody answers, and where nothing is running.
 */
export async function answerTo(
  name: string,
  input: object,
  options: InstallationOptions,
): Promise<unknown> {
  const nats = await natsAs('cli', settingsOf(options));
  try {
    return await answerOver(nats, name, input);
  } finally {
    await nats.close();
  }
}

/** As `answerTo`, over a connection of `cli` that is open. @throws CommandFailure as `answerTo` does. */
export async function answerOver(
  nats: NatsConnection,
  name: string,
  input: object,
): Promise<unknown> {
  const asking = { user: 'cli', timeoutMs: ANSWER_MAX_MS };
  return askOver(nats, asking, name, input).catch((error: unknown) => {
    throw new CommandFailure(whyNot(name, error), { cause: error });
  });
}

function whyNot(name: string, error: unknown): string {
  if (error instanceof QuestionRefusedError) return `${error.code}: ${error.words}`;
  return name.startsWith('feed.')
    ? 'market data does not answer: is `market-data` running?'
    : 'the read models do not answer: is `projections` running?';
}
