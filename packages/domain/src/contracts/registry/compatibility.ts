import { KIND } from '../schema/fields.ts';
import { fieldsOf, type JsonSchema } from '../schema/json-schema.ts';

/** One difference between a recorded schema and the one in force. */
export interface SchemaChange {
  /** Where: `data.side`. */
  readonly path: string;
  /** Breaking: something that was valid before is not any more, or means something else. */
  readonly breaking: boolean;
  readonly description: string;
}

/** Bounds of a value, and whether a larger one allows more. */
const BOUNDS = [
  ['minimum', false],
  ['minLength', false],
  ['minItems', false],
  ['maximum', true],
  ['maxLength', true],
  ['maxItems', true],
] as const;

type Bounded = JsonSchema & Partial<Record<(typeof BOUNDS)[number][0], number>>;

/**
 * What changed, judged by one rule for everything that is sent or kept: every document that was valid before is valid now
 * and means the same. Old clients go on sending what they sent, and old records go on being read.
 */
export function schemaChanges(
  before: JsonSchema,
  after: JsonSchema,
  path = 'data',
): readonly SchemaChange[] {
  if (before.type !== after.type || before[KIND] !== after[KIND])
    return [breaking(path, `was ${kindOf(before)}, is ${kindOf(after)}`)];
  return [
    ...enumChanges(before, after, path),
    ...patternChanges(before, after, path),
    ...boundChanges(before, after, path),
    ...fieldChanges(before, after, path),
    ...(before.items !== undefined && after.items !== undefined
      ? schemaChanges(before.items, after.items, `${path}[]`)
      : []),
  ];
}

function fieldChanges(before: JsonSchema, after: JsonSchema, path: string): SchemaChange[] {
  const now = new Map(fieldsOf(after).map((field) => [field.name, field]));
  const known = new Set(fieldsOf(before).map((field) => field.name));
  const changes = fieldsOf(before).flatMap((field): readonly SchemaChange[] => {
    const at = `${path}.${field.name}`;
    const later = now.get(field.name);
    // Records are closed: a field that is not declared is refused.
    if (later === undefined) return [breaking(at, 'is gone')];
    const inner = schemaChanges(field.schema, later.schema, at);
    if (field.optional === later.optional) return inner;
    return [
      ...inner,
      later.optional ? compatible(at, 'may be absent now') : breaking(at, 'is required now'),
    ];
  });
  for (const { name, optional } of now.values()) {
    if (known.has(name)) continue;
    const at = `${path}.${name}`;
    changes.push(optional ? compatible(at, 'is new') : breaking(at, 'is new and required'));
  }
  return changes;
}

function enumChanges(before: JsonSchema, after: JsonSchema, path: string): SchemaChange[] {
  const [was, is] = [new Set(before.enum), new Set(after.enum)];
  if (before.enum === undefined)
    return after.enum === undefined ? [] : [breaking(path, 'takes only certain values now')];
  return [
    ...[...was]
      .filter((value) => !is.has(value) && is.size > 0)
      .map((value) => breaking(path, `${value} is gone`)),
    ...[...is]
      .filter((value) => !was.has(value))
      .map((value) => compatible(path, `${value} is new`)),
  ];
}

/** Whether one pattern allows all that another allows cannot be decided here: every change counts as breaking. */
function patternChanges(before: JsonSchema, after: JsonSchema, path: string): SchemaChange[] {
  if (before.pattern === after.pattern) return [];
  if (after.pattern === undefined) return [compatible(path, 'takes any text now')];
  return [breaking(path, `pattern was ${before.pattern ?? 'none'}, is ${after.pattern}`)];
}

function boundChanges(before: Bounded, after: Bounded, path: string): SchemaChange[] {
  return BOUNDS.flatMap(([bound, largerAllowsMore]) => {
    const [was, is] = [before[bound], after[bound]];
    if (was === is) return [];
    const wider = is === undefined || (was !== undefined && is > was === largerAllowsMore);
    const text = `${bound} was ${was ?? 'none'}, is ${is ?? 'none'}`;
    return [wider ? compatible(path, text) : breaking(path, text)];
  });
}

function kindOf(schema: JsonSchema): string {
  return schema[KIND] === undefined ? `${schema.type}` : `${schema.type} (${schema[KIND]})`;
}

const breaking = (path: string, description: string): SchemaChange => ({
  path,
  breaking: true,
  description,
});

const compatible = (path: string, description: string): SchemaChange => ({
  path,
  breaking: false,
  description,
});
