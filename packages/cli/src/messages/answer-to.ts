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
  const timeout = ANSWER_MAX_MS;
  const reply = await nats
    .request(`qry.${name}.cli`, JSON.stringify(input), { timeout })
    .catch((error: unknown) => {
      const words = name.startsWith('feed.')
        ? 'market data does not answer: is `market-data` running?'
        : 'the read models do not answer: is `projections` running?';
      throw new CommandFailure(words, { cause: error });
    });
  const answer: unknown = reply.json();
  if (reply.headers?.has('Nats-Service-Error') !== true) return answer;
  const { code, message } = answer as { readonly code: string; readonly message: string };
  throw new CommandFailure(`${code}: ${message}`);
}
