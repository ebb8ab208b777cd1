import {
  formatDate,
  formatDecimal,
  parseDate,
  parseDecimal,
  type CivilDate,
} from '@bellwether/domain';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** An exact scalar that travels as a string. `parse` throws where the text is not one. */
function textScalar<T>(
  name: string,
  parse: (text: string) => T,
  serialize: (value: T) => string,
): GraphQLScalarType<T, string> {
  const read = (value: unknown): T => {
    if (typeof value !== 'string')
      throw new GraphQLError(`${name} is a string, so that no digit is lost`);
    try {
      return parse(value);
    } catch {
      throw new GraphQLError(`${JSON.stringify(value.slice(0, 40))} is no ${name}`);
    }
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => serialize(value as T),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

function parseInteger(text: string): bigint {
  if (!/^-?\d{1,19}$/.test(text)) throw new TypeError('not an integer');
  return BigInt(text);
}

/** ns since 1970 UTC as ISO 8601. */
function instantText(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}Z`;
}

function parseInstant(text: string): bigint {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/.exec(text);
  if (match === null) throw new TypeError('not an instant');
  const ms = Date.parse(`${match[1]}Z`);
  if (Number.isNaN(ms)) throw new TypeError('not an instant');
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** Resolvers of the API's scalars: 1/10 000 USD, whole numbers, ns since 1970 and commit positions, all bigint inside. */
export const SCALARS: Record<string, GraphQLScalarType> = {
  Decimal: textScalar('Decimal', parseDecimal, formatDecimal) as GraphQLScalarType,
  Quantity: textScalar('Quantity', parseInteger, String) as GraphQLScalarType,
  // Rows hold days as text, commands as the domain's dates.
  Day: textScalar('Day', parseDate, (day: CivilDate | string) =>
    typeof day === 'string' ? day : formatDate(day),
  ) as GraphQLScalarType,
  Instant: textScalar('Instant', parseInstant, instantText) as GraphQLScalarType,
  Position: textScalar('Position', parseInteger, String) as GraphQLScalarType,
};
