import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { Type, type TObject, type TProperties, type TSchema } from 'typebox';

// JSON Schemas of what is answered: of rows as their tables declare them, of what is reckoned from rows by hand.

/** Digits, which do not say what they count. */
export const INTEGER_PATTERN = '^-?\\d+$';

/** A 64-bit integer, or a sum that may outgrow it. */
export const integer = Type.String({ pattern: INTEGER_PATTERN });
export const text = Type.String();

/** What a value means beyond its JSON: `Decimal` 1/10 000 USD, `Instant` ns since 1970 UTC, `Position` of the log. */
export const SCALAR = 'x-scalar';

/** Names of the API's scalars. */
type Scalar = 'Day' | 'Decimal' | 'ID' | 'Instant' | 'Position' | 'Quantity';

/** What the columns of a table mean of which their type does not say it. */
type Meanings = Readonly<Record<string, Scalar>>;

/** A value that means what one of the API's scalars says. */
export function meaning(scalar: Scalar, schema: TSchema = integer): TSchema {
  return { ...schema, [SCALAR]: scalar };
}
export const anything = Type.Record(text, Type.Unknown());

/** What a column's values are in JSON. @throws TypeError for a kind of column that no read model has had yet. */
function valueOf(dataType: string): TSchema {
  switch (dataType) {
    case 'bigint':
      return integer;
    case 'string':
      return text;
    case 'number':
      // No read model has fractions: money and quantities are integers.
      return Type.Integer();
    case 'boolean':
      return Type.Boolean();
    case 'json':
      return Type.Unknown();
    default:
      throw new TypeError(`no JSON Schema for a column of ${dataType}`);
  }
}

/** The JSON Schema of a table's rows: 64-bit integers are strings. */
export function rowOf(table: PgTable, meanings: Meanings = {}): TObject {
  const columns = Object.entries(getTableColumns(table)).map(([name, { dataType, notNull }]) => {
    const scalar = meanings[name];
    const value = scalar === undefined ? valueOf(dataType) : meaning(scalar, valueOf(dataType));
    return [name, notNull ? value : orNull(value)];
  });
  return record(Object.fromEntries(columns) as TProperties);
}

/** `null` where there is nothing, or nothing that the caller may see. */
export function orNull(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Null()]);
}

/** Rows, and where the next ones start. */
export function pageOf(row: TSchema, more: TProperties = {}): TObject {
  const next = Type.String({ description: '`cursor` of the next page; absent on the last' });
  return record({ rows: Type.Array(row), next: Type.Optional(next), ...more });
}

/** The next of what a follower is to be told. @param row of what it follows. */
export function changesOf(row: TSchema): TObject {
  return record({
    kind: Type.Union(
      ['SNAPSHOT', 'CHANGE', 'RESYNC'].map((kind) => Type.Literal(kind)),
      { description: '`RESYNC`: forget what you had, and begin anew' },
    ),
    position: orNull(Type.String({ description: '`from` of what comes next' })),
    more: Type.Boolean({ description: 'Whether there is more at once' }),
    rows: Type.Array(row),
  });
}

export function record(properties: TProperties): TObject {
  return Type.Object(properties, { additionalProperties: false });
}

/** A record under the name that its type has in the API. */
export function named(title: string, description: string, { properties }: TObject): TObject {
  return Type.Object(properties, { additionalProperties: false, title, description });
}
