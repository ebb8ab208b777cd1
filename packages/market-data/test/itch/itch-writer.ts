// Writes TotalView-ITCH 5.0 for tests and benchmarks, from NASDAQ's tables of fields.

/** Field types of the specification: text is padded on the right, integers are big-endian. */
type Field = readonly ['text', number] | readonly ['integer', 1 | 2 | 4 | 6 | 8];

const text = (bytes: number): Field => ['text', bytes];
const u = (bytes: 1 | 2 | 4 | 6 | 8): Field => ['integer', bytes];

export type ItchType =
  | 'S'
  | 'R'
  | 'H'
  | 'Y'
  | 'L'
  | 'V'
  | 'W'
  | 'K'
  | 'J'
  | 'h'
  | 'A'
  | 'F'
  | 'E'
  | 'C'
  | 'X'
  | 'D'
  | 'U'
  | 'P'
  | 'Q'
  | 'B'
  | 'I'
  | 'N'
  | 'O';

/** Fields behind type, locate, tracking number and time. */
const FIELDS: Readonly<Record<ItchType, readonly Field[]>> = {
  S: [text(1)],
  R: [
    text(8),
    text(1),
    text(1),
    u(4),
    text(1),
    text(1),
    text(2),
    text(1),
    text(1),
    text(1),
    text(1),
    text(1),
    u(4),
    text(1),
  ],
  H: [text(8), text(1), text(1), text(4)],
  Y: [text(8), text(1)],
  L: [text(4), text(8), text(1), text(1), text(1)],
  V: [u(8), u(8), u(8)],
  W: [text(1)],
  K: [text(8), u(4), text(1), u(4)],
  J: [text(8), u(4), u(4), u(4), u(4)],
  h: [text(8), text(1), text(1)],
  A: [u(8), text(1), u(4), text(8), u(4)],
  F: [u(8), text(1), u(4), text(8), u(4), text(4)],
  E: [u(8), u(4), u(8)],
  C: [u(8), u(4), u(8), text(1), u(4)],
  X: [u(8), u(4)],
  D: [u(8)],
  U: [u(8), u(8), u(4), u(4)],
  P: [u(8), text(1), u(4), text(8), u(4), u(8)],
  Q: [u(8), text(8), u(4), u(8), text(1)],
  B: [u(8)],
  I: [u(8), u(8), text(1), text(8), u(4), u(4), u(4), text(1), text(1)],
  N: [text(8), text(1)],
  O: [text(8), text(1), u(4), u(4), u(4), u(8), u(4), u(4)],
};

export const ITCH_TYPES: readonly ItchType[] = Object.keys(FIELDS) as ItchType[];

/** A message: its type, stock locate, nanoseconds since midnight, and its fields in their order. */
export type Message = readonly [
  type: ItchType,
  locate: number,
  nanos: number,
  ...fields: readonly (string | number)[],
];

/** One message without its length. Fields that are not given are blank or zero. */
export const itchMessage = ([type, locate, nanos, ...values]: Message): Buffer => {
  const layout: readonly Field[] = [text(1), u(2), u(2), u(6), ...FIELDS[type]];
  const all = [type, locate, 0, nanos, ...values];
  return Buffer.concat(
    layout.map(([kind, bytes], i) => {
      const value = all[i];
      if (kind === 'text') return Buffer.from(String(value ?? '').padEnd(bytes));
      const field = Buffer.alloc(8);
      field.writeBigUInt64BE(BigInt(value ?? 0));
      return field.subarray(8 - bytes);
    }),
  );
};

const behindLength = (bytes: Uint8Array): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** As NASDAQ publishes files: each message behind its length, and a length of zero at the end. */
export const itchFile = (messages: readonly Message[], hasEnd = true): Buffer =>
  Buffer.concat([
    ...messages.map((message) => behindLength(itchMessage(message))),
    Buffer.alloc(hasEnd ? 2 : 0),
  ]);

/** The same as a server's side of a SoupBinTCP session: login accepted, a heartbeat, sequenced data, end of session. */
export const itchSession = (messages: readonly Message[], firstSequence = 1): Buffer =>
  Buffer.concat([
    behindLength(Buffer.from(`A${'SESSION'.padStart(10)}${`${firstSequence}`.padStart(20)}`)),
    behindLength(Buffer.from('H')),
    ...messages.map((message) =>
      behindLength(Buffer.concat([Buffer.from('S'), itchMessage(message)])),
    ),
    behindLength(Buffer.from('Z')),
  ]);
