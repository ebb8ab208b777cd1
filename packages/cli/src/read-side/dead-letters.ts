import {
  DeadLetterError,
  DeadLetterOffice,
  deadLetters,
  factJson,
  PROJECTIONS,
  type DeadLetter,
  type Freed,
} from '@bellwether/projections';
import type { InstallationOptions } from '../command-line/options.ts';
import { report, table } from '../output/report.ts';
import { withReadSide } from './session.ts';

/** A dead letter as it is shown. */
interface Shown {
  readonly id: bigint;
  readonly build: string;
  readonly key: string;
  readonly fact: string;
  readonly at: string;
  readonly state: string;
  readonly error: string;
  readonly data: unknown;
}

export async function list(options: InstallationOptions): Promise<void> {
  const letters = await withReadSide(options, ({ owner }) => deadLetters(owner));
  report(letters.map(shown), options.json === true, (rows) =>
    rows.length === 0
      ? 'nothing waits'
      : table([
          ['id', 'build', 'key', 'fact', 'position', 'state', 'error'],
          ...rows.map((row) => [
            `${row.id}`,
            row.build,
            row.key,
            row.fact,
            row.at,
            row.state,
            row.error,
          ]),
        ]),
  );
}

export async function show(id: number, options: InstallationOptions): Promise<void> {
  const [letter] = await withReadSide(options, ({ owner }) =>
    deadLetters(owner, { id: BigInt(id) }),
  );
  if (letter === undefined) throw new DeadLetterError(`there is no dead letter ${id}`);
  report(shown(letter), options.json === true, (row) =>
    [
      `${row.fact} at ${row.at} (command ${letter.recorded.commandId}, ${letter.recorded.principal})`,
      `${row.state} for ${row.key} of ${row.build} since ${letter.parkedAt.toISOString()}`,
      `because: ${row.error}`,
      JSON.stringify(row.data, undefined, 2),
    ].join('\n'),
  );
}

export async function retry(id: number, options: InstallationOptions): Promise<void> {
  const freed = await withReadSide(options, async ({ projector }) => {
    const [letter] = await deadLetters(projector, { id: BigInt(id) });
    if (letter === undefined) throw new DeadLetterError(`there is no dead letter ${id}`);
    return new DeadLetterOffice(projector, PROJECTIONS).retry(letter.build, letter.key);
  });
  report(freed, options.json === true, showFreed);
}

export async function skip(id: number, options: InstallationOptions): Promise<void> {
  const freed = await withReadSide(options, ({ projector }) =>
    new DeadLetterOffice(projector, PROJECTIONS).skip(BigInt(id)),
  );
  report(freed, options.json === true, showFreed);
}

function showFreed({ build, key, applied, waiting, error }: Freed): string {
  const done = `${build} ${key}: ${applied} applied, ${waiting} waiting`;
  return error === undefined ? done : `${done}\n    ${error}`;
}

function shown({ id, build, key, recorded, error, state }: DeadLetter): Shown {
  return {
    id,
    build,
    key,
    fact: recorded.fact.type,
    at: `${recorded.position}/${recorded.index}`,
    state,
    error,
    data: factJson(recorded.fact),
  };
}
