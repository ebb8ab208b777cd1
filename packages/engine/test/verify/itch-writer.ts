import { ITCH_CSV_HEADER, type ItchMessage } from '../../src/verify/index.ts';

const LENGTH = { A: 36, F: 40, E: 31, C: 36, X: 23, D: 19, U: 35, P: 44, Q: 40 } as const;

/** Messages as ITCH 5.0 has them, each after its length. */
export const encodeItch = (messages: readonly ItchMessage[]): Uint8Array => {
  const parts = messages.map((message) => {
    const bytes = new Uint8Array(2 + LENGTH[message.type]);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, LENGTH[message.type]);
    writeMessage(new DataView(bytes.buffer, 2), message);
    return bytes;
  });
  return Buffer.concat(parts);
};

const writeMessage = (view: DataView, m: ItchMessage): void => {
  view.setUint8(0, m.type.charCodeAt(0));
  view.setUint16(1, m.locate);
  view.setUint16(5, Math.floor(m.time / 2 ** 32));
  view.setUint32(7, m.time % 2 ** 32);
  if (m.type === 'Q') {
    view.setBigUint64(11, BigInt(m.shares));
    writeText(view, 19, m.stock);
    view.setUint32(27, m.price);
    view.setBigUint64(31, BigInt(m.match));
    view.setUint8(39, 'O'.charCodeAt(0));
    return;
  }
  view.setBigUint64(11, BigInt(m.ref));
  if (m.type === 'A' || m.type === 'F' || m.type === 'P') {
    view.setUint8(19, m.side.charCodeAt(0));
    view.setUint32(20, m.shares);
    writeText(view, 24, m.stock);
    view.setUint32(32, m.price);
    if (m.type === 'P') view.setBigUint64(36, BigInt(m.match));
  } else if (m.type === 'E' || m.type === 'C') {
    view.setUint32(19, m.shares);
    view.setBigUint64(23, BigInt(m.match));
    if (m.type === 'C') view.setUint32(32, m.price);
  } else if (m.type === 'X') {
    view.setUint32(19, m.shares);
  } else if (m.type === 'U') {
    view.setBigUint64(19, BigInt(m.newRef));
    view.setUint32(27, m.shares);
    view.setUint32(31, m.price);
  }
};

const writeText = (view: DataView, at: number, text: string): void => {
  for (let i = 0; i < 8; i++) view.setUint8(at + i, (text[i] ?? ' ').charCodeAt(0));
};

/** The same as text. */
export const toCsv = (messages: readonly ItchMessage[]): string => {
  const columns = ITCH_CSV_HEADER.split(',');
  const lines = messages.map((message) => {
    const cells = new Map<string, string | number>(Object.entries(message));
    return columns.map((column) => cells.get(column) ?? '').join(',');
  });
  return `${[ITCH_CSV_HEADER, ...lines].join('\n')}\n`;
};

/** Messages as a SoupBinTCP server sends them: login, heartbeat, sequenced data, end of session. */
export const encodeSoup = (messages: readonly ItchMessage[]): Uint8Array =>
  Buffer.concat([
    packet('A', Buffer.from(`SESSION001${'1'.padStart(20)}`)),
    ...messages.flatMap((message) => [
      packet('H', Buffer.alloc(0)),
      packet('S', encodeItch([message]).subarray(2)),
    ]),
    packet('Z', Buffer.alloc(0)),
  ]);

const packet = (type: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(3);
  head.writeUInt16BE(1 + data.length);
  head.write(type, 2);
  return Buffer.concat([head, data]);
};
