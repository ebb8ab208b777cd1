import type { PgTable } from 'drizzle-orm/pg-core';
import type { ClickHouseTable } from '../runtime/click-house-table.ts';
import type { DataOf, Fact, FactContext, RecordedFact } from './recorded-fact.ts';

/** What a change of a row is published as, after it is committed. */
interface Announcement {
  /** Subject below `evt.`; tokens as NATS allows them. */
  readonly subject: string;
  readonly payload: unknown;
}

/** What facts of one type do: which rows they touch, and what becomes of each. Pure functions both. */
export interface Reaction<Row, Data> {
  /** The fact is the first of its keys: there is no row to load. */
  readonly creates?: boolean;
  /** Its rows follow from each other: what becomes of one depends on what another one was. All of them change, or none. */
  readonly joins?: boolean;
  /** Keys of the rows that the fact touches, each once. */
  keys(data: Data, context: FactContext): readonly string[];
  /**
   * The row after the fact; the same row where nothing changes.
   * @param row undefined where there is none yet.
   * @param before of a fact that joins: its rows by key, as they were before it.
   */
  evolve(
    row: Row | undefined,
    data: Data,
    context: FactContext,
    key: string,
    before: ReadonlyMap<string, Row | undefined>,
  ): Row | undefined;
}

/**
 * How rows and facts belong together. `entity`: a row is the fold of the facts with its key. `log`: each fact makes rows
 * of its own, which never change. `chain`: as `log`, and each row follows from the one before it under the same key.
 */
type Grain = 'entity' | 'log' | 'chain';

/** Where a projection's rows are kept: in one store or in both. */
interface Tables<Row> {
  /** Declared once, under the name that readers see; each build is a table of its own, made of this. */
  readonly postgres?: PgTable;
  /** Of a log only: rows there never change. */
  readonly clickHouse?: ClickHouseTable<Row>;
}

/**
 * A read model declared as data and pure functions. The runtime loads, folds, writes, checkpoints, rebuilds and
 * compares; rows are a function of the facts that touched them and of nothing else.
 */
export interface ProjectionDefinition<Row extends object> {
  readonly name: string;
  /** Version of the rows' shape and meaning: another one is another table, built beside the one in force. */
  readonly version: number;
  /** Default `entity`. */
  readonly grain?: Grain;
  readonly tables: Tables<Row>;
  /** The row's field that holds its key; of a chain the field that names the chain. */
  readonly key: keyof Row & string;
  /** What each type of fact does; a type that is not named does nothing. */
  readonly on: {
    readonly [T in Fact['type']]?: Reaction<Row, DataOf<T>>;
  };
  /** What facts of every type do that `on` does not name: new types are covered by construction. */
  readonly onAny?: Reaction<Row, Fact>;
  /** What to tell the world about a changed row, if anything. */
  readonly announce?: (row: Row) => Announcement;
}

/** A projection whatever its row: what the runtime works with. */
export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly grain: Grain;
  readonly tables: Tables<Record<string, unknown>>;
  readonly key: string;
  keysOf(recorded: RecordedFact): readonly string[];
  /** Whether rows with its keys may stand already. */
  loads(recorded: RecordedFact): boolean;
  /** Types of facts whose rows follow from each other. */
  readonly joins: ReadonlySet<string>;
  /** @param before of a fact that joins: all its rows, as they were before it. */
  evolve(
    row: object | undefined,
    recorded: RecordedFact,
    key: string,
    before?: ReadonlyMap<string, object | undefined>,
  ): object | undefined;
  announce?: ((row: object) => Announcement) | undefined;
}

const NOTHING: readonly string[] = [];
const NO_ROWS: ReadonlyMap<string, object | undefined> = new Map();

/** Declares a projection; the runtime needs no row types. */
export function defineProjection<Row extends object>(
  definition: ProjectionDefinition<Row>,
): Projection {
  const { on, onAny, announce, grain = 'entity' } = definition;
  const reactions = new Map(Object.entries(on)) as Map<string, Reaction<object, unknown>>;
  const any = onAny as Reaction<object, unknown> | undefined;
  return {
    name: definition.name,
    version: definition.version,
    grain,
    tables: definition.tables as unknown as Tables<Record<string, unknown>>,
    key: definition.key,
    announce: announce as Projection['announce'],
    keysOf(recorded) {
      const reaction = reactions.get(recorded.fact.type);
      if (reaction !== undefined) return reaction.keys(recorded.fact.data, recorded);
      return any === undefined ? NOTHING : any.keys(recorded.fact, recorded);
    },
    loads: ({ fact }) => grain !== 'log' && (reactions.get(fact.type) ?? any)?.creates !== true,
    joins: new Set([...reactions].flatMap(([type, { joins }]) => (joins === true ? [type] : []))),
    evolve(row, recorded, key, before = NO_ROWS) {
      const reaction = reactions.get(recorded.fact.type);
      if (reaction !== undefined)
        return reaction.evolve(row, recorded.fact.data, recorded, key, before);
      return any?.evolve(row, recorded.fact, recorded, key, before);
    },
  };
}
