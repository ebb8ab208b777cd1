import { natsAs } from '../command-line/connection.ts';
import type { DeadLetter } from '@bellwether/commands';
import { DeadLetters } from './dead-letters.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';

/** Dead letters that are listed without being asked for more. */
const LIST_MAX = 50;

export async function listDeadLetters(
  options: InstallationOptions & { readonly limit?: number },
): Promise<void> {
  const letters = await withDeadLetters(options, (all) => all.list(options.limit ?? LIST_MAX));
  report(letters, options.json === true, (found) =>
    found.length === 0 ? 'no dead letters' : found.map(lineOf).join('\n'),
  );
}

export async function showDeadLetter(
  sequence: number,
  options: InstallationOptions,
): Promise<void> {
  const letter = await withDeadLetters(options, (all) => all.show(sequence));
  report(letter, options.json === true, (found) => JSON.stringify(found, null, 2));
}

export async function retryDeadLetter(
  sequence: number,
  options: InstallationOptions,
): Promise<void> {
  const letter = await withDeadLetters(options, (all) => all.retry(sequence));
  report(letter, options.json === true, (found) => `back in the queue: ${lineOf(found)}`);
}

export async function dropDeadLetter(
  sequence: number,
  options: InstallationOptions,
): Promise<void> {
  const letter = await withDeadLetters(options, (all) => all.drop(sequence));
  report(letter, options.json === true, (found) => `dropped: ${lineOf(found)}`);
}

async function withDeadLetters<T>(
  options: InstallationOptions,
  work: (letters: DeadLetters) => Promise<T>,
): Promise<T> {
  const nats = await natsAs('ops', settingsOf(options));
  try {
    return await work(new DeadLetters(nats));
  } finally {
    await nats.close();
  }
}

function lineOf({ sequence, reason, subject, deliveries, at }: DeadLetter): string {
  return `${sequence}  ${at}  ${reason}  ${subject}  after ${deliveries} deliveries`;
}
