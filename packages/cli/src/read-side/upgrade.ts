import { headPosition } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import {
  FACT_STREAMS,
  outdated,
  upgrade as upgradeOne,
  type Outdated,
  type Upgraded,
} from '@bellwether/projections';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { progressBar } from '../output/progress.ts';
import { mark, report } from '../output/report.ts';
import { switchedWords } from './rebuild.ts';
import { withLog, type ReadSideSession } from './session.ts';

/** Brings every read model to the version of this program: built beside the one in force, compared, switched. */
export async function upgrade(options: InstallationOptions): Promise<void> {
  const interrupted = untilInterrupted();
  const done = await withLog(options, (session) =>
    upgradeAll(session, interrupted.signal, options.json === true),
  ).finally(() => interrupted.dispose());
  report(done, options.json === true, (all) =>
    all.length === 0 ? 'every read model is of this version' : all.map(show).join('\n'),
  );
  const failed = done.find(({ switched }) => switched === undefined);
  if (failed === undefined) return;
  if (interrupted.signal.aborted) throw new CommandFailure('interrupted; the same command goes on');
  throw new CommandFailure(`${failed.build} differs from the log and is not put in force`);
}

/** Stops at the first that cannot be switched. @param silent without a progress bar. */
export async function upgradeAll(
  session: ReadSideSession,
  signal: AbortSignal,
  silent: boolean,
): Promise<readonly Upgraded[]> {
  const done: Upgraded[] = [];
  for (const one of await outdated(session)) {
    const upgraded = await withProgress(session, one, signal, silent);
    done.push(upgraded);
    if (upgraded.switched === undefined) break;
  }
  return done;
}

async function withProgress(
  session: ReadSideSession,
  one: Outdated,
  signal: AbortSignal,
  silent: boolean,
): Promise<Upgraded> {
  const head = (await headPosition(session.eventStore, FACT_STREAMS)) ?? 0n;
  const bar = progressBar(`building ${one.projection.name}`, head, silent);
  try {
    return await upgradeOne(session, one, {
      signal,
      logger: createLogger('upgrade', 'silent'),
      onProgress: ({ position, facts }) => bar.update(position, facts),
    });
  } finally {
    bar.stop();
  }
}

function show({ build, comparison, switched }: Upgraded): string {
  if (switched !== undefined) {
    const compared = comparison && `: ${comparison.what}, ${comparison.rows} rows`;
    return `${mark(true)} ${switchedWords(switched)}${compared ?? ''}`;
  }
  if (comparison === undefined) return `${mark(false)} ${build} is not complete`;
  const { what, deadLetters, differing } = comparison;
  return [
    `${mark(false)} ${what} differ${deadLetters === 0 ? '' : `, ${deadLetters} facts are parked or skipped`}`,
    ...differing.map((key) => `    differs: ${key}`),
  ].join('\n');
}
