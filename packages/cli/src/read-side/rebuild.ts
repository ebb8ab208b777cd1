import {
  dropBuild,
  FACT_STREAMS,
  projectionOf,
  rebuildShadow,
  switchBuilds,
  type RebuildProgress,
  type Switched,
} from '@bellwether/projections';
import { headPosition } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { progressBar } from '../output/progress.ts';
import { mark, report } from '../output/report.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { withLog, withReadSide } from './session.ts';

interface RebuildOptions extends InstallationOptions {
  readonly rate?: number | undefined;
}

export async function rebuild(name: string, options: RebuildOptions): Promise<void> {
  const projection = projectionOf(name);
  const started = performance.now();
  let facts = 0;
  const result = await withLog(options, async (session) => {
    const head = (await headPosition(session.eventStore, FACT_STREAMS)) ?? 0n;
    const bar = progressBar(`rebuilding ${name}`, head, options.json === true);
    const interrupted = untilInterrupted();
    try {
      return await rebuildShadow(session, projection, {
        rate: options.rate,
        signal: interrupted.signal,
        logger: createLogger('rebuild', 'silent'),
        onProgress(progress: RebuildProgress) {
          facts = progress.facts;
          bar.update(progress.position, progress.facts);
        },
      });
    } finally {
      bar.stop();
      interrupted.dispose();
    }
  });
  const seconds = (performance.now() - started) / 1_000;
  report({ ...result, facts, seconds }, options.json === true, () =>
    result.complete
      ? `${mark(true)} ${result.build} is built: ${facts} facts in ${seconds.toFixed(1)} s`
      : `${mark(false)} ${result.build} is not complete; the same command goes on`,
  );
  if (!result.complete) throw new CommandFailure('interrupted');
}

export async function switchTo(name: string, options: InstallationOptions): Promise<void> {
  const switched = await withLog(options, (session) => switchBuilds(session, name));
  report(switched, options.json === true, (one) => `${mark(true)} ${switchedWords(one)}`);
}

/** What readers see from now on, for people. */
export function switchedWords({ from, to, position }: Switched): string {
  const before = from === undefined ? ', which is new' : ` instead of ${from}`;
  return `readers see ${to}${before}, from ${position} on`;
}

export async function drop(build: string, options: InstallationOptions): Promise<void> {
  await withReadSide(options, ({ owner }) => dropBuild(owner, build));
  report({ dropped: build }, options.json === true, () => `${mark(true)} ${build} is gone`);
}
