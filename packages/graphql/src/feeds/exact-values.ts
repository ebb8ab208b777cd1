import { SCALAR } from '@bellwether/projections/contract';
import type { AnswerSchema } from '../schema/answer-types.ts';

/** Scalars whose values are whole numbers inside, and digits on their way. */
const WHOLE: ReadonlySet<unknown> = new Set(['Decimal', 'Instant', 'Position', 'Quantity']);

/** An answer as JSON has it with its digits as numbers of any size, by its schema. */
export function exactValues(schema: AnswerSchema, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (WHOLE.has(schema[SCALAR])) return BigInt(value as string);
  const some = schema.anyOf?.find(({ type }) => type !== 'null');
  if (some !== undefined) return exactValues(some, value);
  const { items, properties } = schema;
  if (Array.isArray(value) && items !== undefined)
    return value.map((item) => exactValues(items, item));
  if (properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = properties[name];
      return [name, field === undefined ? inner : exactValues(field, inner)];
    }),
  );
}
