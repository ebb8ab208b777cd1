/** One build of a projection: a table of its own and how far it has come. */
export interface Build {
  /** `<projection>@<version>`, and `.<build>` from the second build on. */
  readonly name: string;
  readonly projection: string;
  readonly version: number;
  readonly build: number;
  readonly state: BuildState;
  readonly position: bigint;
  readonly live: boolean;
  readonly facts: bigint;
  /** ns since 1970 UTC; 0 before the first fact. */
  readonly factAt: bigint;
  readonly parkedRevision: bigint;
}

/** `active`: readers see it. `shadow`: being built beside it. `retired`: replaced, not yet dropped. */
export type BuildState = 'active' | 'shadow' | 'retired';

/** `orders@1`, `orders@1.2` */
export function buildName(projection: string, version: number, build: number): string {
  return `${projection}@${version}${build === 1 ? '' : `.${build}`}`;
}

/** The version of a build, by its name. */
export function versionOf(name: string): number {
  return Number(/@(\d+)/.exec(name)?.[1]);
}

/** Table of a build, without its schema: `orders_v1`, `orders_v1_2`. */
export function buildTable(name: string): string {
  return name.replace('@', '_v').replace('.', '_');
}

/** The projection of a build's table, or of a month of it: `orders` of `orders_v1_2`. */
export function projectionOfTable(table: string): string {
  return table.replace(/_v\d.*$/, '');
}

/** Columns that make up a `Build`; text where JavaScript's numbers are too small. */
export const BUILD_COLUMNS =
  'name, projection, version, build, state, position, live, facts, fact_at, parked_revision';

/** A row of `checkpoints` as the driver hands it over. */
export function buildOf(row: Readonly<Record<string, unknown>>): Build {
  const integer = (column: string): bigint => BigInt(row[column] as string);
  return {
    name: row['name'] as string,
    projection: row['projection'] as string,
    version: row['version'] as number,
    build: row['build'] as number,
    state: row['state'] as BuildState,
    position: integer('position'),
    live: row['live'] as boolean,
    facts: integer('facts'),
    factAt: integer('fact_at'),
    parkedRevision: integer('parked_revision'),
  };
}
