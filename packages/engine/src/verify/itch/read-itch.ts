import { ItchFormatError, type ItchMessage } from './messages.ts';

/** Length in bytes of every message type of ITCH 5.0, by its letter; those without a decoder below are skipped. */
export const ITCH_LENGTHS: Readonly<Record<string, number>> = {
  S: 12,
  R: 39,
  H: 25,
  Y: 20,
  L: 26,
  V: 35,
  W: 12,
  K: 28,
  J: 35,
  h: 21,
  A: 36,
  F: 40,
  E: 31,
  C: 36,
  X: 23,
  D: 19,
  U: 35,
  P: 44,
  Q: 40,
  B: 19,
  I: 50,
  N: 20,
  O: 48,
};

/** How messages are packed: one behind the other as in NASDAQ's files, or in packets as SoupBinTCP sends them. */
export type ItchFraming = 'FILE' | 'SOUP_BIN_TCP';

/** Packets of a SoupBinTCP server. Messages are sequenced data; debug text, logins, heartbeats and unsequenced data are none. */
const SOUP_SEQUENCED = 'S';
const SOUP_END = 'Z';
const SOUP_WITHOUT_MESSAGE = new Set(['+', 'A', 'J', 'H', 'U']);

/** Which framing bytes have, by the first packet of at least three bytes: no message has the length of a packet of its type. */
export function framingOf(first: Uint8Array): ItchFraming {
  if (first.length < 3) return 'FILE';
  const length = (first[0]! << 8) | first[1]!;
  const type = String.fromCharCode(first[2]!);
  if (length === 0 || ITCH_LENGTHS[type] === length) return 'FILE';
  const inner = first.length < 4 ? '' : String.fromCharCode(first[3]!);
  const isData = type === SOUP_SEQUENCED && ITCH_LENGTHS[inner] === length - 1;
  return isData || SOUP_WITHOUT_MESSAGE.has(type) || type === SOUP_END ? 'SOUP_BIN_TCP' : 'FILE';
}

/**
 * Reads binary messages, each preceded by its length in two bytes, big-endian, up to the end of the bytes or to the end
 * mark: a length of zero, with SoupBinTCP an end of session. Throws ItchFormatError at the first message of unknown type
 * or wrong length, when the bytes end within a message, and when messages follow the end mark.
 */
export async function* readItch(
  chunks: AsyncIterable<Uint8Array>,
  framing: ItchFraming = 'FILE',
): AsyncGenerator<ItchMessage> {
  let position = 0;
  let ended = false;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let taken = 0;
    for (const packet of packetsOf(bytes)) {
      const length = packet.byteLength;
      if (ended && length > 0)
        throw new ItchFormatError(`bytes follow the end mark at ${position}`);
      const data = framing === 'FILE' ? packet : dataOf(packet, position);
      ended ||= length === 0 || data === 'END';
      if (data instanceof DataView && !ended) {
        const message = decodeItch(data, position);
        if (message !== undefined) yield message;
      }
      taken += 2 + length;
      position += 2 + length;
    }
    rest = bytes.slice(taken);
  }
  if (rest.length !== 0) throw new ItchFormatError(`the bytes end within a message at ${position}`);
}

/** What a SoupBinTCP packet carries: a message, nothing, or the end of the session. */
function dataOf(packet: DataView, position: number): DataView | 'NOTHING' | 'END' {
  const type = packet.byteLength === 0 ? '' : String.fromCharCode(packet.getUint8(0));
  if (type === SOUP_SEQUENCED)
    return new DataView(packet.buffer, packet.byteOffset + 1, packet.byteLength - 1);
  if (type === SOUP_END) return 'END';
  if (SOUP_WITHOUT_MESSAGE.has(type)) return 'NOTHING';
  throw new ItchFormatError(`no packet of a SoupBinTCP server has type "${type}" (at ${position})`);
}

/** Pieces that are preceded by their lengths, as far as they are complete. */
function* packetsOf(bytes: Uint8Array): Generator<DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 2 <= bytes.length;) {
    const length = view.getUint16(at);
    if (at + 2 + length > bytes.length) return;
    yield new DataView(bytes.buffer, bytes.byteOffset + at + 2, length);
    at += 2 + length;
  }
}

/** One message without its length, or undefined for a type that says nothing of orders or trades. */
const decodeItch = (view: DataView, position: number): ItchMessage | undefined => {
  const type = view.byteLength === 0 ? '' : String.fromCharCode(view.getUint8(0));
  if (ITCH_LENGTHS[type] !== view.byteLength) {
    throw new ItchFormatError(
      `no message of type "${type}" has ${view.byteLength} bytes (at ${position})`,
    );
  }
  const locate = view.getUint16(1);
  const time = view.getUint16(5) * 2 ** 32 + view.getUint32(7);
  const stamp = { time, locate };
  switch (type) {
    case 'A':
    case 'F':
      return {
        ...stamp,
        type,
        ref: number64(view, 11),
        side: sideAt(view, 19),
        shares: view.getUint32(20),
        stock: textAt(view, 24),
        price: view.getUint32(32),
      };
    case 'E':
      return {
        ...stamp,
        type,
        ref: number64(view, 11),
        shares: view.getUint32(19),
        match: number64(view, 23),
      };
    case 'C': {
      const order = {
        ref: number64(view, 11),
        shares: view.getUint32(19),
        match: number64(view, 23),
      };
      return { ...stamp, type, ...order, price: view.getUint32(32) };
    }
    case 'X':
      return { ...stamp, type, ref: number64(view, 11), shares: view.getUint32(19) };
    case 'D':
      return { ...stamp, type, ref: number64(view, 11) };
    case 'U': {
      const refs = { ref: number64(view, 11), newRef: number64(view, 19) };
      return { ...stamp, type, ...refs, shares: view.getUint32(27), price: view.getUint32(31) };
    }
    case 'P':
      return {
        ...stamp,
        type,
        ref: number64(view, 11),
        side: sideAt(view, 19),
        shares: view.getUint32(20),
        stock: textAt(view, 24),
        price: view.getUint32(32),
        match: number64(view, 36),
      };
    case 'Q': {
      const trade = {
        shares: number64(view, 11),
        stock: textAt(view, 19),
        price: view.getUint32(27),
      };
      return { ...stamp, type, ...trade, match: number64(view, 31) };
    }
    default:
      return undefined;
  }
};

const number64 = (view: DataView, at: number): number => {
  const value = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
  if (!Number.isSafeInteger(value)) throw new ItchFormatError(`the number ${value} is too large`);
  return value;
};

const sideAt = (view: DataView, at: number): 'B' | 'S' => {
  const side = String.fromCharCode(view.getUint8(at));
  if (side !== 'B' && side !== 'S') throw new ItchFormatError(`"${side}" is no side`);
  return side;
};

const textAt = (view: DataView, at: number): string =>
  String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 8)).trimEnd();
