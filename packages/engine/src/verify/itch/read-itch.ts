import { ItchFormatError, type ItchMessage } from './messages.ts';

/** Length in bytes of every message type of ITCH 5.0; those without a decoder below are skipped. */
const LENGTHS: Readonly<Record<string, number>> = {
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

/**
 * Reads the binary file format: each message preceded by its length in two bytes, big-endian. Throws ItchFormatError at
 * the first message of unknown type or wrong length, and when the bytes end within a message.
 */
export async function* readItch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ItchMessage> {
  let rest = new Uint8Array(0);
  let position = 0;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + 2 <= bytes.length && at + 2 + view.getUint16(at) <= bytes.length) {
      const length = view.getUint16(at);
      const message = decodeItch(
        new DataView(bytes.buffer, bytes.byteOffset + at + 2, length),
        position,
      );
      if (message !== undefined) yield message;
      at += 2 + length;
      position += 2 + length;
    }
    rest = bytes.slice(at);
  }
  if (rest.length !== 0) throw new ItchFormatError(`the bytes end within a message at ${position}`);
}

/** One message without its length, or undefined for a type that says nothing of orders or trades. */
const decodeItch = (view: DataView, position: number): ItchMessage | undefined => {
  const type = view.byteLength === 0 ? '' : String.fromCharCode(view.getUint8(0));
  if (LENGTHS[type] !== view.byteLength) {
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
