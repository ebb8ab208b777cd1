import { clickHouseError } from '../engine/error-codes.ts';

// How many bytes a column of the Native format has, by its type: no more of it is read than that.

/** Bytes per value of types that have a fixed number of them. */
const FIXED: readonly (readonly [RegExp, number])[] = [
  [/^(?:U?Int8|Bool|Enum8|Nothing)$/, 1],
  [/^(?:U?Int16|Date|Enum16|BFloat16)$/, 2],
  [/^(?:U?Int32|Float32|DateTime|Date32|IPv4|Decimal32|Time)$/, 4],
  [/^(?:U?Int64|Float64|DateTime64|Decimal64|Time64|Interval\w+)$/, 8],
  [/^(?:U?Int128|UUID|IPv6|Decimal128)$/, 16],
  [/^(?:U?Int256|Decimal256)$/, 32],
];

/** Types that are other names for nested ones. */
const ALIASES: Record<string, string> = {
  Point: 'Tuple(Float64, Float64)',
  Ring: 'Array(Point)',
  LineString: 'Array(Point)',
  Polygon: 'Array(Ring)',
  MultiLineString: 'Array(LineString)',
  MultiPolygon: 'Array(Polygon)',
};

const HAS_KEYS = 1n << 9n;

/** Where reading has come to; `undefined` in results where the bytes are not all there yet. */
type Position = number | undefined;

/**
 * The end of the column that begins at `at`.
 * @throws EngineError NOT_IMPLEMENTED for types whose values do not tell their length.
 */
export function endOfColumn(data: Buffer, at: number, type: string, rows: number): Position {
  if (rows === 0) return at;
  const prefix = at + prefixBytes(type);
  return prefix > data.length ? undefined : endOfValues(data, prefix, type, rows);
}

/** Every LowCardinality in a type has a version before the column's data. */
const prefixBytes = (type: string): number => (type.match(/\bLowCardinality\(/g)?.length ?? 0) * 8;

function endOfValues(data: Buffer, at: number, type: string, rows: number): Position {
  const { name, args } = splitType(ALIASES[type] ?? type);
  const [inner = ''] = args;
  const fixed = fixedBytes(name, args);
  if (fixed !== undefined) return within(data, at + fixed * rows);
  switch (name) {
    case 'String':
      return endOfStrings(data, at, rows);
    case 'Nullable':
      return then(within(data, at + rows), (next) => endOfValues(data, next, inner, rows));
    case 'Array':
      return endOfArrays(data, at, inner, rows);
    case 'Nested':
      return endOfArrays(data, at, `Tuple(${args.join(', ')})`, rows);
    case 'Map':
      return endOfArrays(data, at, `Tuple(${args.join(', ')})`, rows);
    case 'Tuple':
      return args.reduce<Position>(
        (end, element) => then(end, (next) => endOfValues(data, next, withoutName(element), rows)),
        at,
      );
    case 'SimpleAggregateFunction':
      return endOfValues(data, at, args[1] ?? '', rows);
    case 'LowCardinality':
      return endOfLowCardinality(data, at, inner, rows);
    default:
      throw clickHouseError(
        'NOT_IMPLEMENTED',
        `Native for client_protocol_version does not support the type ${type}: cast it to String`,
      );
  }
}

const within = (data: Buffer, end: number): Position => (end <= data.length ? end : undefined);

const then = (position: Position, next: (at: number) => Position): Position =>
  position === undefined ? undefined : next(position);

function fixedBytes(name: string, args: readonly string[]): number | undefined {
  if (name === 'FixedString') return Number(args[0]);
  if (name === 'Decimal') {
    const digits = Number(args[0]);
    return digits <= 9 ? 4 : digits <= 18 ? 8 : digits <= 38 ? 16 : 32;
  }
  return FIXED.find(([pattern]) => pattern.test(name))?.[1];
}

function endOfStrings(data: Buffer, start: number, rows: number): Position {
  let at = start;
  for (let row = 0; row < rows; row += 1) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++];
      if (byte === undefined) return undefined;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    at += length;
  }
  return within(data, at);
}

/** Offsets, the last of which is the number of elements, then the elements. */
function endOfArrays(data: Buffer, at: number, element: string, rows: number): Position {
  return then(within(data, at + rows * 8), (next) => {
    const elements = Number(data.readBigUInt64LE(next - 8));
    return elements === 0 ? next : endOfValues(data, next, element, elements);
  });
}

/** Flags, the dictionary if they say so, the number of rows, and an index of 1 to 8 bytes for each. */
function endOfLowCardinality(data: Buffer, at: number, inner: string, rows: number): Position {
  if (at + 16 > data.length) return undefined;
  const flags = data.readBigUInt64LE(at);
  const { name, args } = splitType(inner);
  const keyType = name === 'Nullable' ? (args[0] ?? '') : inner;
  const keys =
    (flags & HAS_KEYS) === 0n
      ? at + 8
      : endOfValues(data, at + 16, keyType, Number(data.readBigUInt64LE(at + 8)));
  return then(keys, (next) => within(data, next + 8 + rows * 2 ** Number(flags & 0xffn)));
}

/** `Map(String, Array(UInt8))` to its name and its arguments. */
function splitType(type: string): { name: string; args: string[] } {
  const open = type.indexOf('(');
  if (open === -1) return { name: type, args: [] };
  const args: string[] = [];
  let [depth, from, quoted] = [0, open + 1, false];
  for (let at = open + 1; at < type.length - 1; at += 1) {
    if (quoted && type[at] === '\\') at += 1;
    else if (type[at] === "'" || type[at] === '`') quoted = !quoted;
    else if (quoted) continue;
    else if (type[at] === '(') depth += 1;
    else if (type[at] === ')') depth -= 1;
    else if (type[at] === ',' && depth === 0) {
      args.push(type.slice(from, at).trim());
      from = at + 1;
    }
  }
  args.push(type.slice(from, -1).trim());
  return { name: type.slice(0, open), args };
}

/** An element of a tuple may have a name before its type. */
const withoutName = (element: string): string =>
  element.replace(/^(?:`(?:[^`\\]|\\.)*`|[A-Za-z_]\w*) +(?=[A-Z])/, '');
