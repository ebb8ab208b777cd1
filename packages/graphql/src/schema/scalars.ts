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
  // Of a literal graphql-js tells no place but the one that its error names.
  const read = (value: unknown, nodes?: ValueNode): T => {
    const error = (message: string): GraphQLError =>
      new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
    if (typeof value !== 'string') throw error(`${name} is a string, so that no digit is lost`);
    try {
      return parse(value);
    } catch {
      throw error(`${JSON.stringify(value.slice(0, 40))} is no ${name}`);
    }
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => serialize(value as T),
    parseValue: (value) => read(value),
    parseLiteral: (node: ValueNode) =>
      read(node.kind === Kind.STRING ? node.value : undefined, node),
  });
}

const INT64_MAX = 2n ** 63n - 1n;

function parseInteger(text: string): bigint {
  if (!/^-?\d{1,19}$/.test(text)) throw new TypeError('not an integer');
  const value = BigInt(text);
  if (value > INT64_MAX || value < -INT64_MAX) throw new RangeError('more than 64 bits');
  return value;
}

/** Of a fact, so never below zero. */
function parsePosition(text: string): bigint {
  const position = parseInteger(text);
  if (position < 0n) throw new RangeError('before the log');
  return position;
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
  Position: textScalar('Position', parsePosition, String) as GraphQLScalarType,
};
