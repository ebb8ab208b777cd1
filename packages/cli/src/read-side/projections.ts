import { setTimeout as sleep } from 'node:timers/promises';
import { headPosition } from '@bellwether/platform/event-store';
import {
  compareShadow,
  FACT_STREAMS,
  listBuilds,
  outdated,
  verifyAgainstLog,
  type BuildStatus,
  type Comparison,
} from '@bellwether/projections';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { mark, report, table } from '../output/report.ts';
import { withLog, withReadSide, type ReadSideSession } from './session.ts';

/** How far a build is behind. */
interface Lag {
  readonly build: string;
  readonly state: string;
  readonly position: bigint;
  /** Bytes of log between there and the last fact. */
  readonly bytes: bigint;
  /** Since the command of its last fact came in, s; undefined before the first. */
  readonly ageSeconds: number | undefined;
  readonly factsPerSecond: number;
  readonly parked: number;
}

const SAMPLE_MS = 1_000;

export async function list(options: InstallationOptions): Promise<void> {
  const [builds, old] = await withReadSide(options, async (session) => [
    await listBuilds(session.owner),
    await outdated(session),
  ]);
  report(builds, options.json === true, (found) =>
    [
      table([
        ['build', 'state', 'position', 'facts', 'live', 'parked', 'table'],
        ...found.map((build) => [
          build.name,
          build.state,
          `${build.position}`,
          `${build.facts}`,
          build.live ? 'yes' : 'no',
          `${build.parked}`,
          build.table,
        ]),
      ]),
      ...old.map(
        ({ active, projection }) =>
          `${active ?? `no build of ${projection.name}`} is in force, this program has version ${projection.version}: bellwether projections upgrade`,
      ),
    ].join('\n'),
  );
}

export async function lag(options: InstallationOptions): Promise<void> {
  const lags = await withLog(options, measure);
  report(lags, options.json === true, (found) =>
    table([
      ['build', 'state', 'behind', 'last fact', 'facts/s', 'parked'],
      ...found.map((one) => [
        one.build,
        one.state,
        `${one.bytes} B`,
        one.ageSeconds === undefined ? '–' : `${one.ageSeconds.toFixed(1)} s ago`,
        one.factsPerSecond.toFixed(0),
        `${one.parked}`,
      ]),
    ]),
  );
}

/** Two looks a second apart give the rate. */
async function measure({ owner, eventStore }: ReadSideSession): Promise<readonly Lag[]> {
  const before = new Map((await listBuilds(owner)).map((build) => [build.name, build]));
  const start = performance.now();
  await sleep(SAMPLE_MS);
  const builds = await listBuilds(owner);
  const seconds = (performance.now() - start) / 1_000;
  const head = (await headPosition(eventStore, FACT_STREAMS)) ?? 0n;
  return builds.map((build) => lagOf(build, head, before.get(build.name), seconds));
}

function lagOf(
  build: BuildStatus,
  head: bigint,
  before: BuildStatus | undefined,
  seconds: number,
): Lag {
  const { name, state, position, facts, factAt, parked } = build;
  return {
    build: name,
    state,
    position,
    bytes: head > position ? head - position : 0n,
    ageSeconds: factAt === 0n ? undefined : Date.now() / 1_000 - Number(factAt / 1_000_000n) / 1e3,
    factsPerSecond: Number(facts - (before?.facts ?? facts)) / seconds,
    parked,
  };
}

export async function verify(name: string, options: InstallationOptions): Promise<void> {
  const comparison = await withLog(options, async (session) => {
    const builds = await listBuilds(session.owner);
    const shadow = builds.find((build) => build.projection === name && build.state === 'shadow');
    return shadow === undefined ? verifyAgainstLog(session, name) : compareShadow(session, name);
  });
  report(comparison, options.json === true, showComparison);
  if (comparison.equal) return;
  throw new CommandFailure(
    comparison.differing.length > 0
      ? `${name} differs`
      : `${name} lacks ${comparison.deadLetters} facts: bellwether dlq list`,
  );
}

function showComparison(comparison: Comparison): string {
  const { what, rows, digest, equal, deadLetters, differing } = comparison;
  return [
    `${mark(equal)} ${what}: ${rows} rows, digest ${digest}`,
    ...(deadLetters === 0 ? [] : [`    without ${deadLetters} facts that are parked or skipped`]),
    ...differing.map((key) => `    differs: ${key}`),
  ].join('\n');
}
