import { PROJECTIONS } from '../capabilities/capabilities.ts';
import type { Projection } from '../runtime/projection.ts';
import { listBuilds } from './catalog.ts';
import { compareShadow, type Comparison } from './compare.ts';
import { rebuildShadow, type BlueGreenAccess, type RebuildOptions } from './rebuild.ts';
import { switchBuilds, type Switched } from './switch.ts';

/** A projection whose build in force has another version than the program, or that has none in force. */
export interface Outdated {
  readonly projection: Projection;
  /** Name of the build in force; undefined: there is none. */
  readonly active: string | undefined;
}

/** What became of one projection; `switched` is undefined where the signal came first or a row differed. A first build is compared with nothing. */
export interface Upgraded {
  readonly build: string;
  readonly comparison: Comparison | undefined;
  readonly switched: Switched | undefined;
}

/** The projections of which another version than the program's is in force, or none. */
export async function outdated({
  owner,
  projections = PROJECTIONS,
}: BlueGreenAccess): Promise<readonly Outdated[]> {
  const builds = (await listBuilds(owner)).filter(({ state }) => state === 'active');
  return projections.flatMap((projection) => {
    const active = builds.find((build) => build.projection === projection.name);
    return active?.version === projection.version ? [] : [{ projection, active: active?.name }];
  });
}

/**
 * Builds the program's version of a projection in the shadow, compares it, and puts it in force. Where no build is in
 * force there is nothing to compare with, or to take over from.
 * @throws RebuildStoppedError, BuildError
 */
export async function upgrade(
  access: BlueGreenAccess,
  { projection, active }: Outdated,
  options: RebuildOptions,
): Promise<Upgraded> {
  const { build, complete } = await rebuildShadow(access, projection, options);
  if (!complete) return { build, comparison: undefined, switched: undefined };
  if (active === undefined)
    return { build, comparison: undefined, switched: await switchBuilds(access, projection.name) };
  const comparison = await compareShadow(access, projection.name);
  if (!comparison.equal) return { build, comparison, switched: undefined };
  return { build, comparison, switched: await switchBuilds(access, projection.name) };
}
