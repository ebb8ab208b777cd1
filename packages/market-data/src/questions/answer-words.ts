import { Type, type TObject, type TProperties, type TSchema } from 'typebox';

// Words of which answers' schemas are made, as the read side's are: the API makes its types of them.

/** What digits mean: 1/10 000 USD, units, ns since 1970 UTC. The API's scalars have these names. */
function digits(scalar: 'Decimal' | 'Instant' | 'Quantity'): TSchema {
  return { ...Type.String({ pattern: '^-?\\d+$' }), 'x-scalar': scalar };
}

export const price: TSchema = digits('Decimal');
export const quantity: TSchema = digits('Quantity');
export const instant: TSchema = digits('Instant');
export const text: TSchema = Type.String();

/** Null where there is nothing. */
export function orNull(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Null()]);
}

/** A record under the name that its type has in the API. */
export function named(title: string, description: string, properties: TProperties): TObject {
  return Type.Object(properties, { additionalProperties: false, title, description });
}

/** Rows, all of them. */
export function rowsOf(row: TSchema): TObject {
  return Type.Object({ rows: Type.Array(row) }, { additionalProperties: false });
}
