import type { ParkedAnswer, ParkedByProcess } from '@bellwether/processes';
import { natsAs } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';

/** Whose connection it is. */
const USER = 'ops';
/** A retry sends commands, and waits for what becomes of them. */
const ANSWER_MS = 10_000;

/** What process managers have put aside. */
export async function listParked(options: InstallationOptions): Promise<void> {
  const parked = await ask('list', 'all', '', options);
  report(parked, options.json === true, (found) =>
    found.length === 0 ? 'no process manager has put anything aside' : linesOf(found),
  );
}

/** Tries the facts of a key again, in order. */
export async function retryParked(
  process: string,
  key: string,
  options: InstallationOptions,
): Promise<void> {
  const left = await ask('retry', process, key, options);
  report(left, options.json === true, () => `${process} has dealt with all facts of ${key}`);
}

/** Gives the first fact of a key up; those behind it can be tried again. */
export async function dropParked(
  process: string,
  key: string,
  options: InstallationOptions,
): Promise<void> {
  const dropped = await ask('drop', process, key, options);
  report(dropped, options.json === true, (found) => `given up:\n${linesOf(found)}`);
}

/** @throws CommandFailure where it is refused, with the reason. */
async function ask(
  verb: string,
  process: string,
  key: string,
  options: InstallationOptions,
): Promise<readonly ParkedByProcess[]> {
  // Part of a subject.
  if (!/^[a-z][a-z-]*$/.test(process))
    throw new CommandFailure(`no process manager is called ${process}`);
  const nats = await natsAs(USER, settingsOf(options));
  try {
    const subject = `cmd.process.${verb}.${process}.${USER}`;
    const reply = await nats.request(subject, key, { timeout: ANSWER_MS });
    const answer = reply.json<ParkedAnswer>();
    if (!answer.ok) throw new CommandFailure(answer.message);
    return answer.parked;
  } finally {
    await nats.close();
  }
}

function linesOf(parked: readonly ParkedByProcess[]): string {
  return parked
    .map(
      ({ process, key, type, position, at, error = 'waits behind it' }) =>
        `${process}  ${key}  ${type} at ${position}  ${at}  ${error}`,
    )
    .join('\n');
}
