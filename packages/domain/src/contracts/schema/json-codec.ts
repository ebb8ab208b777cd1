import { formatDecimal, parseDecimal } from '../../kernel/fixed-point.ts';
import { formatDate, parseDate } from '../../time/civil-date.ts';
import { KIND } from './fields.ts';
import { fieldsOf, UnsupportedSchemaError, type JsonSchema } from './json-schema.ts';

type Convert = (value: never) => unknown;

/** Turns validated JSON into memory form and back; `undefined` where both forms are the same. */
interface Conversion {
  readonly toMemory: Convert;
  readonly toJson: Convert;
}

const DECIMAL: Conversion = { toMemory: parseDecimal as Convert, toJson: formatDecimal as Convert };
const INTEGER: Conversion = {
  toMemory: ((text: string) => BigInt(text)) as Convert,
  toJson: ((value: bigint) => value.toString()) as Convert,
};

const DATE: Conversion = { toMemory: parseDate as Convert, toJson: formatDate as Convert };

/** Converts values of one schema between JSON form (decimal strings) and memory form (bigint). */
export interface JsonCodec<T> {
  /** `json` must have passed the schema's validator. */
  fromJson(json: unknown): T;
  toJson(value: T): unknown;
}

/** Builds the codec of a declaration once, at start-up. @throws UnsupportedSchemaError */
export function jsonCodec<T>(schema: JsonSchema): JsonCodec<T> {
  const conversion = conversionOf(schema);
  const same = (value: unknown): unknown => value;
  return {
    fromJson: (conversion?.toMemory ?? same) as (json: unknown) => T,
    toJson: (conversion?.toJson ?? same) as (value: T) => unknown,
  };
}

function conversionOf(schema: JsonSchema): Conversion | undefined {
  if (schema.type === 'object') return recordConversion(schema);
  if (schema.type === 'array' && schema.items !== undefined) return arrayConversion(schema.items);
  if (schema.type === 'string') return textConversion(schema);
  if (schema.type === 'integer' || schema.type === 'boolean') return undefined;
  throw new UnsupportedSchemaError(`no JSON codec for ${JSON.stringify(schema)}`);
}

function textConversion(schema: JsonSchema): Conversion | undefined {
  const kind = schema[KIND];
  if (kind === 'decimal') return DECIMAL;
  if (kind === 'date') return DATE;
  return kind === 'integer64' ? INTEGER : undefined;
}

function arrayConversion(items: JsonSchema): Conversion | undefined {
  const item = conversionOf(items);
  if (item === undefined) return undefined;
  return {
    toMemory: ((values: never[]) => values.map(item.toMemory)) as Convert,
    toJson: ((values: never[]) => values.map(item.toJson)) as Convert,
  };
}

function recordConversion(schema: JsonSchema): Conversion | undefined {
  const converted = fieldsOf(schema).flatMap((field) => {
    const conversion = conversionOf(field.schema);
    return conversion === undefined ? [] : [{ name: field.name, ...conversion }];
  });
  if (converted.length === 0) return undefined;
  const apply = (direction: keyof Conversion): Convert =>
    ((value: Readonly<Record<string, never>>) => {
      const result: Record<string, unknown> = { ...value };
      for (const field of converted) {
        const found = value[field.name];
        if (found !== undefined) result[field.name] = field[direction](found);
      }
      return result;
    }) as Convert;
  return { toMemory: apply('toMemory'), toJson: apply('toJson') };
}
