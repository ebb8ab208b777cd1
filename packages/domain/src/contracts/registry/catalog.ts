import { BATCH_AVRO, BATCH_SCHEMA, TRADING_BATCH } from '../journal/trading-batch.ts';
import type { AvroSchema } from '../schema/avro-codec.ts';
import { jsonSchemaOf, type Definition } from '../schema/definition.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { schemaChanges, type SchemaChange } from './compatibility.ts';
import { COLD_FACTS, COMMANDS, HOT_FACTS } from './registry.ts';

/** What a schema describes: what clients send, facts of streams of their own, facts inside the trading journal. */
export const SCHEMA_KINDS = ['command', 'fact', 'journal'] as const;
export type SchemaKind = (typeof SCHEMA_KINDS)[number];

/** One version of one message. */
export interface SchemaVersion {
  readonly kind: SchemaKind;
  readonly type: string;
  readonly version: number;
  readonly schema: JsonSchema;
}

/** Every schema in force, in the order of its declaration. */
export const CATALOG: readonly SchemaVersion[] = [
  ...versions('command', COMMANDS),
  ...versions('fact', COLD_FACTS),
  ...versions('journal', HOT_FACTS),
];

/** The journal's schema in force: its Avro form, and the name under which batches refer to it. */
export const JOURNAL_SCHEMA: {
  readonly type: string;
  readonly fingerprint: string;
  readonly avro: AvroSchema;
} = { type: TRADING_BATCH, fingerprint: BATCH_SCHEMA, avro: BATCH_AVRO };

/** How the schemas in force stand to those that were recorded. */
export interface SchemaVerdict {
  readonly kind: SchemaKind;
  readonly type: string;
  readonly version: number;
  /** `unrecorded`: new, or changed compatibly. `breaking`: may not be released under this version. */
  readonly state: 'same' | 'unrecorded' | 'breaking' | 'gone';
  readonly changes: readonly SchemaChange[];
}

/** Compares what is in force with what was recorded. A type or version that is gone can no longer be read: breaking, too. */
export function judgeSchemas(recorded: readonly SchemaVersion[]): readonly SchemaVerdict[] {
  const before = new Map(recorded.map((one) => [keyOf(one), one]));
  const verdicts = CATALOG.map((one): SchemaVerdict => {
    const { kind, type, version } = one;
    const known = before.get(keyOf(one));
    before.delete(keyOf(one));
    const changes = known === undefined ? [] : schemaChanges(known.schema, one.schema);
    const broken = changes.some((change) => change.breaking);
    const same = known !== undefined && changes.length === 0;
    return {
      kind,
      type,
      version,
      state: broken ? 'breaking' : same ? 'same' : 'unrecorded',
      changes,
    };
  });
  const gone = [...before.values()].map(({ kind, type, version }): SchemaVerdict => ({
    kind,
    type,
    version,
    state: 'gone',
    changes: [],
  }));
  return [...verdicts, ...gone];
}

/** `command/PlaceOrder@1` */
export function keyOf({ kind, type, version }: Omit<SchemaVersion, 'schema'>): string {
  return `${kind}/${type}@${version}`;
}

function versions(
  kind: SchemaKind,
  definitions: ReadonlyMap<string, Definition>,
): readonly SchemaVersion[] {
  return [...definitions.values()].map((definition) => ({
    kind,
    type: definition.type,
    version: definition.version,
    schema: jsonSchemaOf(definition),
  }));
}
