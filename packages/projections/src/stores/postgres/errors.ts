/** Another projector has taken over; this one must not write any more. */
export class ProjectorFencedError extends Error {
  override readonly name = 'ProjectorFencedError';
  readonly code = 'PROJECTOR_FENCED';
}

/** Another build of a projection is in force since: take over again and go on with that one. */
export class BuildSwitchedError extends Error {
  override readonly name = 'BuildSwitchedError';
  readonly code = 'BUILD_SWITCHED';
}

/** The build in force has another shape than this program's, or there is none yet: build this one's, then switch. */
export class VersionMismatchError extends Error {
  override readonly name = 'VersionMismatchError';
  readonly code = 'VERSION_MISMATCH';
  readonly projection: string;
  /** Name of the build in force; undefined: there is none. */
  readonly active: string | undefined;
  constructor(
    { name, version }: { readonly name: string; readonly version: number },
    active: string | undefined,
  ) {
    const found =
      active === undefined
        ? `no build of ${name} is in force`
        : `the build ${active} is not of this program's version ${version}`;
    super(`${found}: \`bellwether projections upgrade\``);
    this.projection = name;
    this.active = active;
  }
}

/** A fact cannot be applied while history is rebuilt: nothing may be left out, so the rebuild stops. */
export class RebuildStoppedError extends Error {
  override readonly name = 'RebuildStoppedError';
  readonly code = 'REBUILD_STOPPED';
}

/**
 * Whether Postgres refuses the data itself (SQLSTATE classes 22 and 23): trying again cannot help. Anything else, a lost
 * connection or a full disk, passes.
 */
export function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
}
